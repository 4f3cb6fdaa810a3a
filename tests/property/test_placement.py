"""Placement breaks no rule for any bookings, layout and history, in whatever order they are written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ads import Inventory, Placement
from digest.ads.inventory import Booking
from digest.models import Block
from tests.build import ad_block, booking, creative, earlier, place_in, promo, promo_block, sponsor, stories_block

DAY = date(2026, 11, 20)
SLOTS = ("top", "middle", "bottom")
PROMOS = ("app", "print", "youtube")
SPONSORS = tuple(
    sponsor(name, category=category)
    for name, category in (("acme", "tools"), ("bolt", "tools"), ("cook", ""), ("dog", ""))
)

FLIGHTS = st.tuples(st.integers(-30, 10), st.integers(0, 40)).map(
    lambda pair: {"first": DAY + timedelta(days=pair[0]), "last": DAY + timedelta(days=pair[0] + pair[1])}
)
BOOKINGS = st.lists(
    st.builds(
        lambda name, flight, **fields: booking(name, **flight, **fields),
        st.sampled_from("abcdef"),
        FLIGHTS,
        sponsor=st.sampled_from([each.id for each in SPONSORS]),
        slots=st.lists(st.sampled_from(SLOTS), min_size=1, max_size=3),
        insertions=st.sampled_from([None, 1, 3]),
        tier=st.sampled_from(["sponsor", "affiliate"]),
        creatives=st.lists(st.sampled_from(["One", "Two"]).map(creative), min_size=1, max_size=2),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)
LAYOUTS = st.lists(
    st.one_of(
        st.sampled_from(SLOTS).map(ad_block),
        st.sampled_from(PROMOS).map(promo_block),
        st.sampled_from(["one", "two"]).map(stories_block),
        st.just(Block(kind="note")),
    ),
    max_size=8,
)
HISTORY = st.lists(st.sampled_from("abcdef"), max_size=5)


def run(bookings: list[Booking], layout: list[Block], history: list[str], *, turn: int = 1) -> Placement:
    stock = Inventory(
        sponsors=SPONSORS[::turn], bookings=tuple(bookings[::turn]), promos=tuple(map(promo, PROMOS))[::turn]
    )
    return place_in(stock, layout, before=earlier(*history), day=DAY)


@given(BOOKINGS, LAYOUTS, HISTORY)
@settings(deadline=None)
def test_order_of_the_file_does_not_matter(bookings: list[Booking], layout: list[Block], history: list[str]) -> None:
    """ads.toml read backwards gives the same issue with the same reasons."""
    assert run(bookings, layout, history) == run(bookings, layout, history, turn=-1)


@given(BOOKINGS, LAYOUTS, HISTORY)
@settings(max_examples=200, deadline=None)
def test_no_rule_is_broken(bookings: list[Booking], layout: list[Block], history: list[str]) -> None:
    """Flights, slots, counts, labels, competitors; no empty slot; nothing of the layout is lost or moved."""
    placement = run(bookings, layout, history)
    stock = {each.id: each for each in bookings}
    found = [(position, block) for position, block in enumerate(placement.blocks) if block.kind in ("ad", "promo")]
    paid = []
    for position, block in found:
        ran: Any = block.insertion
        assert ran.position == position
        if ran.tier == "house":
            continue
        paid.append(ran)
        deal = stock[ran.booking]
        assert ran.label
        assert deal.first <= DAY <= deal.last
        assert ran.slot == block.options["slot"]
        assert ran.slot in deal.slots
        assert deal.insertions is None or history.count(deal.id) < deal.insertions
        assert ran.creative == deal.creatives[ran.creative_index].creative()
    sponsors = [ran.sponsor for ran in paid]
    assert len(set(sponsors)) == len(sponsors)
    assert not {"acme", "bolt"} <= set(sponsors)
    promos = [
        block.insertion.creative.headline for _, block in found if block.insertion and block.insertion.tier == "house"
    ]
    assert len(set(promos)) == len(promos)
    rest = [block for block in layout if block.kind not in ("ad", "promo")]
    assert [block for block in placement.blocks if block.kind not in ("ad", "promo")] == rest
    assert len(placement.slots) == len(layout) - len(rest)
    assert sum(bool(each.insertion) for each in placement.slots) == len(found)
    assert all(each.reason for each in placement.slots)
