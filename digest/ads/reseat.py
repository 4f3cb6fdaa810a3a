"""The editor's hand on the ads: what runs keeps its slot, unless its new neighbours forbid it or another is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from digest.ads.bid import Bid, Rule, refusal
from digest.ads.history import History
from digest.ads.insertions import of_booking, of_promo
from digest.ads.inventory import Booking, Inventory
from digest.ads.slots import Layout, Slot, laid_out, take_apart
from digest.errors import Refused
from digest.models import Block, Candidate, Clear, Fill, Insertion, Issue, SlotDecision

BY_HAND = "the editor's choice"


class Displaced(Refused):
    """An ad could not stay in its slot: it says which, and the rule that is against it."""


@dataclass(frozen=True)
class Reseated:
    """The blocks of the issue with their ads, and what was decided of each slot."""

    blocks: tuple[Block, ...]
    slots: tuple[SlotDecision, ...]


@dataclass(frozen=True)
class Desk:
    """What rules are held against: what is booked, what ran, the issue's day, the usual label."""

    inventory: Inventory
    earlier: Sequence[Issue]
    day: date
    label: str
    rules: tuple[Rule, ...]


def reseat(issue: Issue, layout: Sequence[Block], *, desk: Desk, wish: Fill | Clear | None = None) -> Reseated:
    """`layout` (slots empty, lists whole) with the insertions of `issue`, but for what `wish` says of one slot.

    A slot moves away from what is sensitive as it does when an issue is planned. Raises Refused when an ad that runs
    may not stand beside its new neighbours, or a rule is against the wish.
    """
    apart, former = take_apart(layout), take_apart(laid_out(issue.blocks, issue.slots))
    names = slot_names(apart.slots)
    runs = _seated(issue)
    seats = {number: runs[name] for number, name in enumerate(names) if name in runs}
    if wish:
        number = _number(wish.slot, names)
        seats.pop(number, None)
        if isinstance(wish, Fill):
            seats[number] = _chosen(wish, apart.slots[number], tuple(seats.values()), desk)
    _hold(apart, seats, dict(zip(slot_names(former.slots), former.slots, strict=True)), desk)
    told = dict(zip(_decided(issue), issue.slots, strict=True))
    decisions = tuple(
        _decided_of(slot, seats.get(number), told.get(name), by_hand=bool(wish and wish.slot == name))
        for number, (slot, name) in enumerate(zip(apart.slots, names, strict=True))
    )
    return Reseated(apart.filled(seats), decisions)


def slot_names(slots: Sequence[Slot]) -> tuple[str, ...]:
    """How the slots of an issue are called in edits: "top", "promo youtube"; those that are alike are counted."""
    return _counted([f"promo {slot.name}" if slot.promo else slot.name for slot in slots])


def seats(issue: Issue) -> tuple[tuple[str, SlotDecision, Insertion | None], ...]:
    """Every slot of `issue` by its name in edits, with what was decided of it and what runs there."""
    runs = _seated(issue)
    return tuple((name, each, runs.get(name)) for name, each in zip(_decided(issue), issue.slots, strict=True))


def _decided(issue: Issue) -> tuple[str, ...]:
    return _counted([f"promo {each.slot}" if each.place == "promo" else each.slot for each in issue.slots])


def _counted(names: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(found)


def _seated(issue: Issue) -> dict[str, Insertion]:
    """What runs in `issue`, by the name of its slot: slots were decided in the order in which a reader meets them."""
    filled = [name for name, each in zip(_decided(issue), issue.slots, strict=True) if each.insertion]
    return dict(zip(filled, issue.insertions(), strict=True))


def _number(name: str, names: Sequence[str]) -> int:
    if name not in names:
        raise Refused(f"there is no slot “{name}” in this issue", hint=f"there is {', '.join(names) or 'none'}")
    return names.index(name)


def _chosen(wish: Fill, slot: Slot, others: Sequence[Insertion], desk: Desk) -> Insertion:
    """The insertion that `wish` asks for. Raises Refused with the rule that is against it."""
    promo = next((each for each in desk.inventory.promos if each.name == wish.name), None)
    booking = _booking(desk, wish.name)
    offer = booking or (promo.booking([slot.name]) if promo else None)
    if offer is None:
        hint = "the bookings and promos are those of ads.toml"
        raise Refused(f"there is neither a booking nor a promo “{wish.name}”", hint=hint)
    if wish.creative >= len(offer.creatives):
        raise Refused(
            f"“{wish.name}” has no creative number {wish.creative + 1}", hint=f"it has {len(offer.creatives)}"
        )
    if reason := _against(offer, slot, others, desk):
        hint = "choose another, or move the stories"
        raise Refused(f"“{wish.name}” may not run in “{slot.name}”: {reason}", hint=hint)
    if booking is None and promo is not None:
        if any(each.promo == promo.name for each in others):
            raise Refused(f"“{wish.name}” runs in this issue already", hint="clear its other place first")
        return of_promo(promo, slot)
    return of_booking(offer, slot, creative=wish.creative, inventory=desk.inventory, label=desk.label)


def _hold(apart: Layout, seats: Mapping[int, Insertion], before: Mapping[str, Slot], desk: Desk) -> None:
    """Raises Refused when one of `seats` may not stay where its slot stands now.

    What was so already counts no more: `ads.toml` may have changed since the issue was planned.
    """
    names = slot_names(apart.slots)
    for number, insertion in seats.items():
        slot, was = apart.slots[number], before.get(names[number])
        others = [each for at, each in seats.items() if at != number]
        reason = _unlawful(insertion, slot, others, desk)
        if reason and not (was and _unlawful(insertion, was, others, desk)):
            who = f"the {'ad' if insertion.paid else 'promo'} “{insertion.booking or insertion.promo}”"
            why = f" {reason}" if reason.startswith("next to") else f": {reason}"
            raise Displaced(f"{who} could not stay in “{slot.name}”{why}", hint=f"clear the slot {slot.name} first")


def _unlawful(insertion: Insertion, slot: Slot, others: Sequence[Insertion], desk: Desk) -> str:
    promo = next((each for each in desk.inventory.promos if each.name == insertion.promo), None)
    offer = _booking(desk, insertion.booking) or (promo.booking([slot.name]) if promo else None)
    if offer:
        return _against(offer, slot, others, desk)
    return slot.barred  # it is booked no more, so all that is known is that no ad may stand there


def _against(offer: Booking, slot: Slot, others: Sequence[Insertion], desk: Desk) -> str:
    running = tuple(found for each in others if (found := _booking(desk, each.booking)))
    bid = Bid(offer, slot, desk.day, desk.inventory, History.of(desk.earlier), running)
    return refusal(bid, desk.rules)


def _booking(desk: Desk, name: str) -> Booking | None:
    return next((booking for booking in desk.inventory.bookings if booking.id == name), None)


def _decided_of(slot: Slot, runs: Insertion | None, told: SlotDecision | None, *, by_hand: bool) -> SlotDecision:
    """What is said of `slot`: what was `told` before, unless the editor has decided it."""
    name = (runs.booking or runs.promo) if runs else ""
    candidates = told.candidates if told else ()
    reason = told.reason if told else ""
    if by_hand:
        passed = (each.model_copy(update={"taken": False}) for each in candidates if each.name != name)
        chosen = (Candidate(name=name, taken=True, reason=BY_HAND),) if name else ()
        candidates, reason = (*chosen, *passed), BY_HAND
    since = None if by_hand or told is None else told.taken_out
    return slot.decision(name, candidates=candidates, reason=reason).model_copy(update={"taken_out": since})
