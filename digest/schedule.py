"""Which issue a day belongs to: its id, its date, and the moment that counts as now for it. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.config.schema import ScheduleConfig

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def issue_date(schedule: ScheduleConfig, today: date) -> date:
    """The date of the issue that `today` belongs to: the configured day of its week, else `today` itself."""
    if schedule.cadence == "weekly" and schedule.day:
        return today + timedelta(days=_DAYS.index(schedule.day) - today.weekday())
    return today


def issue_id(schedule: ScheduleConfig, day: date) -> str:
    """`2026-W47` for a weekly issue (ISO 8601 week), `2026-11-20` for a daily one, `2026-11` for a monthly one."""
    if schedule.cadence == "daily":
        return day.isoformat()
    if schedule.cadence == "monthly":
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def closing_time(day: date, timezone: str) -> datetime:
    """The end of `day` in the newsletter's time zone: the moment from which the age of stories is counted.

    The end of the day, and not the moment of the call, so that planning twice on one day gives the same bytes.
    """
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(timezone))


def today(schedule: ScheduleConfig, timezone: str, now: datetime) -> date:
    """The date that it is for the newsletter at `now`, or the one that it is told to pretend."""
    return schedule.today or now.astimezone(ZoneInfo(timezone)).date()
