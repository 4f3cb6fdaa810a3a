"""What is frozen of a booking or promo that runs."""

from __future__ import annotations

from digest.ads.inventory import Booking, CreativeConfig, Inventory, Promo
from digest.ads.slots import Slot
from digest.models import Insertion


def of_booking(booking: Booking, slot: Slot, *, creative: int, inventory: Inventory, label: str) -> Insertion:
    """The insertion of the creative number `creative` (from 0); `label` is for a paid one that has none of its own."""
    shown = booking.creatives[creative].creative()
    sponsor = inventory.sponsor(booking.sponsor)
    return Insertion(
        slot=slot.name,
        tier=booking.tier,
        booking=booking.id,
        sponsor=booking.sponsor,
        sponsor_name=sponsor.name if sponsor else "",
        first=booking.first,
        last=booking.last,
        bought=booking.insertions,
        cap=booking.cap.terms if booking.cap else None,
        creative=shown,
        creative_index=creative,
        label=shown.label or ("" if booking.tier == "house" else label),
        position=slot.index,
    )


def of_promo(promo: Promo, slot: Slot) -> Insertion:
    """The insertion of a house promo."""
    creative = CreativeConfig.creative(promo)
    return Insertion(
        slot=slot.name, tier="house", promo=promo.name, creative=creative, label=promo.label, position=slot.index
    )
