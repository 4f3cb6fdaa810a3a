"""What time it is for a newsletter: the only place where the pipeline asks the clock for the schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime

from digest import schedule
from digest.config import Config
from digest.errors import Refused
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


def refuse_pretended(config: Config) -> None:
    """Refuse to go by a pretended date where mail would really leave, or the owners hear of weeks that never were.
    Raises Refused."""
    pretended = config.schedule.today
    real = schedule.local(datetime.now(UTC), config.newsletter.timezone).date()
    if pretended not in (None, real) and is_live(config):
        hint = "`digest run --issue ID` takes an issue by its name; DIGEST_TRANSPORT=outbox tries a date"
        raise Refused(
            f"it is {real}, and on a pretended date no mail leaves",
            where="--date, DIGEST_DATE or [schedule] today",
            hint=hint,
        )
