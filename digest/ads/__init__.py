"""The ads: what is booked, and what runs in each slot of an issue."""

from digest.ads.inventory import Inventory, read_inventory
from digest.ads.placement import Placement, place

__all__ = ["Inventory", "Placement", "place", "read_inventory"]
