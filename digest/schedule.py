"""Which issue a day belongs to, when it is due, and the moment that counts as now for it. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as count_from
from zoneinfo import ZoneInfo

from digest.config.schema import ScheduleConfig

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Occasion:
    """One issue's time, in UTC: it can be looked at from `opens` on, goes out from `due` on, and not after `closes`.

    In UTC, because moments of one zone are compared and subtracted by what clocks show, which repeats in autumn.
    """

    issue: str
    day: date
    opens: datetime
    due: datetime
    closes: datetime


def occasion(schedule: ScheduleConfig, day: date, timezone: str) -> Occasion:
    """When the issue of `day` is due.

    A time that the clocks skip in spring counts as the one that they show instead (02:30 as 03:30); one that they show
    twice in autumn as the first.
    """
    due = datetime.combine(day, schedule.not_before, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    return Occasion(
        issue=issue_id(schedule, day),
        day=day,
        opens=due - (schedule.review or timedelta(0)),
        due=due,
        closes=due + schedule.lateness,
    )


def any_day(schedule: ScheduleConfig, day: date, timezone: str) -> Occasion:
    """Where no day is set: the whole of the week or month of `day`, in which its issue may go out on every day.

    It is due when its first day's `not_before` has come and a review that began with that day has had its time. A
    limit, which counts from `not_before` of the day of a run, ends it with the last of those days.
    """
    first = day.replace(day=1) if schedule.cadence == "monthly" else day - timedelta(days=day.weekday())
    following = _in_month(first + timedelta(days=31), 1) if schedule.cadence == "monthly" else first + timedelta(days=7)
    opens, closes = (
        datetime.combine(each, time(0), tzinfo=ZoneInfo(timezone)).astimezone(UTC) for each in (first, following)
    )
    found = occasion(schedule, first, timezone)
    due = max(found.due, opens + min(schedule.review or timedelta(0), found.closes - opens) / 2)
    if schedule.not_after:
        closes = min(closes, occasion(schedule, following - timedelta(days=1), timezone).closes)
    return replace(found, opens=opens if schedule.review else due, due=due, closes=closes)


def occasions(schedule: ScheduleConfig, timezone: str, *, now: datetime) -> Iterator[Occasion]:
    """The issues from the last one that has opened at `now`, without end: each once, in the order of their days.

    Without a weekday or a day of the month, that is today's.
    """
    here = today(schedule, timezone, now)
    first = occasion(schedule, issue_date(schedule, here), timezone)
    if has_fixed_day(schedule):
        while first.opens > now:
            first = occasion(schedule, _step(schedule, first.day, -1), timezone)
        while (following := occasion(schedule, _step(schedule, first.day, 1), timezone)).opens <= now:
            first = following
    day = first.day
    while True:
        yield occasion(schedule, day, timezone)
        day = _step(schedule, day, 1)


def between(schedule: ScheduleConfig, timezone: str, *, after: date, before: date, most: int) -> tuple[Occasion, ...]:
    """The issues of days after the day `after` and before the issue's day `before`, oldest first: the last `most`."""
    found: list[Occasion] = []
    day = _step(schedule, before, -1)
    while day > after and len(found) < most:
        found.append(occasion(schedule, day, timezone))
        day = _step(schedule, day, -1)
    return tuple(reversed(found))


def has_fixed_day(schedule: ScheduleConfig) -> bool:
    """Whether an issue's day follows from the config alone, and not from when somebody asks for one."""
    return schedule.cadence == "daily" or schedule.day is not None


def issue_date(schedule: ScheduleConfig, today: date) -> date:
    """The date of the issue that `today` belongs to: the configured day of its week or month, else `today` itself.

    With `every`, of the weeks from one issue to the next the last has the issue.
    """
    if isinstance(schedule.day, int):
        return _in_month(today, schedule.day)
    if schedule.cadence == "weekly" and schedule.day:
        monday = today - timedelta(days=today.weekday())
        if schedule.start:
            start = schedule.start - timedelta(days=schedule.start.weekday())
            monday += timedelta(days=(start - monday).days % (7 * schedule.every))
        return monday + timedelta(days=_DAYS.index(schedule.day))
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
    for count in count_from(1):
        following = _step(schedule, day, count)
        if following > until:
            return
        yield following


def _step(schedule: ScheduleConfig, day: date, count: int) -> date:
    """The date of the issue `count` issues after that of `day`, before it when negative."""
    if schedule.cadence != "monthly":
        return day + count * schedule.period
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return _in_month(date(year, month + 1, 1), schedule.day if isinstance(schedule.day, int) else day.day)


def _in_month(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def closing_time(day: date, timezone: str) -> datetime:
    """The end of `day` in the newsletter's time zone: the moment from which the age of stories is counted.

    The end of the day, and not the moment of the call, so that planning twice on one day gives the same bytes.
    """
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(timezone))


def moment(schedule: ScheduleConfig, timezone: str, now: datetime) -> datetime:
    """`now`, or where a date is pretended the time of that day at which an issue goes out."""
    if schedule.today is None:
        return now
    return datetime.combine(schedule.today, schedule.not_before, tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def local(moment: datetime, timezone: str) -> datetime:
    """`moment` as the newsletter's clocks show it."""
    return moment.astimezone(ZoneInfo(timezone))


def today(schedule: ScheduleConfig, timezone: str, now: datetime) -> date:
    """The date that it is for the newsletter at `now`, or the one that it is told to pretend."""
    return schedule.today or now.astimezone(ZoneInfo(timezone)).date()
