"""Ads that their bookings do not allow any more since other issues went out, and an issue without them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from digest.ads import Inventory, Overrun, find_rules, overruns, without
from digest.ads.bid import Bid, Rule
from digest.models import Block, Issue
from tests.build import (
    ad_block,
    booking,
    earlier,
    inventory,
    issue,
    place_in,
    promo,
    promo_block,
    sponsor,
    stories_block,
)


def in_list(slot: str, *names: str) -> Block:
    """A list with an ad after its first story."""
    return stories_block(*names).model_copy(update={"options": {"slot": slot, "slot_after": 1}})


@pytest.fixture
def stock() -> Inventory:
    """One booking for the slot inside the list, one above it for every issue, and a promo below."""
    other = booking("weekly", sponsor="brew", slots=["top"], insertions=None)
    deals = (booking("deal", slots=["feed"], insertions=2), other)
    return inventory(*deals, promos=(promo(),), sponsors=(sponsor(), sponsor("brew")))


@pytest.fixture
def planned(stock: Inventory) -> Issue:
    """An issue with all three, of which the deal has run once."""
    laid_out = (ad_block("top"), in_list("feed", "one", "two"), promo_block(), stories_block("three"))
    placement = place_in(stock, laid_out, before=earlier("deal"))
    found = issue("2026-W47", *placement.blocks, slots=placement.slots)
    assert [each.booking or each.promo for each in found.insertions()] == ["weekly", "deal", "youtube"]
    return found


def over(planned: Issue, stock: Inventory, gone: Sequence[Issue], *own: Rule) -> tuple[Overrun, ...]:
    rules = (*find_rules(), *own)
    return overruns(planned, inventory=stock, rules=rules, earlier=earlier("deal"), gone=gone)


def test_only_what_is_used_up(planned: Issue, stock: Inventory) -> None:
    """Of the ads of an issue that goes out, the one that has run as often as was bought may run no more; a booking for
    every issue and a house promo may."""
    assert over(planned, stock, earlier("other")) == ()
    assert over(planned, stock, earlier("deal")) == (Overrun("deal", "feed", "all 2 insertions have run"),)


def test_the_terms_are_those_of_today_while_they_are_there(planned: Issue, stock: Inventory) -> None:
    """A booking that was made longer may run on; one that is in ads.toml no more is held to what is frozen of it."""
    longer = stock.model_copy(update={"bookings": (booking("deal", slots=["feed"], insertions=3),)})
    assert over(planned, longer, earlier("deal")) == ()
    assert over(planned, Inventory(), earlier("deal")) == (Overrun("deal", "feed", "all 2 insertions have run"),)


def test_what_was_against_it_before_counts_no_more(planned: Issue, stock: Inventory) -> None:
    """Who changed ads.toml after the plan, as to sell another slot, takes nothing out of it; a rule that only the other
    issue has woken does, also where another one was against the ad before, and one of the publisher's own."""
    elsewhere = stock.model_copy(update={"bookings": (booking("deal", slots=["bottom"], insertions=3),)})
    assert over(planned, elsewhere, earlier("deal")) == ()
    used_up = stock.model_copy(update={"bookings": (booking("deal", slots=["bottom"], insertions=2),)})
    assert [each.reason for each in over(planned, used_up, earlier("deal"))] == ["all 2 insertions have run"]

    def rested(bid: Bid) -> str:
        return "a week of rest" if len(bid.history.days) > 1 and bid.booking.id == "weekly" else ""

    assert over(planned, stock, earlier("other"), rested) == (Overrun("weekly", "top", "a week of rest"),)


def test_an_issue_without_them(planned: Issue) -> None:
    """The other ads stay where they are, a list that an ad cut in two is whole again, and the slot says why and since
    when."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    left = without(planned, {"feed": "used up"}, at=at)
    assert [block.kind for block in left.blocks] == ["ad", "list", "promo", "list"]
    assert [story.id for story in left.blocks[1].stories] == ["one", "two"]
    assert [block.insertion.position for block in left.blocks if block.insertion] == [0, 2]
    top, feed, youtube = left.slots
    assert (top, youtube) == (planned.slots[0], planned.slots[2])
    assert (feed.insertion, feed.reason, feed.place, feed.taken_out) == ("", "used up", "list", at)
    first = feed.candidates[0]
    assert (first.name, first.taken, first.reason) == ("deal", False, "used up")
