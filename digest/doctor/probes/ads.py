"""The ads: what is booked can be read and fits the layout."""

from __future__ import annotations

from collections.abc import Iterator

from digest import schedule
from digest.config.blocks import slots_in
from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fine, warning
from digest.pipeline.booked import inventory_of

RANK = 40


def look(patient: Patient) -> Iterator[Sign]:
    """ads.toml fits the slots and promos of the layout."""
    config = patient.config
    slots = slots_in(config.blocks)
    if config.ads.file is None:
        yield fine(f"no ads.toml: {counted(len(slots), 'slot')} with nothing to run")
        return
    inventory = inventory_of(config)
    today = schedule.today(config.schedule, config.newsletter.timezone, patient.now)
    current = [booking for booking in inventory.bookings if booking.first <= today <= booking.last]
    coming = [booking for booking in inventory.bookings if booking.first > today]
    if inventory.bookings and not current and not coming:
        last = max(booking.last for booking in inventory.bookings)
        yield warning(f"every booking has ended, the last on {last}", "book anew in ads.toml, or take them out")
        return
    yield fine(f"{counted(len(current), 'booking')} for now, {len(coming)} to come, {counted(len(slots), 'slot')}")
