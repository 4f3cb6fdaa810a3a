"""The schedule: when the next issue goes out, and that its hours make sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from digest import archive
from digest.config import Config
from digest.doctor.diagnosis import Patient, Sign, fine, warning
from digest.models import Status
from digest.pipeline.crowded import crowded
from digest.pipeline.occasions import is_after_another
from digest.pipeline.record import is_live
from digest.schedule import Occasion, has_fixed_day, occasions

RANK = 60
SHORT = timedelta(hours=2)
"""Scheduled CI runs have come 4.7 hours late in the median, and 14 at worst: whoever gives them less loses issues."""


def look(patient: Patient) -> Iterator[Sign]:
    """An issue has enough hours to go out in, and its review fits between two issues."""
    config = patient.config
    plan = config.schedule
    if plan.today:
        yield warning(f"the date is pretended to be {plan.today}", "take `today` out of [schedule], or --date away")
    if plan.review and not config.notify.reviewers:
        yield warning("nobody gets the draft of an issue to review", "name somebody in [notify] reviewers")
    if plan.lateness < SHORT:
        hours = f"{plan.lateness.total_seconds() / 3600:g} h"
        yield warning(
            f"a run that is {hours} late sends nothing", "give [schedule] not_after some hours: jobs are late"
        )
    if not has_fixed_day(plan):
        yield _on_any_day(config)
        return
    zone, now = ZoneInfo(config.newsletter.timezone), patient.moment
    found = occasions(plan, zone.key, now=now)
    following = next(each for each in found if each.closes > now and not _has_gone(config, each))
    if close := crowded(config, following):
        yield warning(close, f"`digest hold {following.issue}` keeps it back, once it is planned")
    due, closes = (f"{moment.astimezone(zone):%A, %Y-%m-%d %H:%M}" for moment in (following.due, following.closes))
    if following.due <= now:
        told = f"{following.issue} is due since {due}, and may go out until {closes} ({zone})"
        yield _at_once(config, following, told) if _is_first(config, following) else fine(told)
    else:
        yield fine(f"{following.issue} goes out on {due} ({zone})")


def _on_any_day(config: Config) -> Sign:
    told = "on whichever day `digest run` is called: [schedule] day is not set"
    if not is_live(config):
        return fine(told)
    when = {"weekly": "week", "monthly": "month"}[config.schedule.cadence]
    remedy = f"set day: what calls it every hour sends in the first hour of the {when}"
    return warning(told, remedy)


def _is_first(config: Config, occasion: Occasion) -> bool:
    """Whether the next run mails people for the first time, and nobody has said that it may."""
    issue = archive.find(config.paths.issues, occasion.issue)
    return is_live(config) and not is_after_another(config, occasion) and not (issue and issue.review.decided)


def _at_once(config: Config, occasion: Occasion, told: str) -> Sign:
    hold = f"`digest plan --date {occasion.day}`, then `digest hold {occasion.issue}`"
    mails = f"the first `digest run` mails everybody in {config.audience.file.name}"
    return warning(f"{told}: {mails}", f"where that is too soon: {hold}")


def _has_gone(config: Config, occasion: Occasion) -> bool:
    issue = archive.find(config.paths.issues, occasion.issue)
    return issue is not None and issue.status is not Status.planned
