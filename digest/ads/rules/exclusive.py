"""An exclusive booking has its slots to itself while its flight lasts, or the issue in which it runs."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 50


def against(bid: Bid) -> str:
    """Why another booking's exclusivity, or this one's own, keeps it out. House ads are no rivals in an issue."""
    booking = bid.booking
    if booking.tier == "house":
        return ""
    keepers = (
        other
        for other in bid.inventory.bookings
        if other.exclusive == "slot" and other.id != booking.id and bid.slot.name in other.slots
    )
    keeper = min((other for other in keepers if other.covers(bid.day)), key=lambda other: other.id, default=None)
    if keeper:
        return f'the slot "{bid.slot.name}" is kept for {keeper.id} until {keeper.last}'
    for other in bid.others:
        if other.tier == "house":
            continue
        if other.exclusive == "issue":
            return f"{other.id} has the issue to itself"
        if booking.exclusive == "issue":
            return f"it must have the issue to itself, and {other.id} runs"
    return ""
