"""Who has which slot in the issues to come, as they would be placed if no story stood in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from digest.ads.bid import Rule
from digest.ads.decide import HORIZON, decide
from digest.ads.history import History, Run
from digest.ads.inventory import Inventory
from digest.ads.slots import Slot

FREE = ""
"""What stands for a booking in a slot that can be sold."""


@dataclass(frozen=True)
class Ahead:
    """One issue to come: the booking in each slot of the layout, in reading order, FREE where nobody is.

    `planned` is the id of an issue that is decided already, and has not gone out.
    """

    day: date
    slots: tuple[tuple[str, str], ...]
    planned: str = ""


@dataclass(frozen=True)
class Outlook:
    """The issues to come, and how many insertions of which booking will find no slot: what is sold too much."""

    ahead: tuple[Ahead, ...]
    short: Mapping[str, int]

    def runs(self, booking: str) -> int:
        """In how many of these issues a booking will run."""
        return sum(name == booking for each in self.ahead for _, name in each.slots)

    @property
    def free(self) -> int:
        """How many slots are left to sell."""
        return sum(name == FREE for each in self.ahead for _, name in each.slots)


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
        ahead.append(Ahead(day, tuple(zip(layout, names, strict=True))))
        runs = [Run(day, slot, name) for slot, name in zip(layout, names, strict=True) if name]
        history = history.followed_by(day, runs)
        if not number:
            short = {name: missing for name, missing in decided.short.items() if missing > 0}
    return Outlook(tuple(ahead), short)
