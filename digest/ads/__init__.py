"""The ads: what is booked, and what runs in each slot of an issue."""

from digest.ads.bid import Bid, Rule, find_rules
from digest.ads.inventory import Inventory
from digest.ads.placement import Placement, place
from digest.ads.reading import read_inventory
from digest.ads.slots import expected

__all__ = ["Bid", "Inventory", "Placement", "Rule", "expected", "find_rules", "place", "read_inventory"]
