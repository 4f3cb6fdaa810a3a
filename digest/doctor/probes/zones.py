"""The time zones: this machine knows them, and with them the hours of an issue."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

from digest.doctor.diagnosis import Patient, Sign, fault, fine

RANK = 130


def look(patient: Patient) -> Iterator[Sign]:
    """There is zone data, by which the hours of an issue are reckoned."""
    if not available_timezones():
        yield fault("this machine has no time zone data", "install it: apt install tzdata, or pip install tzdata")
        return
    zone = ZoneInfo(patient.config.newsletter.timezone)
    yield fine(f"it is {patient.now.astimezone(zone):%A, %Y-%m-%d %H:%M} in {zone.key}")
