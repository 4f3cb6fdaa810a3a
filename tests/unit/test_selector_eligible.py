"""How the editor names a story, and each story once."""

from __future__ import annotations

import pytest

from digest.models import Image
from digest.selector.eligible import fold, matches, story_id
from tests.build import entry


@pytest.mark.parametrize(
    "written",
    [
        "https://www.paper.example/one/?utm_source=rss",
        "https://paper.example/one",
        "http://paper.example/one/",
        "paper.example/one",
        "www.paper.example/one/",
        " https://paper.example/one ",
        "www.paper.example/one/?utm_source=rss",
        "guid-1",
    ],
)
def test_editor_names_a_story(written: str) -> None:
    """A story is named by its address, with or without scheme, www, slash and tracking, or by its guid."""
    one = entry(
        url="https://www.paper.example/one/?utm_source=rss", identity="https://paper.example/one", guid="guid-1"
    )
    assert matches(one, [written])


@pytest.mark.parametrize("written", ["", " ", "https://paper.example/on", "paper.example", "one", "guid", "https://"])
def test_editor_names_another_story(written: str) -> None:
    """An empty name, or a part of an address, names nothing."""
    assert not matches(entry(guid=""), [written])
    assert not matches(entry(guid="guid-1"), [written])


def test_story_id_follows_from_the_identity() -> None:
    """Two addresses of one story have one id."""
    assert story_id(entry("one", url="https://a.example/?x=1", identity="https://a.example")) == story_id(
        entry("two", url="https://a.example/?x=2", identity="https://a.example")
    )
    assert story_id(entry("one")) != story_id(entry("two"))


def test_fold_by_address_guid_and_words() -> None:
    """One address, one guid of one source, or the same words are one story; a guid of two sources is not."""
    same_address = [entry("a", text="long text"), entry("b", text="short", identity="https://paper.example/a")]
    same_guid = [entry("c", guid="7", text="long text"), entry("d", guid="7", text="short")]
    other_source = entry("e", guid="7", source="Post")
    same_words = [
        entry("f", title="The  Hives", text="Some words", source="A", image=Image(url="https://i.example/f.png")),
        entry("g", title="the hives ", text="some\nwords", source="B"),
    ]
    folded = fold([*same_address, *same_guid, other_source, *same_words])
    kept, decisions = folded.kept, folded.decisions
    assert sorted(each.title for each in kept) == ["Story a", "Story c", "Story e", "The  Hives"]
    assert {each.reason for each in decisions} == {
        "the same story as https://paper.example/a (Paper)",
        "the same story as https://paper.example/c (Paper)",
        "the same story as https://paper.example/f (A)",
    }


def test_fold_needs_words() -> None:
    """Two stories of the same title without any text are not known to be the same."""
    kept = fold([entry("a", title="Quiz", text=""), entry("b", title="Quiz", text="")]).kept
    assert len(kept) == 2


def test_fold_keeps_the_fullest() -> None:
    """The longest version stays with what its own source says of it; the others are remembered."""
    short, full = entry("a", guid="1", text="few", popularity=9), entry("b", guid="1", text="a few more words")
    folded = fold([short, full])
    assert folded.kept == [full]
    assert folded.also_at[full.identity] == [short]


def test_fold_keeps_the_pinned_version() -> None:
    """The version that the editor pinned stays, also where another one is fuller."""
    pinned, full = entry("a", guid="1", text="few"), entry("b", guid="1", text="a few more words")
    (kept,) = fold([full, pinned], pins=[pinned.url]).kept
    assert kept == pinned


def test_fold_of_versions_that_differ_in_one_thing() -> None:
    """Two records of one address and length that differ in title only give the same one in either order."""
    first, second = entry("a", title="A title", text=""), entry("a", title="B title", text="")
    assert fold([first, second]) == fold([second, first])
