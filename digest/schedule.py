"""Which issue a day belongs to: its id, its date, and the moment that counts as now for it. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
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


def dates_from(schedule: ScheduleConfig, day: date, *, until: date) -> Iterator[date]:
    """`day`, the date of an issue, and those of the issues after it up to `until`.

    A monthly issue keeps its day of the month, or has the last one of a month that is too short.
    """
    yield day
    following, months = day, 0
    while True:
        if schedule.cadence == "monthly":
            months += 1
            following = _months_later(day, months)
        else:
            following += schedule.period
        if following > until:
            return
        yield following


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def closing_time(day: date, timezone: str) -> datetime:
    """The end of `day` in the newsletter's time zone: the moment from which the age of stories is counted.

    The end of the day, and not the moment of the call, so that planning twice on one day gives the same bytes.
    """
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(timezone))


def today(schedule: ScheduleConfig, timezone: str, now: datetime) -> date:
    """The date that it is for the newsletter at `now`, or the one that it is told to pretend."""
    return schedule.today or now.astimezone(ZoneInfo(timezone)).date()
