"""Who has which slot in the issues to come, as they would be placed if no story stood in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from digest.ads.bid import Rule
from digest.ads.decide import HORIZON, decide
from digest.ads.history import History, Run
from digest.ads.inventory import Booking, Inventory
from digest.ads.slots import Slot

FREE = ""
"""What stands for a booking in a slot that can be sold."""


@dataclass(frozen=True)
class Seat:
    """A slot of an issue to come: the `booking` in it, FREE where nobody is, and for whom it is kept nevertheless."""

    slot: str
    booking: str = FREE
    kept_for: str = ""

    @property
    def free(self) -> bool:
        """Whether it can be sold."""
        return not self.booking and not self.kept_for


@dataclass(frozen=True)
class Ahead:
    """One issue to come: a seat for each slot of the layout, in reading order.

    `planned` is the id of an issue that is decided already, and has not gone out.
    """

    day: date
    seats: tuple[Seat, ...]
    planned: str = ""


@dataclass(frozen=True)
class Outlook:
    """The issues to come, and how many insertions of which booking will find no slot: what is sold too much."""

    ahead: tuple[Ahead, ...]
    short: Mapping[str, int]

    def runs(self, booking: str) -> int:
        """In how many of these issues a booking will run."""
        return sum(seat.booking == booking for each in self.ahead for seat in each.seats)

    @property
    def free(self) -> int:
        """How many slots are left to sell."""
        return sum(seat.free for each in self.ahead for seat in each.seats)


def look_ahead(
    slots: Sequence[Slot],
    *,
    inventory: Inventory,
    history: History,
    dates: Sequence[date],
    rules: tuple[Rule, ...],
    issues: int = HORIZON,
) -> Outlook:
    """The next `issues` of those at `dates` (which go on to the end of the last flight), one placed after the other.

    `slots` are those that are to be `expected`.

    It is what placement will do, but for what only an issue's stories can tell: sensitive neighbours and targets.
    """
    layout = [slot.name for slot in slots]
    ahead: list[Ahead] = []
    short: Mapping[str, int] = {}
    for number, day in enumerate(dates[:issues]):
        decided = decide(slots, inventory=inventory, history=history, dates=dates[number:], later=slots, rules=rules)
        names = [decided.chosen[n].id if n in decided.chosen else FREE for n in range(len(slots))]
        ahead.append(Ahead(day, seated(zip(layout, names, strict=True), day=day, inventory=inventory)))
        runs = [Run(day, slot, name) for slot, name in zip(layout, names, strict=True) if name]
        history = history.followed_by(day, runs)
        if not number:
            short = {name: missing for name, missing in decided.short.items() if missing > 0}
    return Outlook(tuple(ahead), short)


def seated(taken: Iterable[tuple[str, str]], *, day: date, inventory: Inventory) -> tuple[Seat, ...]:
    """A seat for each slot and the booking in it; one that nobody has is kept where an exclusive booking says so."""
    pairs = tuple(taken)
    alone = sorted(
        (booking for booking in inventory.bookings if booking.exclusive and booking.covers(day)),
        key=lambda booking: booking.id,
    )
    running = {name for _, name in pairs}

    def keeps(booking: Booking, slot: str) -> bool:
        return booking.id in running if booking.exclusive == "issue" else slot in booking.slots

    kept = {slot: next((each.id for each in alone if keeps(each, slot)), "") for slot, name in pairs if not name}
    return tuple(Seat(slot, name, kept.get(slot, "")) for slot, name in pairs)
