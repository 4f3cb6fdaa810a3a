"""The ads: what is booked, and what runs in each slot of an issue."""

from digest.ads.bid import Bid, Rule, find_rules
from digest.ads.inventory import Inventory
from digest.ads.overrun import Overrun, overruns, without
from digest.ads.placement import Placement, place
from digest.ads.reading import read_inventory
from digest.ads.reseat import Desk, Displaced, Reseated, reseat, seats, slot_names
from digest.ads.slots import expected, laid_out

__all__ = [
    "Bid",
    "Desk",
    "Displaced",
    "Inventory",
    "Overrun",
    "Placement",
    "Reseated",
    "Rule",
    "expected",
    "find_rules",
    "laid_out",
    "overruns",
    "place",
    "read_inventory",
    "reseat",
    "seats",
    "slot_names",
    "without",
]
