"""Fill the slots of an issue: bookings × slots × rules → insertions, with the reason for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from digest.ads.bid import Bid, Rule, refusal
from digest.ads.decide import Decided, decide
from digest.ads.history import History
from digest.ads.insertions import of_booking, of_promo
from digest.ads.inventory import Inventory, Promo
from digest.ads.slots import Slot, expected, take_apart
from digest.models import Block, Candidate, Insertion, Issue, SlotDecision


@dataclass(frozen=True)
class Placement:
    """The layout with its slots filled. A slot or promo in which nothing runs is gone from `blocks`.

    `remarks` say which bookings cannot be met any more.
    """

    blocks: tuple[Block, ...]
    slots: tuple[SlotDecision, ...]
    remarks: tuple[str, ...] = ()


def place(
    blocks: Sequence[Block],
    *,
    inventory: Inventory,
    earlier: Sequence[Issue],
    dates: Sequence[date],
    label: str,
    rules: tuple[Rule, ...],
    later: Sequence[Slot] | None = None,
) -> Placement:
    """Fill the `ad` and `promo` blocks of a layout. Pure, and independent of the order of `ads.toml`.

    An ad block carries its slot in `options["slot"]`, a promo block its name in `options["name"]`, a list with a slot
    inside `slot` and `slot_after`. `earlier` are the earlier issues, from which follows what each booking is still
    owed; `dates` are those of this issue and the ones to come, `later` the slots of those, by default the same.
    Sponsors come first, then affiliates, then the house.
    """
    layout = take_apart(blocks)
    history = History.of(earlier)
    decided = decide(
        layout.slots,
        inventory=inventory,
        history=history,
        dates=dates,
        later=expected(blocks) if later is None else later,
        rules=rules,
    )
    shop = _House(layout.slots, inventory, history, dates[0], rules)
    insertions: dict[int, Insertion] = {}
    decisions: list[SlotDecision] = []
    for number, slot in enumerate(layout.slots):
        candidates = decided.candidates.get(number, ())
        booking = decided.chosen.get(number)
        if booking:
            turn = len(history.of_booking(booking.id)) % len(booking.creatives)
            insertions[number] = of_booking(booking, slot, creative=turn, inventory=inventory, label=label)
        else:
            promo, more = shop.offer(slot)
            candidates = (*more, *candidates) if promo else (*candidates, *more)
            if promo:
                insertions[number] = of_promo(promo, slot)
        decisions.append(_decided(slot, candidates))
    return Placement(layout.filled(insertions), tuple(decisions), _remarks(decided, dates[0]))


class _House:
    """The publisher's own promos: where the layout asks for one, and where no booking fits."""

    def __init__(
        self,
        slots: Sequence[Slot],
        inventory: Inventory,
        history: History,
        day: date,
        rules: tuple[Rule, ...],
    ) -> None:
        self._inventory, self._history, self._day, self._rules = inventory, history, day, rules
        self._promos = {promo.name: promo for promo in inventory.promos}
        self._used: dict[str, str] = {}
        for slot in slots:
            promo = self._promos.get(slot.name) if slot.promo else None
            if promo and not self._against(promo, slot):
                self._used[promo.name] = "the layout already shows it"
        self._asked_for = set(self._used)

    def offer(self, slot: Slot) -> tuple[Promo | None, tuple[Candidate, ...]]:
        """What to show in a slot that nobody has, and who was considered: of several, what has run least."""
        chosen: Promo | None = None
        found: list[Candidate] = []
        for promo in self._in_turn(slot):
            taken = slot.promo and promo.name in self._asked_for
            reason = self._against(promo, slot) or ("" if taken else self._used.get(promo.name, ""))
            if not reason and chosen:
                reason = f"{chosen.name} goes first"
            chosen = chosen or (None if reason else promo)
            found.append(Candidate(name=promo.name, taken=not reason, reason=reason or "house promo"))
        if chosen:
            self._used[chosen.name] = "the layout already shows it"
            self._asked_for.discard(chosen.name)
        return chosen, tuple(found)

    def _in_turn(self, slot: Slot) -> list[Promo]:
        if slot.promo:
            return [promo for name, promo in self._promos.items() if name == slot.name]
        return sorted(self._promos.values(), key=lambda promo: (len(self._history.of_promo(promo.name)), promo.name))

    def _against(self, promo: Promo, slot: Slot) -> str:
        bid = Bid(promo.booking([slot.name]), slot, self._day, self._inventory, self._history)
        return refusal(bid, self._rules)


def _decided(slot: Slot, candidates: Sequence[Candidate]) -> SlotDecision:
    taken = next((candidate for candidate in candidates if candidate.taken), None)
    reason = taken.reason if taken else slot.barred or "nothing fits"
    return slot.decision(taken.name if taken else "", candidates=candidates, reason=reason)


def _remarks(decided: Decided, day: date) -> tuple[str, ...]:
    """Which bookings in flight will not have all that was bought."""
    return tuple(
        f"the booking {name} cannot be met any more: {_times(decided, name)}"
        for name, missing in decided.short.items()
        if missing > 0 and decided.standings[name].booking.covers(day)
    )


def _times(decided: Decided, name: str) -> str:
    standing, missing = decided.standings[name], decided.short[name]
    until = standing.booking.last
    return f"{missing} of {standing.owed} insertions owed find no slot until {until}"
