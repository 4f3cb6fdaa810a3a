"""A booking runs in the slots that it was sold for."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 10


def against(bid: Bid) -> str:
    """Why the slot is not the booking's."""
    return "" if bid.slot.name in bid.booking.slots else f'not booked for the slot "{bid.slot.name}"'
