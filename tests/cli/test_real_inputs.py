"""Issues from tables and feeds as publishers have them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from digest.models import Block, Story
from tests.cli.folder import Folder

SENTENCE_END = re.compile(r"[.!?。؟…][\"'”’»)\]]*$")
ELLIPSIS = re.compile(r"\w[\"'”’»)]? ?…$")
LAYOUT = """
[[blocks]]
kind = "lead"
points = 5

[[blocks]]
kind = "list"
title = "Most popular"
count = 5
style = "headline"

[[blocks]]
kind = "list"
title = "Read now"
count = 8
style = "teaser"
"""
ARTICLE = (
    "<p>The harbour has bought a crane that nobody ordered. It came by ship on Monday.</p>"
    "<h2>Background: a crane of one's own</h2><p>The old one stood for eighty years, and nobody looked up at it.</p>"
    "<h2>The council's answer</h2><p>There was none until noon, when the mayor was seen under it.</p>"
    "<h2>What comes next</h2><p>It will be painted green.</p>"
)
CUT = "The museum opens its cellar for the first time since the war, and what it shows is mostly about the people [...]"
REAL = {
    "aljazeera-all-rss2.xml": "",
    "bbc-world-rss2-2026.xml": "en-GB",
    "heise-atom10-150items.xml": "de",
    "theverge-atom10.xml": "",
    "daringfireball-jsonfeed.json": "",
    "lefigaro-cinema-rss2.xml": "fr",
    "kottke-atom10.xml": "",
    "restofworld-rss2.xml": "",
    "hoder-persian-rtl-rss2.xml": "fa",
    "bostoncom-wordpress-rss2.xml": "",
}


def configure(folder: Folder, sources: str, *, window: str = "7d", most: int = 99) -> None:
    """Give the folder these sources and a layout of a lead and two lists."""
    text = (folder.root / "digest.toml").read_text(encoding="utf-8")
    text = re.sub(r"\[\[sources\]\].*?\[audience\]", lambda _: f"{sources}{LAYOUT}\n[audience]", text, flags=re.DOTALL)
    folder.write("digest.toml", f'{text}\n[selection]\nwindow = "{window}"\nmax_per_source = {most}\n')


def use_table(folder: Folder, path: Path) -> tuple[Story, Block, Block]:
    """Plan an issue from the table at `path`: its lead and its two lists."""
    configure(folder, f'[[sources]]\nkind = "table"\nfile = "{path}"\n')
    assert folder("plan").exit_code == 0
    lead, first, second = (block for block in folder.issue().blocks if block.stories)
    assert (lead.kind, first.title, second.title) == ("lead", "Most popular", "Read now")
    return lead.stories[0], first, second


def ends_well(excerpt: str) -> bool:
    """Whether an excerpt ends at a sentence, or in an ellipsis at a word, and holds no ellipsis of another kind."""
    good = SENTENCE_END.search(excerpt) or ELLIPSIS.search(excerpt)
    return bool(good) and "..." not in excerpt and "[…" not in excerpt


def test_table_of_the_seeds_kind(lantern: Folder) -> None:
    """A table with an article in HTML and cut teasers: the article leads with its sub-headings as key points."""
    teasers = [
        {"title": f"Teaser number {n} of the week", "url": f"https://lantern.example/t{n}", "excerpt": f"{n}: {CUT}"}
        for n in range(7)
    ]
    whole = {"title": "A whole one", "url": "https://lantern.example/w", "excerpt": "It is short. It is whole."}
    article = {"title": "The crane", "url": "https://lantern.example/crane", "html": ARTICLE}
    rows = "\n".join(json.dumps(row) for row in [*teasers, article, whole])
    lead, first, second = use_table(lantern, lantern.write("stories.jsonl", rows))
    assert lead.title == "The crane"
    assert lead.points == ("Background: a crane of one's own", "The council's answer", "What comes next")
    assert (len(first.stories), len(second.stories)) == (5, 3)
    excerpts = {story.title: story.excerpt for story in lantern.issue().stories()}
    assert all(ends_well(excerpt) for excerpt in excerpts.values()), excerpts
    assert excerpts["A whole one"] == "It is short. It is whole."
    assert excerpts["Teaser number 3 of the week"].endswith("about the people…")
    assert lantern("run").exit_code == 0


def test_the_seed(lantern: Folder, shared: Path) -> None:
    """The page the product was asked for: the article leads, the teasers stand in two lists, and none is cut off."""
    table = shared / "seed" / "stories.jsonl"
    rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    lead, first, second = use_table(lantern, table)
    assert lead.title == next(row["title"] for row in rows if row["list"] == "article")
    assert len(lead.points) >= 3
    headings = re.findall(r"<h2>(.*?)</h2>", next(row["html"] for row in rows if "html" in row))
    assert set(lead.points) <= set(headings)
    assert first.stories
    assert second.stories
    excerpts = [story.excerpt for story in lantern.issue().stories() if story.excerpt]
    assert len(excerpts) > 5
    assert [excerpt for excerpt in excerpts if not ends_well(excerpt)] == []
    assert lantern("run").exit_code == 0
    assert lantern("check").exit_code == 0


def test_ten_real_feeds(lantern: Folder, shared: Path) -> None:
    """Ten feeds of three formats and four languages give an issue that renders, passes the checks and is sent."""
    sources = "".join(
        f'[[sources]]\nname = "{name}"\nfile = "{shared / "feeds" / "real" / name}"\nlanguage = "{language}"\n\n'
        for name, language in REAL.items()
    )
    configure(lantern, sources, window="9999d", most=2)
    collected = lantern.json("collect")
    assert {story["source"] for story in collected["stories"]} == set(REAL)
    assert collected["failures"] == []
    assert lantern("plan").exit_code == 0
    assert len({story.source for story in lantern.issue().stories()}) >= 7
    checked = lantern("check")
    assert checked.exit_code == 0, checked.stdout
    result = lantern("run")
    assert result.exit_code == 0, result.output
    assert len(lantern.mails()) == 3


@pytest.mark.parametrize(("name", "language"), REAL.items())
def test_each_real_feed(name: str, language: str, lantern: Folder, shared: Path) -> None:
    """Each of them alone makes an issue that passes the checks, in its own language and direction."""
    place = shared / "feeds" / "real" / name
    configure(lantern, f'[[sources]]\nfile = "{place}"\nlimit = 30\n', window="9999d")
    if language:
        lantern.edit("[newsletter]", f'[newsletter]\nlanguage = "{language}"')
    assert lantern("plan").exit_code == 0
    checked = lantern("check")
    assert checked.exit_code == 0, checked.stdout
    assert lantern.issue().newsletter.direction == ("rtl" if language == "fa" else "ltr")
    excerpts = [story.excerpt for story in lantern.issue().stories() if story.excerpt]
    assert [excerpt for excerpt in excerpts if not ends_well(excerpt)] == []
