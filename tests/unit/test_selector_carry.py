"""What earlier issues say to the next: what ran, what is left over, what was told in the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from digest.archive import carried, read_issue, write_issue
from digest.models import Decision, Entry, Issue, Outcome
from digest.selector import Selection
from digest.selector.carry import LATEST, leave, past, rewritten
from digest.selector.copies import shingles
from digest.selector.eligible import story_id
from digest.selector.fingerprints import fingerprint, recall
from digest.selector.terms import TEXT
from tests.build import NOW, choose, entry, issue, own_words, stories_block, story

WEEK = timedelta(days=7)
ONE = ({"kind": "lead", "related": 0},)


def made(selection: Selection, number: int = 46, **fields: object) -> Issue:
    """The issue that `selection` is frozen into, `number` weeks after the first of the year."""
    block = stories_block().model_copy(update={"stories": tuple(s for told in selection.blocks.values() for s in told)})
    given = {"decisions": selection.decisions, "left_over": selection.left_over}
    given["date"] = (NOW + (number - 46) * WEEK).date()
    return issue(f"2026-W{number}", block, **given | fields)


def week(
    entries: list[Entry], earlier: list[Issue], number: int, *tables: dict[str, object], **settings: object
) -> Selection:
    """The issue `number` weeks after NOW."""
    given = {"earlier": earlier, "carried": carried(earlier), "now": NOW + number * WEEK, **settings}
    return choose(entries, *(tables or ONE), **given)


def placed(selection: Selection) -> list[str]:
    return [story.title for told in selection.blocks.values() for story in told]


def test_what_did_not_fit_runs_a_week_later_once() -> None:
    """A good story without room is eligible in the next issue though older than the window, marked, and not again."""
    entries = [entry("first", hours=25), entry("second", hours=26), entry("third", hours=27)]
    two = {"kind": "list", "count": 2}
    one = made(week(entries, [], 0))
    next_ = week(entries, [one], 1)
    assert placed(next_) == ["Story second"]
    reasons = {each.title: each for each in next_.decisions}
    assert reasons["Story second"].reason.endswith("(carried over from 2026-W46)")
    assert reasons["Story second"].carried_from == "2026-W46"
    assert reasons["Story second"].parts["freshness"] < 0.6
    assert reasons["Story third"].reason == "older than the window of 7 days, 2026-11-19"
    assert next_.left_over == ()
    assert placed(week(entries, [one, made(next_, 47)], 2)) == []
    assert placed(week(entries, [one], 1, two, carry_over=False)) == []
    assert week(entries, [], 0, carry_over=False).left_over == ()


def test_what_is_left_over_runs_though_the_feed_has_moved_on() -> None:
    """Twelve stories, ten places, and a feed that next week holds ten others: both that were left run, each once."""
    ten = {"kind": "list", "count": 10}
    first = week([entry(f"a{at}", hours=1 + at) for at in range(12)], [], 0, ten)
    one = made(first)
    assert [each.title for each in one.left_over] == ["Story a10", "Story a11"]
    others = [entry(f"b{at}", published=NOW + timedelta(days=6, hours=at)) for at in range(8)]
    second = week(others, [one], 1, ten)
    assert set(placed(second)) == {"Story a10", "Story a11", *(each.title for each in others)}
    assert len(second.decisions) == 10
    third = week([], [one, made(second, 47)], 2, ten)
    assert (placed(third), third.decisions) == ([], ())


def test_left_over_in_a_feed_is_read_from_the_feed() -> None:
    """Where the feed still has a story that was left over, what it says today counts, and the story comes once."""
    entries = [entry("first", hours=25), entry("second", hours=26)]
    one = made(week(entries, [], 0))
    today = entries[1].model_copy(update={"title": "A better title"})
    next_ = week([today], [one], 1)
    assert placed(next_) == ["A better title"]
    assert len(next_.decisions) == 1


def test_left_over_without_room_again_is_gone() -> None:
    """A second chance is the last."""
    entries = [entry("first", hours=25), entry("second", hours=26)]
    one = made(week(entries, [], 0))
    next_ = week([entry("new", published=NOW + timedelta(days=6))], [one], 1)
    assert placed(next_) == ["Story new"]
    assert [each.carried_from for each in next_.decisions] == ["", "2026-W46"]
    assert next_.left_over == ()


def test_copy_of_what_was_left_over_has_its_mark() -> None:
    """Told by another source's fuller copy, it is the same story: carried over, and not a third time."""
    wire = " ".join(own_words(f"wire{at}") for at in range(5))
    one = made(week([entry("first", hours=25), entry("second", hours=26, text=wire)], [], 0))
    copy = entry("copy", text=f"{wire} Says the Post.", source="Post", published=NOW + timedelta(days=1))
    new = entry("new", published=NOW + timedelta(days=6))
    next_ = week([new, copy], [one], 1, pins=[new.url])
    (second,) = [each for each in next_.decisions if each.url == copy.url]
    assert second.carried_from == "2026-W46"
    assert next_.left_over == ()


def decisions() -> tuple[list[Decision], dict[str, Entry]]:
    entries = [entry("in"), entry("out", text="x" * 5000)]
    first, second = (
        Decision(
            story=story_id(each),
            title=each.title,
            url=each.url,
            source=each.source,
            outcome=outcome,
            reason="",
            score=1.0,
        )
        for each, outcome in zip(entries, (Outcome.placed, Outcome.left_out), strict=True)
    )
    return [first, second], {story_id(each): each for each in entries}


def test_what_is_left_over_is_kept_short() -> None:
    """Of a text as much is kept as is ever compared."""
    given, entries = decisions()
    (kept,) = leave(given, entries=entries, marked=(), pointed_to=())
    assert kept.text == "x" * TEXT


@pytest.mark.parametrize(
    ("fields", "left"),
    [({"score": 0.5}, 1), ({"score": 0.49}, 0), ({"score": None}, 0), ({"event": "x"}, 0), ({"outcome": "folded"}, 0)],
)
def test_what_is_good_is_left_over(fields: dict[str, object], left: int) -> None:
    """Good is half of what the weakest that ran scores; what another story told has been told."""
    (first, second), entries = decisions()
    changed = Decision.model_validate({**second.model_dump(), **fields})
    assert len(leave([first, changed], entries=entries, marked=(), pointed_to=())) == left


def test_what_is_not_left_over() -> None:
    """What was pointed to as related, what has had its chance, and more than the issue itself carries."""
    given, entries = decisions()
    out = entry("out")
    assert leave(given, entries=entries, marked=(), pointed_to=[out.url]) == ()
    assert leave(given, entries=entries, marked=[out.identity], pointed_to=()) == ()
    more = [given[1].model_copy(update={"story": story_id(entry(name)), "score": 2.0}) for name in "ab"]
    entries |= {story_id(entry(name)): entry(name) for name in "ab"}
    assert [each.title for each in leave([*given, *more], entries=entries, marked=(), pointed_to=())] == ["Story a"]


def test_left_over_is_in_the_issue_file(tmp_path: object) -> None:
    """The file keeps what was left over, and a file of before that has none is read as before."""
    one = made(week([entry("first", hours=25), entry("second", hours=26)], [], 0))
    path = write_issue(tmp_path, one)  # type: ignore[arg-type]  # a Path, as the fixture gives it
    assert [each.title for each in read_issue(path).left_over] == ["Story second"]
    assert issue("2026-W46").left_over == ()


def test_same_text_at_another_address_does_not_return() -> None:
    """A text that ran does not run again under another address, edited or cut to its first half."""
    parts = [own_words(name) for name in "abcdefgh"]
    one = made(choose([entry("first", text=" ".join(parts))], *ONE), 45)
    for text in (f"{' '.join(parts)} Reported by no one.", " ".join(parts[:4])):
        copy = entry("copy", title="Another title", text=text, source="Post")
        again = week([copy], [one], 0)
        assert placed(again) == []
        assert again.decisions[0].reason == "its text ran in 2026-W45"


def test_rewritten_story_is_marked_in_the_issue() -> None:
    """A story that returns rewritten says since when, in its reason and for the reader; others do not."""
    old, new = " ".join(own_words(f"o{n}") for n in range(6)), " ".join(own_words(f"n{n}") for n in range(6))
    one = made(choose([entry("first", text=old)], *ONE), date=date(2026, 11, 13))
    later = datetime(2026, 11, 19, tzinfo=UTC)
    chosen = week([entry("first", text=new, updated=later), entry("second")], [one], 0, {"kind": "list"})
    assert {each.title: each.updated_since for each in chosen.blocks[0]} == {
        "Story first": "2026-W46",
        "Story second": "",
    }
    assert {each.reason for each in chosen.decisions if "updated" in each.reason} == {
        next(each.reason for each in chosen.decisions if each.title == "Story first")
    }


def test_rewritten_story_is_not_left_over() -> None:
    """What may return once and finds no room has had its chance."""
    old, new = " ".join(own_words(f"o{n}") for n in range(6)), " ".join(own_words(f"n{n}") for n in range(6))
    one = made(choose([entry("first", text=old)], *ONE), date=date(2026, 11, 13))
    again = entry("first", text=new, hours=30, updated=datetime(2026, 11, 19, tzinfo=UTC))
    chosen = week([again, entry("new", hours=1)], [one], 0)
    assert [each.reason.endswith("(updated since 2026-W46)") for each in chosen.decisions] == [False, True]
    assert chosen.left_over == ()


def test_earlier_issues_are_pointed_to() -> None:
    """A related story may be one of an earlier issue, and the link says of which."""
    first = "Divers replace the rotten piles of the northern quay while ferries leave from the fish market in winter."
    second = "The northern quay opens again: divers have replaced its rotten piles, and ferries leave the fish market."
    one = made(choose([entry("first", title="Northern quay closed for divers", excerpt=first, text=first)], *ONE), 45)
    now = entry("second", title="Northern quay open again after divers", text=second)
    chosen = choose(
        [now, *(entry(f"x{at}") for at in range(5))], {"kind": "lead"}, earlier=[one], carried=carried([one])
    )
    (lead,) = chosen.blocks[0]
    assert [(link.title, link.issue) for link in lead.related] == [("Northern quay closed for divers", "2026-W45")]
    excluded = choose([now], {"kind": "lead"}, earlier=[one], carried=carried([one]), exclude=["paper.example/first"])
    assert excluded.blocks[0][0].related == ()


def test_past_of_nothing() -> None:
    """Without earlier issues nothing is known, and a text without words is nobody's."""
    nothing = past([])
    assert nothing.told(recall(""), source="Paper") == ""
    assert (nothing.last, nothing.left, nothing.stories) == (None, (), ())
    assert not rewritten(recall(""), recall(""))


def test_past_is_of_a_year() -> None:
    """A year of issues is pointed to and of a year the texts are known; what ran is known of all."""
    text = fingerprint(shingles(entry(text=" ".join(own_words(name) for name in "abc"))))
    block = stories_block()
    issues = []
    for number in range(60):
        told = story(f"s{number}", fingerprint=text if number == 0 else "")
        day = date(2026, 1, 2) + number * WEEK
        issues.append(issue(f"{day:%G-W%V}", block.model_copy(update={"stories": (told,)}), date=day))
    assert len(past(issues).stories) == LATEST == 52
    assert len(past(issues).runs) == 60
    assert past(issues).told(recall(text), source="Post") == ""
    assert past(issues[:50]).told(recall(text), source="Post") == issues[0].id
    assert past(issues[:53]).told(recall(text), source="Post") == issues[0].id
    assert past(issues[:54]).told(recall(text), source="Post") == ""
