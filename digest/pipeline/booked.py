"""What is booked, held against the newsletter's layout, and in which issues ads have run."""

from __future__ import annotations

from collections.abc import Sequence

from digest.ads import Inventory, read_inventory
from digest.config import Config
from digest.config.blocks import PromoBlock, slots_in
from digest.models import Issue, Status
from digest.pipeline.record import is_live


def inventory_of(config: Config, *, fits_layout: bool = True) -> Inventory:
    """What is booked; nothing where there is no file. Raises ConfigError with the line that is wrong.

    With `fits_layout` False it may speak of slots that the layout has no more, and lack promos that it asks for: what
    has run can be told all the same.
    """
    if config.ads.file is None:
        return Inventory()
    promos = {block.name for block in config.blocks if isinstance(block, PromoBlock)} if fits_layout else set()
    slots = set(slots_in(config.blocks)) if fits_layout else None
    inventory = read_inventory(config.ads.file, slots=slots, promos=promos)
    return inventory.settled(beside_soft=config.ads.beside_soft)


def check_ads(config: Config) -> None:
    """Raises ConfigError with file, line and remedy when what is booked cannot be read, or does not fit the layout."""
    inventory_of(config)


def ran_in(config: Config, issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Those of `issues` whose stories and ads have run. A trial, which went to the outbox only, counts while nothing
    else is sent: it shows what a next issue would be, and takes nothing from readers and sponsors once there is a mail
    server."""
    return tuple(issue for issue in issues if issue.status is not Status.tried or not is_live(config))
