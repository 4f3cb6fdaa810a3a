"""What earlier issues say to the next: what ran, what is left over, what was told in the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from digest.archive import carried
from digest.models import Entry, Issue, Link, Outcome
from digest.selector import Selection
from digest.selector.carry import left_over, past
from tests.build import NOW, choose, entry, issue, own_words, stories_block

WEEK = timedelta(days=7)
ONE = ({"kind": "lead", "related": 0},)


def made(selection: Selection, number: int = 46, **fields: object) -> Issue:
    """The issue that `selection` is frozen into."""
    block = stories_block().model_copy(update={"stories": tuple(s for told in selection.blocks.values() for s in told)})
    return issue(f"2026-W{number}", block, decisions=selection.decisions, date=NOW.date(), **fields)


def week(entries: list[Entry], earlier: list[Issue], number: int, **settings: object) -> Selection:
    """The issue `number` weeks after NOW."""
    given = {"earlier": earlier, "carried": carried(earlier), "now": NOW + number * WEEK, **settings}
    return choose(entries, *ONE, **given)


def placed(selection: Selection) -> list[str]:
    return [story.title for told in selection.blocks.values() for story in told]


def test_what_did_not_fit_runs_a_week_later_once() -> None:
    """A good story without room is eligible in the next issue though older than the window, marked, and not again."""
    entries = [entry("first", hours=25), entry("second", hours=26), entry("third", hours=27)]
    one = made(week(entries, [], 0), 46)
    next_ = week(entries, [one], 1)
    assert placed(next_) == ["Story second"]
    reasons = {each.title: each for each in next_.decisions}
    assert reasons["Story second"].reason.endswith("(carried over from 2026-W46)")
    assert reasons["Story second"].carried_from == reasons["Story third"].carried_from == "2026-W46"
    assert reasons["Story second"].parts["freshness"] < 0.6
    last = week(entries, [one, made(next_, 47)], 2)
    assert placed(last) == []
    assert placed(week(entries, [one], 1, carry_over=False)) == []


def test_what_is_not_carried_over() -> None:
    """What was poor, pointed to, or told by another story is not carried over."""
    base = made(choose([entry("first", hours=1), entry("second", hours=2)], *ONE))
    (good,) = left_over([base])
    second = next(each for each in base.decisions if each.outcome is Outcome.left_out)
    assert good == second.story

    def with_second(**fields: object) -> dict[str, str]:
        changed = tuple(each.model_copy(update=fields) if each == second else each for each in base.decisions)
        return left_over([base.model_copy(update={"decisions": changed})])

    assert with_second() == {good: "2026-W46"}
    assert with_second(score=0.1) == with_second(event="x") == with_second(carried_from="2026-W45") == {}
    assert left_over([]) == {}
    lead = base.blocks[0].stories[0].model_copy(update={"related": (Link(title="x", url=second.url),)})
    pointing = base.model_copy(update={"blocks": (base.blocks[0].model_copy(update={"stories": (lead,)}),)})
    assert left_over([pointing]) == {}


def test_same_text_at_another_address_does_not_return() -> None:
    """A text that ran does not run again under another address, edited or not."""
    text = f"{own_words('a')} {own_words('b')} {own_words('c')} {own_words('d')} {own_words('e')}"
    one = made(choose([entry("first", text=text)], *ONE))
    copy = entry("copy", title="Another title", text=f"{text} Reported by no one.", source="Post")
    again = week([copy], [one], 0)
    assert placed(again) == []
    assert again.decisions[0].reason == "its text ran in 2026-W46"


def test_substantially_updated_story_may_return_marked() -> None:
    """A story that its publisher rewrote and says so may run again; one that was touched may not."""
    old, new = " ".join(own_words(f"o{n}") for n in range(6)), " ".join(own_words(f"n{n}") for n in range(6))
    one = made(choose([entry("first", text=old)], *ONE)).model_copy(update={"date": date(2026, 11, 13)})
    later = datetime(2026, 11, 19, tzinfo=UTC)
    rewritten = week([entry("first", text=new, updated=later)], [one], 0)
    assert placed(rewritten) == ["Story first"]
    assert rewritten.decisions[0].reason.endswith("(updated since 2026-W46)")
    assert placed(week([entry("first", text=f"{old} Corrected.", updated=later)], [one], 0)) == []
    assert placed(week([entry("first", text=new)], [one], 0)) == []
    assert placed(week([entry("first", text=new, updated=datetime(2026, 11, 13, tzinfo=UTC))], [one], 0)) == []


def test_earlier_issues_are_pointed_to() -> None:
    """A related story may be one of an earlier issue, and the link says of which."""
    first = "Divers replace the rotten piles of the northern quay while ferries leave from the fish market in winter."
    second = "The northern quay opens again: divers have replaced its rotten piles, and ferries leave the fish market."
    one = made(choose([entry("closed", title="Northern quay closed", text=first, hours=300)], *ONE, window="30d"), 44)
    one = made(choose([entry("closed", title="Northern quay closed", text=first, hours=100)], *ONE), 44)
    found = choose(
        [entry("open", title="Northern quay opens", text=second), *(entry(f"x{n}") for n in range(9))],
        {"kind": "lead", "related": 2},
        pins=["paper.example/open"],
        earlier=[one],
        carried=carried([one]),
    )
    (link,) = found.blocks[0][0].related
    assert (link.title, link.issue) == ("Northern quay closed", "2026-W44")


def test_past_of_nothing() -> None:
    """Without earlier issues nothing is known, and a text without words is nobody's."""
    nothing = past([])
    assert nothing.told("") == nothing.told("A" * 64) == nothing.rewritten(entry(), "") == ""
