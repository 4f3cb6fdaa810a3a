"""When an issue is due, over summer time, years and missed calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from digest import schedule
from digest.config.schema import ScheduleConfig

TWO_WEEKS = {"day": "tuesday", "every": 2, "start": "2026-11-20"}
ZONES = st.sampled_from(["UTC", "Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])


def config(**fields: Any) -> ScheduleConfig:
    return ScheduleConfig.model_validate(fields)


def days(settings: ScheduleConfig, now: datetime, *, zone: str = "UTC", count: int = 3) -> list[str]:
    return [f"{each.issue} {each.day}" for each in islice(schedule.occasions(settings, zone, now=now), count)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        ({"day": "friday"}, "2026-11-20 00:00", "W47 2026-11-20, W48 2026-11-27, W49 2026-12-04"),
        ({"day": "friday"}, "2026-11-19 23:59", "W46 2026-11-13, W47 2026-11-20, W48 2026-11-27"),
        ({"day": "friday"}, "2026-12-31 09:00", "W52 2026-12-25, W53 2027-01-01, W01 2027-01-08"),
        ({"cadence": "daily"}, "2028-02-28 09:00", "02-28 2028-02-28, 02-29 2028-02-29, 03-01 2028-03-01"),
        ({"cadence": "monthly", "day": 31}, "2027-01-31 09:00", "01 2027-01-31, 02 2027-02-28, 03 2027-03-31"),
        ({"cadence": "monthly", "day": 1}, "2026-11-20 09:00", "11 2026-11-01, 12 2026-12-01, 01 2027-01-01"),
        (TWO_WEEKS, "2026-11-18 09:00", "W47 2026-11-17, W49 2026-12-01, W51 2026-12-15"),
        (TWO_WEEKS, "2026-11-26 09:00", "W47 2026-11-17, W49 2026-12-01, W51 2026-12-15"),
        (TWO_WEEKS | {"every": 3}, "2026-11-16 09:00", "W44 2026-10-27, W47 2026-11-17, W50 2026-12-08"),
    ],
)
def test_issues_to_come(fields: dict[str, Any], now: str, expected: str) -> None:
    """First comes the last issue that has opened, then each of those after it once."""
    assert ", ".join(each.partition("-")[2] for each in days(config(**fields), at(now))) == expected


def test_hours_of_an_issue() -> None:
    """It opens a review before its time, and closes `not_after` later; without that half a cadence counts."""
    weekly = config(day="friday", not_before="06:30", review="18h", not_after="10h")
    found = schedule.occasion(weekly, date(2026, 11, 20), "Europe/Lisbon")
    assert (found.opens, found.due, found.closes) == (
        at("2026-11-19 12:30"),
        at("2026-11-20 06:30"),
        at("2026-11-20 16:30"),
    )
    assert config().lateness == timedelta(days=3.5)
    assert config(cadence="daily").lateness == timedelta(hours=18)


def test_a_review_reaches_over_the_week() -> None:
    """A Monday's issue opens on the Friday before, in another ISO week."""
    weekly = config(day="monday", review="3d")
    assert days(weekly, at("2026-11-20 00:00"), count=1) == ["2026-W48 2026-11-23"]
    assert days(weekly, at("2026-11-19 23:59"), count=1) == ["2026-W47 2026-11-16"]


def test_hours_that_clocks_skip_or_show_twice() -> None:
    """An issue of half past two goes out once on the days on which the clocks change, and a review is real hours."""
    night = config(day="sunday", not_before=time(2, 30), review="12h")
    spring = schedule.occasion(night, date(2026, 3, 29), "Europe/Berlin")
    assert (spring.due, spring.opens) == (at("2026-03-29 01:30"), at("2026-03-28 13:30"))
    autumn = schedule.occasion(night, date(2026, 10, 25), "Europe/Berlin")
    assert (autumn.due, autumn.closes - autumn.due) == (at("2026-10-25 00:30"), night.lateness)


def test_without_a_day_an_issue_is_due_now() -> None:
    """A weekly newsletter without a weekday has its issue on the day on which somebody asks."""
    assert days(config(), at("2026-11-18 09:00"), count=2) == ["2026-W47 2026-11-18", "2026-W48 2026-11-25"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": 3}, "is a day of the month"),
        ({"day": 32, "cadence": "monthly"}, "a day of the month from 1 to 31"),
        ({"day": "friday", "cadence": "monthly"}, "is for a weekly newsletter"),
        ({"day": "friday", "cadence": "daily"}, "is for a weekly newsletter"),
        ({"every": 2}, "every needs start"),
        ({"every": 2, "cadence": "daily"}, "every counts weeks"),
        ({"not_before": "06:00+02:00"}, "without one"),
        ({"not_after": "soon"}, "write a duration"),
    ],
)
def test_what_does_not_fit_together(fields: dict[str, Any], said: str) -> None:
    """Each contradiction is an error that says what to write."""
    with pytest.raises(ValidationError, match=said):
        config(**fields)


WEEKLY = {"day": st.sampled_from(["monday", "friday", "sunday"]), "review": st.sampled_from([None, "18h", "5d"])}
SCHEDULES = st.one_of(
    st.builds(config, **WEEKLY),
    st.just(config(cadence="daily", not_before=time(23, 30), review="20h")),
    st.builds(lambda day: config(cadence="monthly", day=day, review="2d"), st.integers(1, 31)),
    st.builds(lambda every: config(day="wednesday", every=every, start=date(2026, 1, 7)), st.integers(2, 6)),
)


@given(SCHEDULES, ZONES, st.integers(0, 8 * 365 * 24 * 60))
@settings(max_examples=300, deadline=None)
def test_every_moment_has_one_issue(settings: ScheduleConfig, zone: str, minutes: int) -> None:
    """The first occasion has opened and the second has not; days and ids rise; hours are in order; it is the same for
    the whole time until the next one opens."""
    now = at("2024-01-01 00:00") + timedelta(minutes=minutes)
    first, second, third = islice(schedule.occasions(settings, zone, now=now), 3)
    assert first.opens <= now < second.opens
    assert first.day < second.day < third.day
    assert first.issue < second.issue < third.issue
    for each in (first, second):
        assert each.opens <= each.due < each.closes
        assert schedule.issue_date(settings, each.day) == each.day
        assert schedule.issue_id(settings, each.day) == each.issue
    later = second.opens - timedelta(seconds=1)
    assert next(schedule.occasions(settings, zone, now=later)) == first
