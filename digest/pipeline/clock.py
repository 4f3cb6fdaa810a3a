"""What time it is for a newsletter: the only place where the pipeline asks the clock for the schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime

from digest import schedule
from digest.config import Config
from digest.pipeline.record import is_live


def present(config: Config) -> datetime:
    """Now, or where a date is pretended the time of that day at which an issue goes out."""
    return schedule.moment(config.schedule, config.newsletter.timezone, datetime.now(UTC))


def issue_day(config: Config) -> date:
    """The date of the issue that today belongs to."""
    return schedule.issue_date(config.schedule, today(config))


def today(config: Config) -> date:
    """The date that it is for this newsletter."""
    return schedule.today(config.schedule, config.newsletter.timezone, datetime.now(UTC))


def is_pretended(config: Config) -> bool:
    """Whether mail would really leave, and the owners hear of weeks that never were, by a date that it is not."""
    real = schedule.local(datetime.now(UTC), config.newsletter.timezone).date()
    return config.schedule.today not in (None, real) and is_live(config)
