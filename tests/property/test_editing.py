"""Whatever the editor does, the issue stays whole: no story twice, no rule of the ads broken, nothing lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ads import Desk, Inventory, find_rules, laid_out, reseat, slot_names
from digest.ads.inventory import Booking
from digest.ads.slots import AD_KINDS, take_apart
from digest.editing import STORIES, block_names, change, parted, whole
from digest.errors import Refused
from digest.models import Block, Clear, Drop, Edit, Fill, Issue, Move
from tests.build import issue, promo
from tests.property.test_placement import (
    BOOKINGS,
    DAY,
    HISTORY,
    LAYOUTS,
    PROMOS,
    SPONSORS,
    check_neighbours,
    run,
)


def shape(blocks: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """What tells a layout from another: kinds, names of slots, stories."""
    return [
        (block.kind, str(block.options.get("slot", block.options.get("name", ""))), tuple(s.id for s in block.stories))
        for block in blocks
    ]


@given(BOOKINGS, LAYOUTS, HISTORY)
@settings(max_examples=200, deadline=None)
def test_the_layout_comes_back(bookings: list[Booking], layout: list[Block], history: list[str]) -> None:
    """From an issue's blocks and what was decided of its slots follows the layout it was made of, empty slots too."""
    placement = run(bookings, layout, history)
    assert shape(laid_out(placement.blocks, placement.slots)) == shape(layout)


EDITS = st.lists(
    st.tuples(st.sampled_from(["move", "drop", "clear", "fill"]), st.integers(0, 20), st.integers(0, 20)), max_size=6
)


def edit_of(drawn: tuple[str, int, int], now: Issue, layout: tuple[Block, ...]) -> Edit | None:
    action, one, other = drawn
    named = zip(block_names(layout), layout, strict=True)
    stories, names = now.stories(), [name for name, block in named if block.kind in STORIES]
    slots = slot_names(take_apart(parted(layout)[0]).slots)
    if action in ("move", "drop") and stories:
        story = stories[one % len(stories)].id
        if action == "drop":
            return Drop(action="drop", story=story)
        return Move(action="move", story=story, block=names[other % len(names)], place=other % 3)
    if action in ("clear", "fill") and slots:
        slot = slots[one % len(slots)]
        offers = [*"abcdef", *PROMOS]
        return (
            Clear(action="clear", slot=slot)
            if action == "clear"
            else Fill(action="fill", slot=slot, name=offers[other % len(offers)])
        )
    return None


@given(BOOKINGS, LAYOUTS, HISTORY, EDITS)
@settings(max_examples=200, deadline=None)
def test_edits_break_nothing(
    bookings: list[Booking], layout: list[Block], history: list[str], drawn: list[tuple[str, int, int]]
) -> None:
    """After each edit that is not refused, stories are there once, but for what was taken out, and ads keep away."""
    placement = run(bookings, layout, history)
    now = issue("2026-W47", *placement.blocks, slots=placement.slots)
    stock = Inventory(sponsors=SPONSORS, bookings=tuple(bookings), promos=tuple(map(promo, PROMOS)))
    desk = Desk(stock, (), DAY, "Advertisement", find_rules())
    soft = {each.id: bool(each.beside_soft) for each in bookings}
    for each in drawn:
        layout = list(whole(laid_out(now.blocks, now.slots), now.emptied))
        edit = edit_of(each, now, tuple(layout))
        if edit is None:
            continue
        try:
            changed, emptied = parted(change(layout, edit, bring=lambda _story: None))
            seated = reseat(now, changed, desk=desk, wish=edit if isinstance(edit, Fill | Clear) else None)
        except Refused:
            continue
        gone = {edit.story} if isinstance(edit, Drop) else set()
        after = [story.id for block in seated.blocks for story in block.stories]
        assert sorted(after) == sorted({story.id for story in now.stories()} - gone)
        shown = [block.insertion for block in seated.blocks if block.insertion]
        assert len({ad.booking or ad.promo for ad in shown}) == len(shown)
        for position, block in enumerate(seated.blocks):
            assert (block.insertion is not None) == (block.kind in AD_KINDS)
            if block.insertion:
                assert block.insertion.position == position
                check_neighbours(seated.blocks, position, soft=soft.get(block.insertion.booking, False))
                assert bool(block.insertion.label) == (block.insertion.tier != "house")
        now = issue("2026-W47", *seated.blocks, slots=seated.slots, emptied=emptied)
        assert shape(laid_out(now.blocks, now.slots)) == shape(changed)
        homes = [name for name, block in zip(block_names(layout), layout, strict=True) if block.kind in STORIES]
        again = whole(laid_out(now.blocks, now.slots), now.emptied)
        assert [name for name, each in zip(block_names(again), again, strict=True) if each.kind in STORIES] == homes
