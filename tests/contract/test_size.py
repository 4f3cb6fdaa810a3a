"""What every theme does with an issue that is too long for a mail: the same in HTML and text, and never too much."""

from __future__ import annotations

import bisect
import functools
import re
from pathlib import Path

import lxml.html
import pytest

from digest import archive
from digest.models import Block, Email, Image, Insertion, Issue, Story
from digest.renderer import find_theme, render, theme_names
from digest.renderer.shortening import AIM
from tests.build import story

GOLDEN = archive.read_issue(Path(__file__).parents[1] / "golden/issue.json")
LIMIT = 102 * 1024
EXCERPT = (
    "The council counted its hives and found one more than it has keepers, which surprised nobody but the mayor. " * 2
)
STYLES = ("teaser", "card", "headline")


def told(number: int) -> Story:
    """A story with everything that takes room."""
    picture = Image(url=f"https://paper.example/pictures/2026/11/{number}.jpg", alt="A hive", width=1200, height=800)
    return story(
        f"story-{number}", title=f"Headline number {number} of the usual length, with a comma",
        excerpt=f"<{number}> {EXCERPT}", words=900, author="Ada Finch", section="Country", image=picture,
    )  # fmt: skip


def long_issue(count: int, style: str) -> Issue:
    """An issue with an ad, a note and `count` stories, ten in each block."""
    blocks = [
        Block(
            kind="section",
            title=f"Part {start}",
            style=style,
            stories=tuple(told(number) for number in range(start, min(start + 10, count + 1))),
            options={"section": f"Part {start}"},
        )
        for start in range(1, count + 1, 10)
    ]
    lead = Block(kind="lead", stories=(told(0),))
    kinds = {block.kind: block for block in GOLDEN.blocks}
    ad = kinds["ad"].insertion
    assert isinstance(ad, Insertion)
    return GOLDEN.model_copy(
        update={"blocks": (kinds["header"], lead, kinds["ad"], kinds["note"], *blocks, kinds["footer"])}
    )


@functools.cache
def rendered(theme: str, count: int, style: str) -> Email:
    return render(long_issue(count, style), theme=find_theme(theme, overrides=None, options={}))


def titles(part: str) -> list[int]:
    return list(dict.fromkeys(int(number) for number in re.findall(r"Headline number (\d+)", " ".join(part.split()))))


@pytest.mark.uncounted
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("count", [60, 150])
def test_no_issue_is_too_long(theme: str, style: str, count: int) -> None:
    """Gmail cuts at 102 kB: the email keeps under it, its web version has every story with its excerpt."""
    email = rendered(theme, count, style)
    assert len(email.html.encode("utf-8")) <= LIMIT
    assert titles(email.web) == list(range(count + 1))
    if style != "headline":
        assert {f"&lt;{number}&gt; The council" in email.web for number in range(count + 1)} == {True}


@pytest.mark.uncounted
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("theme", theme_names())
def test_html_and_text_leave_out_the_same(theme: str, style: str) -> None:
    """Stories go from the end, each block keeps its first; both parts keep the same, and a finding says it."""
    email = rendered(theme, 250, style)
    kept = titles(email.text)
    shown = lxml.html.fromstring(email.html.encode("utf-8")).text_content()
    assert titles(shown) == kept
    whole = next(number for number in range(251) if number not in kept)
    assert {start for start in range(1, 251, 10) if start > whole} <= set(kept)
    assert all((number - 1) % 10 < 2 for number in kept if number > whole), "one row of each block: two cards at most"
    finding = next(each for each in email.findings if each.check == "shortened")
    assert f"{251 - len(kept)} stories stand in the web version only" in finding.message
    for number in kept[1:]:
        assert (f"<{number}> The council" in shown) is (f"<{number}> The council" in " ".join(email.text.split()))


@pytest.mark.parametrize("theme", theme_names())
def test_what_is_never_left_out(theme: str) -> None:
    """Ad, note, lead and footer stay, and both parts lead to the rest."""
    email = rendered(theme, 150, "teaser")
    web = f"{GOLDEN.newsletter.archive_url}/{GOLDEN.id}/"
    for part in (email.html, email.text):
        for words in ("Dear ", "<0> The council", "unsubscribe_url", GOLDEN.newsletter.address):
            assert words in part.replace("&lt;", "<").replace("&gt;", ">"), words
        assert "More of this issue in your browser" in part
        assert web in part
    ad = next(block.insertion for block in GOLDEN.blocks if block.kind == "ad")
    assert ad is not None
    assert ad.creative.headline in email.html
    assert ad.creative.headline in email.text
    assert "More of this issue" not in email.web


@pytest.mark.parametrize("theme", theme_names())
def test_excerpts_go_first_and_only_as_many_as_needed(theme: str) -> None:
    """A letter a little over the aim loses the excerpts of its last stories and no story."""
    counts = range(20, 200, 3)
    count = counts[
        bisect.bisect_right(counts, AIM, key=lambda count: len(rendered(theme, count, "teaser").web.encode()))
    ]
    email = rendered(theme, count, "teaser")
    assert titles(email.text) == list(range(count + 1))
    with_excerpt = [number for number in range(count + 1) if f"&lt;{number}&gt; The council" in email.html]
    assert with_excerpt == list(range(len(with_excerpt)))
    assert 0 < len(with_excerpt) <= count
    assert len(email.html.encode()) <= AIM
    assert len(email.html.encode()) > AIM - 1024


@pytest.mark.parametrize("theme", theme_names())
def test_a_letter_of_usual_length_is_whole(theme: str) -> None:
    """Nothing is left out, nothing is said, and no mark of an optional part is left in the page."""
    email = rendered(theme, 10, "teaser")
    assert email.findings == ()
    for page in (email.html, email.web):
        assert "<!--~" not in page
        assert "More of this issue" not in page
    assert "More of this issue" not in email.text


def test_without_a_web_version_the_finding_says_that_it_is_lost() -> None:
    """The email links nowhere, and the remedy names the setting."""
    issue = long_issue(150, "teaser")
    issue = issue.model_copy(update={"newsletter": issue.newsletter.model_copy(update={"archive_url": ""})})
    email = render(issue, theme=find_theme("classic", overrides=None, options={}))
    (finding,) = email.findings
    assert "stories are left out" in finding.message
    assert "archive_url" in finding.remedy
    assert "More of this issue" not in email.html + email.text
