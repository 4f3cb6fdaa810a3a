"""What may come into an issue: the window, the sent log, the editor's word, and each story once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.config.schema import SelectionConfig
from digest.models import Entry, Image, Outcome
from digest.selector.eligible import beside, days, fold, in_window, matches, opening, story_id
from tests.build import NOW, entry

WEEK = SelectionConfig()


def reasons(*entries: Entry, carried: dict[str, str] | None = None, **settings: object) -> dict[str, str]:
    selection = SelectionConfig.model_validate(settings)
    sifted = in_window(entries, selection=selection, carried=carried or {}, window=timedelta(days=7), now=NOW)
    kept, dropped = sifted.kept, sifted.decisions
    assert len(kept) + len(dropped) == len(entries)
    assert all(each.outcome is Outcome.dropped for each in dropped)
    return {each.title: each.reason for each in dropped}


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


def test_window() -> None:
    """What is older than the window, or of the future, is dropped with the date as reason; undated stories stay."""
    found = reasons(
        entry("old", hours=24 * 8 + 1),
        entry("new", hours=24 * 7),
        entry("undated", hours=None),
        entry("next", hours=-1),
    )
    assert found == {
        "Story old": "older than the window of 7 days, 2026-11-12",
        "Story next": "dated after the issue, 2026-11-21",
    }


def test_window_opens_at_the_start_of_a_day() -> None:
    """What appeared on the day of the last issue, after it was made, may still run."""
    start = datetime(2026, 11, 13, tzinfo=UTC)
    assert opening(NOW, timedelta(days=7)) == start
    at, before = entry("at", published=start), entry("before", published=start - timedelta(seconds=1))
    assert list(reasons(at, before)) == ["Story before"]


def test_window_counts_days_of_the_newsletters_zone() -> None:
    """The day whose start opens the window is the newsletter's own."""
    now = datetime(2026, 11, 20, 23, 59, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert opening(now, timedelta(days=1)).astimezone(UTC) == datetime(2026, 11, 18, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duration", "said"),
    [(timedelta(days=1), "1 day"), (timedelta(weeks=2), "14 days"), (timedelta(hours=36), "36 hours")],
)
def test_duration_in_words(duration: timedelta, said: str) -> None:
    """A window is named as a person would."""
    assert days(duration) == said


def test_carried_stories_do_not_return() -> None:
    """What ran before is dropped, known by its address or by its source's own id, naming the issue."""
    carried = {"https://paper.example/one": "2026-W46", "Paper 7": "2026-W45"}
    found = reasons(entry("one"), entry("moved", guid="7"), entry("other", guid="7", source="Post"), carried=carried)
    assert found == {"Story one": "ran in 2026-W46", "Story moved": "ran in 2026-W45"}


def test_copy_of_a_carried_story_does_not_return() -> None:
    """A story that ran from one source does not run again from another that has the same words."""
    copies = [
        entry("one", title="Hives", text="Forty-one hives."),
        entry("copy", title="Hives", text="Forty-one hives.", source="Post"),
        entry("later", title="Hives", text="Forty-two hives."),
    ]
    sifted = in_window(
        copies, selection=WEEK, carried={copies[0].identity: "2026-W46"}, window=timedelta(days=7), now=NOW
    )
    assert sifted.kept == [copies[2]]


def test_excluded_stories() -> None:
    """What the editor excludes is dropped, and not pointed to as related either."""
    one = entry("one")
    sifted = in_window(
        [one], selection=SelectionConfig(exclude=("paper.example/one",)), carried={}, window=timedelta(days=7), now=NOW
    )
    assert (sifted.kept, sifted.earlier) == ([], [])
    assert sifted.decisions[0].reason == "excluded by the editor"


def test_pin_overrules() -> None:
    """A pin brings a story in whatever its date, and though it ran."""
    entries = [entry("old", hours=9999), entry("next", hours=-99), entry("ran")]
    pins = [each.url for each in entries]
    assert reasons(*entries, carried={entries[2].identity: "2026-W46"}, pins=pins) == {}


def test_what_may_be_pointed_to() -> None:
    """Older and carried stories may be related to others; those of the future may not."""
    entries = [entry("old", hours=9999), entry("next", hours=-99), entry("ran"), entry("new")]
    earlier = in_window(
        entries, selection=WEEK, carried={entries[2].identity: "2026-W46"}, window=timedelta(days=7), now=NOW
    ).earlier
    assert [each.title for each in earlier] == ["Story old", "Story ran"]


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


def test_beside_drops_what_others_tell() -> None:
    """Of older stories, copies of a present one and second copies are left out."""
    here = entry("here", title="Hives", text="Forty-one hives.")
    copy = entry("copy", title="Hives", text="Forty-one hives.", source="Post")
    older, again = entry("older", guid="1"), entry("again", guid="1", text="")
    assert beside([copy, again, older], [here]) == [older]
