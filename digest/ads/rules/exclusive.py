"""An exclusive booking has its slots to itself while its flight lasts, or the issue in which it runs."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 50


def against(bid: Bid) -> str:
    """Why another booking's exclusivity, or this one's own, keeps it out. House ads are no rivals in an issue."""
    booking = bid.booking
    if booking.tier == "house":
        return ""
    for other in bid.inventory.bookings:
        keeps = other.exclusive == "slot" and other.id != booking.id
        if keeps and bid.slot.name in other.slots and other.covers(bid.day):
            return f'the slot "{bid.slot.name}" is kept for {other.id} until {other.last}'
    for other in bid.others:
        if other.tier == "house":
            continue
        if other.exclusive == "issue":
            return f"{other.id} has the issue to itself"
        if booking.exclusive == "issue":
            return f"it must have the issue to itself, and {other.id} runs"
    return ""
