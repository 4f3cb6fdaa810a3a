"""The schedule: when the next issue goes out, and that its hours make sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from digest.doctor.diagnosis import Patient, Sign, fine, warning
from digest.schedule import has_fixed_day, occasions

RANK = 60
SHORT = timedelta(hours=2)
"""Scheduled CI runs have come 4.7 hours late in the median, and 14 at worst: whoever gives them less loses issues."""


def look(patient: Patient) -> Iterator[Sign]:
    """An issue has enough hours to go out in, and its review fits between two issues."""
    config = patient.config
    plan = config.schedule
    if plan.today:
        yield warning(f"the date is pretended to be {plan.today}", "take `today` out of [schedule], or --date away")
    if plan.review and plan.review >= plan.period:
        yield warning("the review of an issue begins before the last one is out", "make `review` shorter in [schedule]")
    if plan.lateness < SHORT:
        hours = f"{plan.lateness.total_seconds() / 3600:g} h"
        yield warning(
            f"a run that is {hours} late sends nothing", "give [schedule] not_after some hours: jobs are late"
        )
    if not has_fixed_day(plan):
        yield fine("on whichever day `digest run` is called: [schedule] day is not set")
        return
    found = occasions(plan, config.newsletter.timezone, now=patient.moment)
    following = next(each for each in found if each.closes > patient.moment)
    due = following.due.astimezone(ZoneInfo(config.newsletter.timezone))
    yield fine(f"{following.issue} goes out on {due:%A, %Y-%m-%d %H:%M} ({due.tzinfo})")
