"""What is booked, held against the newsletter's layout."""

from __future__ import annotations

from digest.ads import Inventory, read_inventory
from digest.config import Config
from digest.config.blocks import PromoBlock, slots_in


def inventory_of(config: Config) -> Inventory:
    """What is booked; nothing where there is no file. Raises ConfigError with the line that is wrong."""
    if config.ads.file is None:
        return Inventory()
    promos = {block.name for block in config.blocks if isinstance(block, PromoBlock)}
    inventory = read_inventory(config.ads.file, slots=set(slots_in(config.blocks)), promos=promos)
    return inventory.settled(beside_soft=config.ads.beside_soft)
