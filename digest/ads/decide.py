"""Decide which bookings run in an issue, and say of each candidate why it does or does not.

What runs now never costs an insertion that could have run: the issues to come are assigned along with this one, and
of all ways to meet as much as possible, strictly by tier, the one is taken that runs the greatest need today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from digest.ads.assignment import Assignment, Demand
from digest.ads.bid import Bid, Rule, refusal
from digest.ads.history import History, Standing
from digest.ads.inventory import TIERS, Booking, Inventory
from digest.ads.slots import Slot
from digest.models import Candidate

HORIZON = 60
"""Issues that are looked ahead: more than a year of a weekly newsletter."""


@dataclass(frozen=True)
class Decided:
    """What was decided: the booking of each slot that has one, every candidate of each slot, and who falls short.

    Slots are given by their place in the sequence that was decided on. `short` says how many insertions can never run.
    """

    chosen: Mapping[int, Booking]
    candidates: Mapping[int, tuple[Candidate, ...]]
    standings: Mapping[str, Standing]
    short: Mapping[str, int]


def decide(
    slots: Sequence[Slot],
    *,
    inventory: Inventory,
    history: History,
    dates: Sequence[date],
    later: Sequence[Slot],
    rules: tuple[Rule, ...],
) -> Decided:
    """Fill `slots` of the issue of `dates[0]`; `dates[1:]` are of the issues to come, with the slots `later`.

    Pure, and independent of the order of the bookings.
    """
    return _Decision(slots, inventory, history, dates, later, rules).made()


@dataclass
class _Decision:
    slots: Sequence[Slot]
    inventory: Inventory
    history: History
    dates: Sequence[date]
    later: Sequence[Slot]
    rules: tuple[Rule, ...]
    refused: dict[tuple[str, int], str] = field(default_factory=dict)
    waits: dict[str, str] = field(default_factory=dict)
    known: dict[int, History] = field(default_factory=dict)
    kept: list[Booking] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sellable = [number for number, slot in enumerate(self.slots) if not slot.promo]
        self.standings = {
            booking.id: Standing.of(booking, history=self.history, dates=self.dates)
            for booking in sorted(self.inventory.bookings, key=lambda booking: booking.id)
        }

    def made(self) -> Decided:
        order = sorted(self.standings.values(), key=_first)
        demands = [self._demand(standing) for standing in order]
        assignment = Assignment(demands)
        for standing in reversed(order):
            if standing.booking.pace == "even" and standing.ran >= standing.due and standing.owed:
                ahead = f"{standing.ran} have run, {standing.due} are due by now at an even pace"
                if assignment.put_off(standing.booking.id):
                    self.waits[standing.booking.id] = ahead
        for standing in order:
            self._try(standing.booking, assignment)
        seats = self._seats([standing for standing in order if standing.booking in self.kept])
        return Decided(
            chosen={seat: self.standings[name].booking for name, seat in seats.items()},
            candidates={number: self._candidates(number, seats) for number in self.sellable},
            standings=self.standings,
            short={
                each.name: self.standings[each.name].beyond + each.wanted - assignment.placed(each.name)
                for each in demands
                if self.standings[each.name].booking.last >= self.dates[0]
            },
        )

    def _demand(self, standing: Standing) -> Demand:
        """What a booking wants of the next issues: what those after the horizon could not take."""
        booking = standing.booking
        near, far = self.dates[:HORIZON], self.dates[HORIZON:]
        spots = {issue: self._spots(booking, issue, day) for issue, day in enumerate(near) if booking.covers(day)}
        later = self._at(len(near)).room_for(booking, far)
        return Demand(
            name=booking.id,
            group=self._group(booking),
            rank=TIERS.index(booking.tier),
            wanted=max(0, standing.owed - standing.beyond - later),
            spots={issue: free for issue, free in spots.items() if free},
            cap=booking.cap.terms if booking.cap else None,
        )

    def _spots(self, booking: Booking, issue: int, day: date) -> tuple[int, ...]:
        free = []
        here = [(number, self.slots[number]) for number in self.sellable]
        for number, slot in enumerate(self.later) if issue else here:
            reason = refusal(Bid(booking, slot, day, self.inventory, self._at(issue)), self.rules)
            if not reason:
                free.append(number)
            elif issue == 0:
                self.refused[booking.id, number] = reason
        return tuple(free)

    def _at(self, issue: int) -> History:
        """What is known when the issue of `dates[issue]` is made: what has run, and how many issues have gone out."""
        if issue not in self.known:
            self.known[issue] = self.history.before(self.dates[:issue])
        return self.known[issue]

    def _group(self, booking: Booking) -> str:
        sponsor = self.inventory.sponsor(booking.sponsor)
        if sponsor is None:
            return f"booking {booking.id}"
        category = sponsor.category.strip().casefold()
        return f"category {category}" if category else f"sponsor {sponsor.id}"

    def _try(self, booking: Booking, assignment: Assignment) -> None:
        """Have `booking` run, unless something is against it."""
        free = [number for number in self.sellable if (booking.id, number) not in self.refused]
        if not free or booking.id in self.waits or not booking.covers(self.dates[0]):
            return
        others = tuple(self.kept)
        for number in free:
            bid = Bid(booking, self.slots[number], self.dates[0], self.inventory, self.history, others)
            if reason := refusal(bid, self.rules):
                self.refused[booking.id, number] = reason
        if all((booking.id, number) in self.refused for number in free):
            assignment.give_up(booking.id)
        elif assignment.keep(booking.id):
            self.kept.append(booking)

    def _seats(self, order: Sequence[Standing]) -> dict[str, int]:
        """A slot for each that runs: the greatest need has the first choice, of equals who had that slot least."""
        free = {
            standing.booking.id: [n for n in self.sellable if (standing.booking.id, n) not in self.refused]
            for standing in order
        }

        def had_it(standing: Standing) -> int:
            name = self.slots[free[standing.booking.id][0]].name
            return sum(run.slot == name for run in self.history.of_booking(standing.booking.id))

        choosing = sorted(order, key=lambda standing: (*_first(standing)[:2], had_it(standing), *_first(standing)[2:]))
        seats: dict[str, int] = {}
        for standing in choosing:
            name = standing.booking.id
            for number in free[name]:
                fixed = {who: [seat] for who, seat in seats.items()}
                rest = {who: numbers for who, numbers in free.items() if who not in fixed}
                if _all_seated({**rest, **fixed, name: [number]}):
                    seats[name] = number
                    break
        return seats

    def _candidates(self, number: int, seats: Mapping[str, int]) -> tuple[Candidate, ...]:
        """Every booking considered for a slot: what runs, then the others by name."""
        winner = next((name for name, seat in seats.items() if seat == number), "")
        found = []
        for name, standing in self.standings.items():
            if name == winner:
                reason = standing.words()
            elif not standing.booking.covers(self.dates[0]):
                bid = Bid(standing.booking, self.slots[number], self.dates[0], self.inventory, self.history)
                reason = refusal(bid, self.rules)
            elif (name, number) in self.refused:
                reason = self.refused[name, number]
            elif name in seats:
                reason = f'runs in "{self.slots[seats[name]].name}"'
            else:
                first = f"; {winner} goes first" if winner else ""
                reason = self.waits.get(name) or f"{standing.words()}{first}"
            found.append(Candidate(name=name, taken=name == winner, reason=reason))
        return tuple(sorted(found, key=lambda candidate: not candidate.taken))


def _first(standing: Standing) -> tuple[int, float, int, str]:
    """Sort key: the tier, then what is owed most for the issues left, then who has run least."""
    booking = standing.booking
    return TIERS.index(booking.tier), -standing.need, standing.ran, booking.id


def _all_seated(free: Mapping[str, Sequence[int]]) -> bool:
    """Whether everybody can have one of the slots that are free to them at once."""
    demands = [Demand(name, name, 0, 1, {0: tuple(numbers)}) for name, numbers in free.items()]
    assignment = Assignment(demands)
    return all(assignment.placed(name) for name in free)
