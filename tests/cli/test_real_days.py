"""A day of real news, and real feeds in three languages: the stories a person would choose, and what is beside them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from digest.models import Issue
from tests.cli.folder import Folder, digest

CONFIG = """
[newsletter]
name = "Day"
from = "Day <letter@day.example>"
address = "1 Harbour Street"
language = "{language}"

[images]
sizes = false

[schedule]
today = {day}
cadence = "{cadence}"

[selection]
{selection}

[[blocks]]
kind = "lead"
related = 3

[[blocks]]
kind = "list"
count = 9
related = 2
"""


def planned(
    root: Path, files: list[Path], *, day: str, cadence: str, language: str = "en", selection: str = ""
) -> Issue:
    """The issue of `day` from feeds on disk."""
    folder = Folder(root)
    config = CONFIG.format(day=day, cadence=cadence, language=language, selection=selection)
    folder.write("digest.toml", config + "".join(f'\n[[sources]]\nkind = "auto"\nfile = "{file}"\n' for file in files))
    result = folder("plan")
    assert result.exit_code == 0, result.output
    return folder.issue()


def test_a_day_as_ten_sources_tell_it(tmp_path: Path, shared: Path) -> None:
    """Ten stories are ten events from at least five sources, the most covered event is among the first three, and what
    stands beside a story shares a telling word with it."""
    rows = [line.split("\t") for line in (shared / "feeds/real/MANIFEST.tsv").read_text("utf-8").splitlines()]
    files = [shared / "feeds/real" / row[0] for row in rows if any("SAME-DAY" in cell for cell in row)]
    assert len(files) == 10
    issue = planned(tmp_path, files, day="2026-02-18", cadence="daily")
    stories = issue.stories()
    assert len(stories) == 10
    assert len({story.source for story in stories}) >= 5
    placed = [each for each in issue.decisions if each.block is not None]
    assert (
        len({each.story for each in placed} - {each.event for each in issue.decisions if each.block is not None}) == 10
    )
    coverage = {each.story: each.parts.get("coverage", 1) for each in issue.decisions}
    assert max(coverage.values()) in [coverage[story.id] for story in stories[:3]]
    assert any("Iran" in story.title for story in stories[:3])
    for story in stories:
        for link in story.related:
            assert beginnings(story.title) & beginnings(link.title), link.title


def beginnings(title: str) -> set[str]:
    """How the longer words of a title begin: Israel's and Israeli do alike."""
    return {word[:5] for word in re.findall(r"\w{4,}", title.lower())}


@pytest.mark.parametrize(
    ("name", "language", "day", "direction"),
    [
        ("heise-atom10-150items.xml", "de", "2026-04-25", "ltr"),
        ("hoder-persian-rtl-rss2.xml", "fa", "2005-10-13", "rtl"),
        ("fc2-meisalam-japanese-rdf10.xml", "ja", "2026-06-01", "ltr"),
    ],
)
def test_other_languages(name: str, language: str, day: str, direction: str, tmp_path: Path, shared: Path) -> None:
    """A German, a Persian and a Japanese feed each make an issue in their direction, with excerpts that end well."""
    issue = planned(
        tmp_path,
        [shared / "feeds/real" / name],
        day=day,
        cadence="weekly",
        language=language,
        selection='window = "9999d"',
    )
    assert issue.newsletter.direction == direction
    assert len(issue.stories()) >= 3
    assert {story.language.partition("-")[0] for story in issue.stories()} <= {language, ""}
    for story in issue.stories():
        assert not story.excerpt or story.excerpt[-1] in '.!?。！？؟…"”»)」', story.excerpt
        assert " 。" not in story.excerpt
    if language != "fa":  # seven stories of one blog on seven matters
        assert any(story.related for story in issue.stories())


def test_collect_tells_the_language(shared: Path) -> None:
    """A Persian feed whose tag says English is read as Persian."""
    result = digest("collect", str(shared / "feeds/real/hoder-persian-rtl-rss2.xml"), "--json")
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)["stories"]) == 7
