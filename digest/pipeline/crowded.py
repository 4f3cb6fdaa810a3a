"""Issues that come close upon each other, as where the cadence was changed on the day of one: a word, no obstacle."""

from __future__ import annotations

from digest import archive, schedule
from digest.config import Config
from digest.models import Issue
from digest.pipeline.booked import ran_in
from digest.pipeline.repeats import NEAR
from digest.schedule import Occasion


def close_behind(config: Config, occasion: Occasion) -> Issue | None:
    """The issue that has gone out before that of `occasion`, where less than half of the cadence lies between their
    days; by their days, as a run that was late makes no crowd. Where no day is set a person says when one goes out.
    """
    if not schedule.has_fixed_day(config.schedule):
        return None
    sent = archive.sent_before(config.paths.issues, day=occasion.day, name=occasion.issue, most=NEAR)
    last = next(reversed(ran_in(config, sent)), None)
    return last if last and occasion.day - last.date < config.schedule.period / 2 else None


def crowded(config: Config, occasion: Occasion) -> str:
    """That readers get the issue of `occasion` so soon after another one, or ""."""
    last = close_behind(config, occasion)
    if last is None:
        return ""
    return f"{occasion.issue} comes so soon after {last.id} (of {last.date}) that readers get two close together"
