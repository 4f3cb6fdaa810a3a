"""Which entries may come in: not excluded, not run before, in the window, or missed by no fault of theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.archive import carried
from digest.config.schema import SelectionConfig
from digest.models import Entry, Failure, Issue, Outcome
from digest.selector.carry import past
from digest.selector.copies import shingles
from digest.selector.eligible import record
from digest.selector.fingerprints import fingerprint
from digest.selector.sift import Sifted, days, in_window, opening, same_keys
from tests.build import NOW, entry, issue, own_words, stories_block, story

WEEK = SelectionConfig()
DAY = timedelta(days=1)


def reasons(*entries: Entry, carried: dict[str, str] | None = None, **settings: object) -> dict[str, str]:
    selection = SelectionConfig.model_validate(settings)
    sifted = in_window(entries, selection=selection, carried=carried or {}, cadence=timedelta(days=7), now=NOW)
    kept, dropped = sifted.kept, sifted.decisions
    assert len(kept) + len(dropped) == len(entries)
    assert all(each.outcome is Outcome.dropped for each in dropped)
    return {each.title: each.reason for each in dropped}


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
        copies, selection=WEEK, carried={copies[0].identity: "2026-W46"}, cadence=timedelta(days=7), now=NOW
    )
    assert sifted.kept == [copies[2]]


def test_excluded_stories() -> None:
    """What the editor excludes is dropped, and not pointed to as related either."""
    one = entry("one")
    sifted = in_window(
        [one], selection=SelectionConfig(exclude=("paper.example/one",)), carried={}, cadence=timedelta(days=7), now=NOW
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
        entries, selection=WEEK, carried={entries[2].identity: "2026-W46"}, cadence=timedelta(days=7), now=NOW
    ).earlier
    assert [each.title for each in earlier] == ["Story old", "Story ran"]


def sent(*seen: Entry, day: datetime = NOW - 7 * DAY, **fields: object) -> Issue:
    """The issue of a week ago, which had `seen` before it and carried none of it."""
    decisions = [record(each, Outcome.left_out, "no room") for each in seen]
    given = {"decisions": decisions, "date": day.date(), **fields}
    return issue(f"{day:%G-W%V}", stories_block("ran"), **given)


def sift(*entries: Entry, earlier: tuple[Issue, ...], now: datetime = NOW, **settings: object) -> Sifted:
    return in_window(
        entries,
        selection=SelectionConfig.model_validate(settings),
        carried=carried(earlier),
        cadence=7 * DAY,
        now=now,
        past=past(earlier),
    )


def may_run(*entries: Entry, earlier: tuple[Issue, ...], **settings: object) -> list[str]:
    return [each.title.removeprefix("Story ") for each in sift(*entries, earlier=earlier, **settings).kept]


def test_what_appeared_after_the_last_issue_was_planned_runs() -> None:
    """An issue planned a day ahead leaves that day to the next: what it has not seen is not too old, what it has is."""
    thursday, wednesday = entry("thursday", hours=8 * 24 + 9), entry("wednesday", hours=9 * 24)
    assert may_run(thursday, wednesday, earlier=(sent(wednesday),)) == ["thursday"]


def test_an_issue_that_did_not_go_out_is_made_good() -> None:
    """After a week without an issue its stories run, and what the issue before it missed; after months, three weeks."""
    entries = [entry(f"{at}", hours=24 * at + 12) for at in (3, 9, 13, 15, 20, 22, 27)]
    missed = sent(entries[-1], day=NOW - 14 * DAY)
    assert may_run(*entries, earlier=(missed,)) == ["3", "9", "13", "15", "20"]
    paused = sent(entries[-1], day=NOW - 70 * DAY)
    assert may_run(*entries, earlier=(paused,)) == ["3", "9", "13", "15", "20"]
    weekly = sent(entries[-1])
    assert may_run(*entries, earlier=(weekly,)) == ["3", "9", "13"]


def test_reach_begins_with_a_day() -> None:
    """The window of the last issue opened with a day, and so does what is made good of it."""
    start = datetime(2026, 11, 6, tzinfo=UTC)
    at, before = entry("at", published=start), entry("before", published=start - timedelta(seconds=1))
    assert may_run(at, before, earlier=(sent(entry("x")),)) == ["at"]


@pytest.mark.parametrize(("window", "found"), [("7d", ["nine"]), ("6d", []), ("8d", ["nine"]), ("36h", [])])
def test_a_window_shorter_than_the_cadence_leaves_gaps(window: str, found: list[str]) -> None:
    """An editor who wants the last days only gets these; what is older is named as such."""
    sifted = sift(entry("nine", hours=9 * 24), earlier=(sent(entry("x")),), window=window)
    assert [each.title for each in sifted.kept] == [f"Story {name}" for name in found]
    assert all(each.reason.startswith("older than the window of") for each in sifted.decisions)


def test_a_new_source_does_not_pour_out_its_past() -> None:
    """What no issue has seen because its source is new is older than the window; a source that failed is not new."""
    late = entry("late", hours=9 * 24, source="Post")
    assert may_run(late, earlier=(sent(entry("x")),)) == []
    failures = [Failure(source="Post", error="down")]
    assert may_run(late, earlier=(sent(entry("x"), failures=failures),)) == ["late"]
    assert may_run(late, earlier=(sent(entry("x", source="Post")),)) == ["late"]


def test_seen_by_an_issue_before_the_last() -> None:
    """A story that an issue judged is not new when its source has failed since; one dated after that issue is."""
    judged, ahead = entry("judged", hours=13 * 24), entry("ahead", hours=12 * 24)
    first = sent(judged, ahead, day=NOW - 13 * DAY)
    last = sent(failures=[Failure(source="Paper", error="down")])
    assert may_run(judged, ahead, earlier=(first, last)) == ["ahead"]


def test_undated_stories_are_as_old_as_their_first_issue() -> None:
    """An undated story may run once it appears; when an issue has had it before it, it is older than the window."""
    here, new = entry("here", hours=None), entry("new", hours=None)
    sifted = sift(here, new, earlier=(sent(here),))
    assert [each.title for each in sifted.kept] == ["Story new"]
    assert [each.reason for each in sifted.decisions] == ["undated, and there already for 2026-W46"]
    assert may_run(here, earlier=(sent(here),), window="14d") == ["here"]
    both = (sent(here, day=NOW - 14 * DAY), sent(here))
    assert sift(here, earlier=both, window="14d").decisions[0].reason == "undated, and there already for 2026-W45"


def first_issue(*entries: Entry, **settings: object) -> Sifted:
    selection = SelectionConfig.model_validate(settings)
    return in_window(entries, selection=selection, carried={}, cadence=7 * DAY, now=NOW, first=True)


def test_first_issue_takes_the_top_of_an_undated_source() -> None:
    """Of a hundred undated stories the first issue takes the ten that stand first, wherever they come in the input."""
    entries = [entry(f"{at}", hours=None, place=at) for at in range(100)]
    entries += [entry(f"other{at}", hours=None, place=at, source="Post") for at in range(3)]
    sifted = first_issue(*reversed(entries))
    assert {each.title for each in sifted.kept} == {each.title for each in [*entries[:10], *entries[100:]]}
    assert {each.reason for each in sifted.decisions} == {
        "the first issue takes the first 10 undated stories of a source"
    }
    assert len(first_issue(*(entry(f"{at}", hours=None) for at in range(40))).kept) == 10


def test_first_issue_says_that_the_window_is_not_heeded() -> None:
    """Where the editor set a window, the reason says that it does not count yet."""
    entries = [entry("new"), entry("old", hours=24 * 20)]
    why = "the first issue takes the last 7 days of a source"
    assert [each.reason for each in first_issue(*entries, window="60d").decisions] == [
        f"{why}, whatever the window, 2026-10-31"
    ]
    assert [each.reason for each in first_issue(entries[0], entry("b", hours=24 * 7.5)).decisions] == []


def ran_as(name: str, text: str, **fields: object) -> Issue:
    """The issue of a week ago, which carried the story `name` with `text`."""
    one = story(name, fingerprint=fingerprint(shingles(entry(text=text))), **fields)
    block = stories_block().model_copy(update={"stories": (one,)})
    return issue("2026-W46", block, date=(NOW - 7 * DAY).date())


def words(name: str, count: int) -> str:
    return " ".join(own_words(f"{name}{at}") for at in range(count))


OLD, NEW = words("old", 6), words("new", 6)
UPDATED = NOW - DAY


def test_rewritten_story_returns() -> None:
    """A story that its publisher rewrote, and says so, may run again, marked; one that was touched may not."""
    run = ran_as("one", OLD)
    sifted = sift(entry("one", text=NEW, updated=UPDATED, hours=24 * 9), earlier=(run,))
    assert sifted.marks.updated_since == {"https://paper.example/one": "2026-W46"}
    touched = (
        entry("one", text=NEW),
        entry("one", text=f"{OLD} Corrected.", updated=UPDATED),
        entry("one", text=NEW, updated=NOW - 7 * DAY),
        entry("one", text=NEW, updated=NOW + DAY),
        entry("one", text="", updated=UPDATED),
    )
    for each in touched:
        assert [found.reason for found in sift(each, earlier=(run,)).decisions] == ["ran in 2026-W46"]


@pytest.mark.parametrize(("kept", "returns"), [(1, True), (2, True), (4, False), (5, False)])
def test_rewritten_is_more_than_half(kept: int, returns: bool) -> None:
    """A text of six parts of which most stand as they were is not rewritten."""
    parts = OLD.split(". ")
    after = ". ".join([*parts[:kept], *NEW.split(". ")[kept:]])
    assert bool(may_run(entry("one", text=after, updated=UPDATED), earlier=(ran_as("one", OLD),))) == returns


def test_an_excerpt_of_what_ran_is_not_rewritten() -> None:
    """A feed that gives the whole text one week and a summary the next rewrites nothing, either way round."""
    short = " ".join(OLD.split()[-25:])
    assert may_run(entry("one", text=short, updated=UPDATED), earlier=(ran_as("one", OLD),)) == []
    assert may_run(entry("one", text=OLD, updated=UPDATED), earlier=(ran_as("one", short),)) == []
    summary = words("summary", 2)
    assert may_run(entry("one", text=summary, updated=UPDATED), earlier=(ran_as("one", OLD),)) == []
    assert may_run(entry("one", text=OLD, updated=UPDATED), earlier=(ran_as("one", summary),)) == []


def test_the_fullest_version_counts() -> None:
    """Of several records of one story a short one in other words does not make it rewritten."""
    versions = [
        entry("one", guid="7", text=OLD, updated=UPDATED),
        entry("again", guid="7", text=words("other", 4), updated=UPDATED),
    ]
    assert may_run(*versions, earlier=(ran_as("one", OLD, guid="7"),)) == []


def test_a_story_returns_once() -> None:
    """What is rewritten week after week is a page: it comes back once, known by its address or its guid."""
    for returned in (
        ran_as("one", OLD, updated_since="2026-W45"),
        ran_as("x", OLD, guid="7", updated_since="2026-W45"),
    ):
        again = entry("one", guid="7", text=NEW, updated=UPDATED)
        assert may_run(again, earlier=(returned,)) == []
        later = ran_as("one", OLD, guid="7").model_copy(update={"id": "2026-W47", "date": (NOW - 6 * DAY).date()})
        assert may_run(again, earlier=(returned, later)) == []


def test_text_that_ran_holds_back_all_versions() -> None:
    """A version too short to be known is held back with the whole one whose text ran elsewhere."""
    versions = [entry("a", guid="7", text="Too few words."), entry("b", guid="7", text=OLD)]
    sifted = sift(*versions, earlier=(ran_as("elsewhere", OLD, source="Post"),))
    assert [each.reason for each in sifted.decisions] == ["its text ran in 2026-W46"] * 2


def test_excluded_version_stays_excluded() -> None:
    """What the editor excludes is excluded though another version ran, was rewritten, or told elsewhere."""
    versions = [entry("one", guid="7", text=NEW, updated=UPDATED), entry("b", guid="7", text="Few words.")]
    run = ran_as("one", OLD, guid="7")
    sifted = sift(*versions, earlier=(run,), exclude=("paper.example/b",))
    assert [each.title for each in sifted.kept] == ["Story one"]
    assert [each.reason for each in sifted.decisions] == ["excluded by the editor"]
    assert sifted.earlier == []


def test_left_over_stories_run_however_seen() -> None:
    """What the last issue left over may run though it was seen, dated or not, as far back as that issue could."""
    entries = [entry("dated", hours=13 * 24), entry("undated", hours=None), entry("older", hours=15 * 24)]
    last = sent(*entries, left_over=entries)
    sifted = sift(*entries, earlier=(last,))
    assert [each.title for each in sifted.kept] == ["Story dated", "Story undated"]
    assert set(sifted.marks.carried_from.values()) == {"2026-W46"}
    assert [each.reason for each in sifted.decisions] == ["older than the window of 7 days, 2026-11-05"]


def test_left_over_of_long_ago_does_not_run() -> None:
    """After a pause of months what was left over then is old."""
    old = entry("old", hours=71 * 24)
    assert may_run(old, earlier=(sent(old, day=NOW - 70 * DAY, left_over=[old]),)) == []


def test_groups_by_shared_keys() -> None:
    """Records are of one story also by way of others, in any order; a long chain takes no longer than a short one."""
    chain = [entry(f"{at // 2}", guid=f"{(at + 1) // 2}", text="") for at in range(4000)]
    assert same_keys(chain) == [list(range(4000))]
    assert same_keys([chain[0], entry("x"), chain[1]]) == [[0, 2], [1]]
    assert same_keys([]) == []
