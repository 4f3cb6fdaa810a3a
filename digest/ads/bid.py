"""What a rule looks at: one booking considered for one slot of one issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from digest import registry
from digest.ads.history import History
from digest.ads.inventory import Booking, Inventory
from digest.ads.slots import Slot
from digest.errors import ConfigError

PACKAGE = "digest.ads.rules"


@dataclass(frozen=True)
class Bid:
    """One booking that might run in `slot` of the issue of `day`. A house promo bids as a booking of tier `house`.

    `others` run in that issue already.
    """

    booking: Booking
    slot: Slot
    day: date
    inventory: Inventory
    history: History
    others: tuple[Booking, ...] = ()

    def company(self, booking: Booking) -> str:
        """How the sponsor of `booking` is called, or the booking when it has none."""
        sponsor = self.inventory.sponsor(booking.sponsor)
        return sponsor.name if sponsor else booking.id


class Rule(Protocol):
    """Why `bid` may not run, in words for a person; empty if it may. Pure."""

    def __call__(self, bid: Bid) -> str: ...


def find_rules(outside: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Every rule of the package's own folder, the most telling first (their `RANK`), then those from `outside`.

    `outside` are names like `package.module:Name`. Raises ConfigError when one cannot be imported.
    """
    own = registry.names(PACKAGE)
    ranked = [(registry.find(PACKAGE, name, "RANK", among=own, where="[ads] rules"), name) for name in own]
    found = [registry.find(PACKAGE, name, "against", among=own, where="[ads] rules") for _, name in sorted(ranked)]
    for name in outside:
        if ":" not in name:
            hint = "the rules of digest always count; add your own as package.module:name"
            raise ConfigError(f'"{name}" is no rule from outside', where="[ads] rules", hint=hint)
        found.append(registry.find(PACKAGE, name, "against", among=own, where="[ads] rules"))
    return tuple(found)


def refusal(bid: Bid, rules: tuple[Rule, ...]) -> str:
    """The reason of the first of `rules` that is against `bid`; empty when none is."""
    return next((reason for rule in rules if (reason := rule(bid))), "")
