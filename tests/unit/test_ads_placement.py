"""What runs in each slot, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from digest.ads import Inventory, Placement
from digest.ads.slots import Slot
from digest.models import Block, Issue
from tests.build import (
    DAY,
    WEEK,
    ad_block,
    booking,
    creative,
    earlier,
    insertion,
    inventory,
    issue,
    place_in,
    promo,
    promo_block,
    sensitive_block,
    sponsor,
    stories_block,
)


def placed(stock: Inventory, *laid_out: Block, before: Sequence[Issue] = (), **more: Any) -> Placement:
    return place_in(stock, laid_out or (ad_block(),), before=before, **more)


def ran(placement: Placement) -> list[str]:
    return [
        block.insertion.booking or block.insertion.creative.headline for block in placement.blocks if block.insertion
    ]


def reasons(placement: Placement, slot: int = 0) -> dict[str, str]:
    return {each.name: each.reason for each in placement.slots[slot].candidates}


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 8), "its flight starts on 2026-11-09"),
        (date(2026, 11, 9), ""),
        (date(2026, 11, 20), ""),
        (date(2026, 11, 21), "its flight ended on 2026-11-20"),
    ],
)
def test_flight_days_are_both_inclusive(day: date, reason: str) -> None:
    """A booking runs on its first and on its last day, not before or after."""
    stock = inventory(booking(first=date(2026, 11, 9), last=date(2026, 11, 20)))
    placement = placed(stock, day=day)
    assert ran(placement) == ([] if reason else ["deal"])
    if reason:
        assert reasons(placement) == {"deal": reason}


def test_flight_of_one_day() -> None:
    """A flight may begin and end on the same day."""
    day = date(2026, 11, 20)
    assert ran(placed(inventory(booking(first=day, last=day)))) == ["deal"]


def test_slot_must_be_booked() -> None:
    """A booking runs in its own slots only."""
    placement = placed(inventory(booking(slots=["middle"])), ad_block("top"), ad_block("middle"))
    assert [each.insertion for each in placement.slots] == ["", "deal"]
    assert reasons(placement) == {"deal": 'not booked for the slot "top"'}


def test_insertion_says_what_ran() -> None:
    """All that a report needs is frozen: booking, sponsor, creative, slot, label."""
    stock = inventory(
        booking(creatives=[creative("Buy", body="Now", cta="Go")]), sponsors=(sponsor("acme", name="Acme & Co"),)
    )
    (block,) = placed(stock).blocks
    found = block.insertion
    assert found
    assert (found.slot, found.tier, found.booking, found.sponsor, found.sponsor_name) == (
        "top", "sponsor", "deal", "acme", "Acme & Co",
    )  # fmt: skip
    assert (found.creative.headline, found.creative.body, found.creative.cta) == ("Buy", "Now", "Go")


@pytest.mark.parametrize(
    ("own", "shown"), [("", "Advertisement"), ("Sponsored by Acme", "Sponsored by Acme"), (" ", "Advertisement")]
)
def test_paid_ad_has_a_label(own: str, shown: str) -> None:
    """A paid ad has its own label or the newsletter's, never a blank one."""
    for tier in ("sponsor", "affiliate"):
        (block,) = placed(inventory(booking(tier=tier, creatives=[creative(label=own)]))).blocks
        assert block.insertion
        assert block.insertion.label == shown


def test_no_sponsor_twice() -> None:
    """Two bookings of one sponsor do not run in one issue."""
    placement = placed(inventory(booking("a"), booking("b")), ad_block(), ad_block())
    assert ran(placement) == ["a"]
    assert reasons(placement, 1) == {
        "a": 'runs in "top"',
        "b": "Acme already runs in this issue",
    }


@pytest.mark.parametrize("category", ["tools", " Tools "])
def test_no_competitors(category: str) -> None:
    """Sponsors of one category do not share an issue, however it is written; those without one may."""
    stock = inventory(
        booking("a"), booking("b", sponsor="bolt"),
        sponsors=(sponsor("acme", category="tools"), sponsor("bolt", category=category)),
    )  # fmt: skip
    placement = placed(stock, ad_block(), ad_block())
    assert ran(placement) == ["a"]
    assert reasons(placement, 1)["b"] == "Acme, a competitor, already runs in this issue"
    free = inventory(booking("a"), booking("b", sponsor="bolt"))
    assert ran(placed(free, ad_block(), ad_block())) == ["a", "b"]


def test_exhausted_booking() -> None:
    """A booking of two insertions runs twice, and then the next one's turn has come."""
    stock = inventory(booking("a", insertions=2), booking("b", tier="affiliate"))
    assert ran(placed(stock, before=earlier("a"))) == ["a"]
    placement = placed(stock, before=earlier("a", "a"))
    assert ran(placement) == ["b"]
    assert reasons(placement)["a"] == "all 2 insertions have run"


def test_tiers_go_in_order() -> None:
    """A sponsor goes before an affiliate, however much the affiliate is owed, and both before a promo."""
    affiliate = booking("a", sponsor="bolt", tier="affiliate", insertions=99)
    stock = inventory(affiliate, booking("z", insertions=1), promos=(promo(),))
    placement = placed(stock, ad_block(), ad_block(), ad_block())
    assert ran(placement) == ["z", "a", "Our youtube"]
    assert [block.insertion.tier for block in placement.blocks if block.insertion] == ["sponsor", "affiliate", "house"]
    assert reasons(placed(stock))["a"].endswith("; z goes first")


def test_what_is_owed_most_goes_first() -> None:
    """Need is insertions owed for each issue left, so a short flight goes before a long one."""
    long = booking("a", insertions=4, last=date(2026, 12, 31))
    short = booking("b", sponsor="bolt", insertions=4, last=date(2026, 12, 11))
    placement = placed(inventory(long, short))
    assert ran(placement) == ["b"]
    assert reasons(placement) == {
        "b": "sponsor, 4 of 4 insertions owed in 4 issues",
        "a": "sponsor, 4 of 4 insertions owed in 6 issues; b goes first",
    }
    every = inventory(booking("c", last=date(2026, 11, 27)))
    assert reasons(placed(every)) == {"c": "sponsor, booked for every issue until 2026-11-27"}


def test_equals_take_turns() -> None:
    """Two equal bookings for every issue run in turn."""
    stock = inventory(booking("a"), booking("b", sponsor="bolt"))
    history: list[str] = []
    for _ in range(6):
        history += ran(placed(stock, before=earlier(*history)))
    assert history == ["a", "b"] * 3


def test_missed_insertion_is_made_good() -> None:
    """A booking that fell behind has a greater need than one that did not."""
    behind, even = booking("z", insertions=8), booking("a", sponsor="bolt", insertions=8)
    assert ran(placed(inventory(behind, even), before=earlier("a"))) == ["z"]


def test_creatives_take_turns() -> None:
    """Several creatives of a booking run one after the other, counted over earlier issues."""
    stock = inventory(booking(creatives=[creative("One"), creative("Two"), creative("Three")]))
    shown = []
    for count in range(4):
        (block,) = placed(stock, before=earlier(*["deal"] * count, "another")).blocks
        assert block.insertion
        shown.append((block.insertion.creative.headline, block.insertion.creative_index))
    assert shown == [("One", 0), ("Two", 1), ("Three", 2), ("One", 0)]


def test_promo_block() -> None:
    """A promo block shows the promo that it names, without a sponsor or the newsletter's label."""
    placement = placed(inventory(promos=(promo("print"), promo("youtube"))), promo_block("youtube"))
    (block,) = placement.blocks
    assert block.insertion
    assert (block.insertion.creative.headline, block.insertion.tier) == ("Our youtube", "house")
    assert (block.insertion.sponsor, block.insertion.booking, block.insertion.label) == ("", "", "")
    assert placement.slots[0].insertion == "youtube"


def test_house_promo_fills_an_empty_slot() -> None:
    """Where no booking fits, a promo runs: one that the layout does not show anyway, and none twice."""
    stock = inventory(promos=(promo("youtube"), promo("app"), promo("print")))
    placement = placed(stock, ad_block(), ad_block(), ad_block(), promo_block("print"))
    assert ran(placement) == ["Our app", "Our youtube", "Our print"]
    assert reasons(placement, 0) == {
        "app": "house promo", "print": "the layout already shows it", "youtube": "app goes first",
    }  # fmt: skip
    assert placement.slots[2].insertion == ""
    assert placement.slots[2].reason == "nothing fits"


def test_layout_that_asks_twice_gets_a_promo_once() -> None:
    """One promo is never shown twice in an issue."""
    placement = placed(inventory(promos=(promo(),)), promo_block(), stories_block("one"), promo_block())
    assert ran(placement) == ["Our youtube"]
    assert [each.insertion for each in placement.slots] == ["youtube", ""]


def test_promo_that_sounds_like_an_ad() -> None:
    """A paid headline that is also a promo's name or headline keeps no promo out."""
    stock = inventory(booking(creatives=[creative("Our app")]), promos=(promo("app"),))
    assert ran(placed(stock, ad_block(), ad_block())) == ["deal", "Our app"]


def test_empty_slot_is_gone_with_its_decision_recorded() -> None:
    """A slot in which nothing runs leaves no block behind, but says what was considered."""
    placement = placed(inventory(booking(slots=["middle"])), stories_block("one"), ad_block(), stories_block("two"))
    assert [block.kind for block in placement.blocks] == ["list", "list"]
    (decision,) = placement.slots
    assert (decision.slot, decision.position, decision.insertion) == ("top", 1, "")
    assert [(each.name, each.taken) for each in decision.candidates] == [("deal", False)]
    assert decision.reason == "nothing fits"


def test_no_inventory() -> None:
    """Without ads.toml all slots are gone and everything else stays."""
    blocks = (Block(kind="header"), ad_block(), stories_block("one"), promo_block(), Block(kind="footer"))
    assert [block.kind for block in placed(Inventory(), *blocks).blocks] == ["header", "list", "footer"]


def test_positions_and_neighbours() -> None:
    """An insertion knows its final position and the stories before and after it, past other blocks."""
    placement = placed(
        inventory(booking(slots=["middle"]), promos=()),
        Block(kind="header"),
        ad_block("gone"),
        stories_block("lead", kind="lead"),
        Block(kind="note"),
        ad_block("middle"),
        ad_block("gone"),
        stories_block("two", "three"),
        Block(kind="footer"),
    )
    (found,) = [block.insertion for block in placement.blocks if block.insertion]
    assert (found.position, found.neighbours) == (3, ("lead", "two"))
    assert placement.blocks[3].insertion == found
    assert placement.slots[1].position == 4


def test_neighbours_at_the_ends() -> None:
    """At either end there is one neighbour, alone none."""
    first = placed(inventory(booking()), ad_block(), stories_block("one")).blocks[0].insertion
    last = placed(inventory(booking()), stories_block("one", "two"), ad_block()).blocks[1].insertion
    alone = placed(inventory(booking())).blocks[0].insertion
    assert first
    assert last
    assert alone
    assert (first.neighbours, last.neighbours, alone.neighbours) == (("one",), ("two",), ())


def test_past_insertions_of_a_booking_that_is_gone() -> None:
    """Earlier issues may hold bookings and sponsors that ads.toml no longer has."""
    assert ran(placed(inventory(booking()), before=earlier("forgotten"))) == ["deal"]


def test_what_can_only_run_now_goes_first() -> None:
    """A booking with time yields to one without, even of a lower tier, when that costs it nothing; with no time left it
    does not."""
    short = booking("a", sponsor="bolt", tier="affiliate", insertions=1, last=date(2026, 11, 20))
    roomy, tight = (
        booking("z", insertions=1, last=date(2026, 11, 20) + WEEK),
        booking("z", insertions=2, last=date(2026, 11, 20) + WEEK),
    )
    assert ran(placed(inventory(short, roomy))) == ["a"]
    assert ran(placed(inventory(short, tight))) == ["z"]


def test_flexible_bookings_leave_room() -> None:
    """A booking that may have any slot does not take the only one of another."""
    stock = inventory(booking("a", slots=["top", "middle"]), booking("b", sponsor="bolt", slots=["top"]))
    assert ran(placed(stock, ad_block("top"), ad_block("middle"))) == ["b", "a"]


def test_even_pace_waits() -> None:
    """A booking at an even pace waits when it is ahead, and runs when it is due or when later issues are full."""
    even = booking("a", insertions=2, pace="even", first=date(2026, 11, 20), last=date(2026, 12, 11))
    gone = [issue("2026-W47", Block(kind="ad", insertion=insertion("a")), date=date(2026, 11, 20))]
    second = placed(inventory(even), before=gone, day=date(2026, 11, 27))
    assert reasons(second) == {"a": "1 have run, 1 are due by now at an even pace"}
    assert ran(placed(inventory(even), before=gone, day=date(2026, 12, 4))) == ["a"]
    full = booking("b", sponsor="bolt", insertions=2, first=date(2026, 12, 4), last=date(2026, 12, 11))
    assert ran(placed(inventory(even, full), before=gone, day=date(2026, 11, 27))) == ["a"]


def test_capped_bookings_need_more_issues() -> None:
    """What may run in every other issue only has half the issues left."""
    capped = booking("a", insertions=3, cap={"issues": 2}, last=date(2026, 12, 18))
    assert reasons(placed(inventory(capped))) == {"a": "sponsor, 3 of 3 insertions owed in 3 issues"}


@pytest.mark.parametrize(("insertions", "missing"), [(65, 0), (70, 0), (72, 2)])
def test_flights_longer_than_one_can_look(insertions: int, missing: int) -> None:
    """What the issues beyond the horizon can take is not missing, and what nobody can take is."""
    stock = inventory(booking("a", insertions=insertions, first=DAY, last=DAY + WEEK * 69))
    remarks = placed(stock).remarks
    assert remarks == () if not missing else f": {missing} of {insertions}" in remarks[0]


def test_capped_booking_is_not_called_out_when_it_has_run() -> None:
    """Its cap keeps a booking out of this issue and the next, and not out of those that it will run in."""
    capped = booking("a", insertions=2, cap={"issues": 3}, last=date(2026, 12, 18))
    before = [issue("2026-W46", Block(kind="ad", insertion=insertion("a")), date=date(2026, 11, 13))]
    placement = placed(inventory(capped), before=before)
    assert reasons(placement) == {"a": "1 of at most 1 in 3 issues have run"}
    assert placement.remarks == ()
    longer = booking("a", insertions=3, cap={"issues": 3}, last=date(2026, 12, 18))
    (remark,) = placed(inventory(longer), before=before).remarks
    assert "1 of 2 insertions owed" in remark


def test_capped_booking_of_every_issue_is_owed_what_its_cap_lets_it() -> None:
    """Booked for every issue and capped, nothing is missing as long as it runs as often as it may."""
    capped = booking("a", cap={"issues": 3}, last=date(2026, 12, 4))
    before = [issue("2026-W46", Block(kind="ad", insertion=insertion("a")), date=date(2026, 11, 13))]
    assert placed(inventory(capped), before=before).remarks == ()


def test_exclusive_issue_runs_alone() -> None:
    """A booking that has the issue to itself keeps all other bookings out, but not our own promos."""
    alone = booking("a", exclusive="issue", insertions=9)
    stock = inventory(alone, booking("b", sponsor="bolt", insertions=1), promos=(promo(),))
    placement = placed(stock, ad_block(), ad_block())
    assert ran(placement) == ["a", "Our youtube"]
    assert reasons(placement, 1)["b"] == "a has the issue to itself"


def test_what_cannot_be_met_is_called_out() -> None:
    """More owed than issues left, or sold twice, is said; what has time, or is over, is not."""
    stock = inventory(
        booking("a", insertions=4, last=date(2026, 12, 4)),
        booking("over", sponsor="bolt", insertions=9, last=date(2026, 1, 9)),
    )
    assert placed(stock).remarks == (
        "the booking a cannot be met any more: 1 of 4 insertions owed find no slot until 2026-12-04",
    )
    assert placed(inventory(booking("a", insertions=3, last=date(2026, 12, 4)))).remarks == ()


def test_ads_keep_away_from_a_disaster() -> None:
    """Ad and promo move away from a lead that bears no ads; the way is told."""
    stock = inventory(booking(), promos=(promo(),))
    lead = sensitive_block("no_ads", "grave", kind="lead")
    placement = placed(stock, lead, ad_block(), promo_block(), stories_block("a"), stories_block("b"))
    assert [block.kind for block in placement.blocks] == ["lead", "list", "ad", "promo", "list"]
    assert all(slot.moved.startswith("moved down, away from “Story grave”") for slot in placement.slots)
    gone = placed(stock, lead, ad_block(), promo_block())
    assert [block.kind for block in gone.blocks] == ["lead"]
    assert all("there is no other place" in slot.reason for slot in gone.slots)


def test_promo_whose_own_place_is_barred_fills_a_slot() -> None:
    """A promo that the layout cannot show where it asks for it may still run where nothing is sold."""
    lead = sensitive_block("no_ads", "grave", kind="lead")
    placement = placed(
        inventory(promos=(promo(),)),
        lead,
        promo_block(),
        lead,
        ad_block(),
        stories_block("a"),
        ad_block("x"),
        stories_block("b"),
    )
    assert ran(placement) == ["Our youtube"]
    assert placement.slots[-1].insertion == "youtube"


def test_soft_stories() -> None:
    """Next to a soft story only what is allowed to runs, promos too."""
    soft = sensitive_block("soft", "sad")
    stock = inventory(booking("a"), booking("b", sponsor="bolt", beside_soft=True), promos=(promo(),))
    assert ran(placed(stock, soft, ad_block())) == ["b"]
    assert ran(placed(inventory(booking("a"), promos=(promo("x", beside_soft=True),)), soft, ad_block())) == ["Our x"]


def test_promos_take_turns() -> None:
    """Of several promos for an unsold slot that runs which has run least."""
    shown = Block(kind="ad", insertion=insertion("", tier="house", promo="app", sponsor=""))
    stock = inventory(promos=(promo("app"), promo("print")))
    assert ran(placed(stock, before=[issue("2026-W46", shown)])) == ["Our print"]


def test_terms_are_frozen() -> None:
    """An insertion carries the deal's terms, its shape, and whether it must be labelled as paid."""
    (block,) = placed(inventory(booking(insertions=3, cap={"issues": 4}))).blocks
    found = block.insertion
    assert found
    assert (found.first, found.last, found.bought, found.cap) == (date(2026, 1, 1), date(2026, 12, 31), 3, (1, 4))
    assert (found.creative.shape, found.paid, found.rel) == ("text", True, "sponsored noopener")
    (block,) = placed(inventory(booking(tier="house", sponsor=""), promos=())).blocks
    assert block.insertion
    assert (block.insertion.paid, block.insertion.label, block.insertion.rel) == (False, "", "noopener")


def test_slots_that_this_issue_lacks_count_for_later() -> None:
    """An issue without a slot, as its list is empty, is no reason to say that the booking cannot be met."""
    stock = inventory(booking("a", insertions=1, slots=["feed"]))
    assert placed(stock, ad_block("top"), later=(Slot("feed", known=False),)).remarks == ()
    assert placed(stock, ad_block("top")).remarks
