"""Which issue a day belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from digest import schedule
from digest.config.schema import ScheduleConfig


def settings(**fields: Any) -> ScheduleConfig:
    return ScheduleConfig.model_validate(fields)


@pytest.mark.parametrize(("name", "days"), [("daily", 1), ("weekly", 7), ("monthly", 30)])
def test_cadence(name: str, days: int) -> None:
    """A cadence is a duration."""
    assert settings(cadence=name).period == timedelta(days=days)


@pytest.mark.parametrize(
    ("cadence", "day", "expected"),
    [
        ("weekly", date(2026, 11, 20), "2026-W47"),
        ("weekly", date(2027, 1, 1), "2026-W53"),
        ("weekly", date(2024, 12, 30), "2025-W01"),
        ("weekly", date(2026, 1, 5), "2026-W02"),
        ("daily", date(2026, 11, 20), "2026-11-20"),
        ("monthly", date(2026, 11, 20), "2026-11"),
    ],
)
def test_issue_id(cadence: str, day: date, expected: str) -> None:
    """An id is the ISO week, the day or the month, also where years meet."""
    assert schedule.issue_id(settings(cadence=cadence), day) == expected


def test_every_day_of_a_week_makes_the_same_issue() -> None:
    """From Monday to Sunday, a weekly issue has one date, the configured day, and one id."""
    weekly = settings(day="friday")
    for offset in range(7):
        day = schedule.issue_date(weekly, date(2026, 11, 16) + timedelta(days=offset))
        assert day == date(2026, 11, 20)
        assert schedule.issue_id(weekly, day) == "2026-W47"


@pytest.mark.parametrize("fields", [{}, {"cadence": "daily"}, {"cadence": "monthly"}])
def test_without_a_weekday_today_is_the_date(fields: dict[str, str]) -> None:
    """Only a weekly newsletter with a day waits for it."""
    assert schedule.issue_date(settings(**fields), date(2026, 11, 18)) == date(2026, 11, 18)


def test_ids_sort_as_dates_do() -> None:
    """The archive's order by name is the order in time."""
    for cadence in ("daily", "weekly", "monthly"):
        days = [date(2025, 12, 1) + timedelta(days=n) for n in range(800)]
        ids = [schedule.issue_id(settings(cadence=cadence), day) for day in days]
        assert ids == sorted(ids)


def test_closing_time_is_the_end_of_the_day_there() -> None:
    """Planning twice on a day counts the age of stories from the same moment, in the newsletter's zone."""
    closing = schedule.closing_time(date(2026, 11, 20), "Asia/Tokyo")
    assert closing.astimezone(UTC) == datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Pacific/Auckland", date(2026, 11, 21)), ("UTC", date(2026, 11, 20)), ("Pacific/Honolulu", date(2026, 11, 20))],
)
def test_today_is_the_newsletters_day(zone: str, expected: date) -> None:
    """The day changes at midnight of the newsletter's zone, not of the machine's."""
    assert schedule.today(settings(), zone, datetime(2026, 11, 20, 12, 0, tzinfo=UTC)) == expected


def test_pretended_today() -> None:
    """A configured `today` goes before the clock."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert schedule.today(settings(today=date(2020, 2, 29)), "UTC", now) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("cadence", "day", "until", "wanted"),
    [
        ("weekly", date(2026, 10, 23), date(2026, 11, 6), ["2026-10-23", "2026-10-30", "2026-11-06"]),
        ("weekly", date(2026, 12, 31), date(2027, 1, 7), ["2026-12-31", "2027-01-07"]),
        ("daily", date(2028, 2, 28), date(2028, 3, 1), ["2028-02-28", "2028-02-29", "2028-03-01"]),
        ("monthly", date(2026, 10, 31), date(2027, 1, 31), ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31"]),
        ("weekly", date(2026, 10, 23), date(2026, 1, 1), ["2026-10-23"]),
    ],
)
def test_dates_to_come(cadence: str, day: date, until: date, wanted: list[str]) -> None:
    """The dates of the next issues, over summer time, a year and short months; the first always counts."""
    config = ScheduleConfig.model_validate({"cadence": cadence})
    assert [f"{each}" for each in schedule.dates_from(config, day, until=until)] == wanted


@pytest.mark.parametrize(
    ("timezone", "now", "wanted"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 19, 12, tzinfo=UTC), date(2026, 11, 20)),
        ("Pacific/Honolulu", datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 11, 19)),
        ("Europe/Lisbon", datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Lisbon", datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Lisbon", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_day_of_the_newsletter(timezone: str, now: datetime, wanted: date) -> None:
    """Flights go by the day of the newsletter's zone, east and west of Greenwich and when the clocks change."""
    assert schedule.today(ScheduleConfig(), timezone, now) == wanted


@pytest.mark.parametrize(
    ("cadence", "every", "longest"), [("daily", 1, 1), ("weekly", 1, 7), ("weekly", 2, 14), ("monthly", 1, 28)]
)
def test_hours_between_two_issues(cadence: Any, every: int, longest: int) -> None:
    """An issue may be late until the next is due, and be looked at until the one before is; a month has 28 days."""
    last, moment = timedelta(days=longest), timedelta(seconds=1)
    common: dict[str, Any] = {"cadence": cadence, "every": every}
    if every > 1:
        common |= {"day": "friday", "start": date(2026, 11, 20)}
    assert ScheduleConfig(**common, not_after=last, review=last - moment).lateness == last
    with pytest.raises(ValueError, match="not_after is longer"):
        ScheduleConfig(**common, not_after=last + moment)
    with pytest.raises(ValueError, match="review is as long"):
        ScheduleConfig(**common, review=last)
