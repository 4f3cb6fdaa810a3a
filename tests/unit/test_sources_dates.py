"""Dates as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.sources.reading.dates import believed, moment


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-20T08:00:00Z", "2026-11-20 08:00"),
        ("2026-11-20T08:00:00.123456789+01:00", "2026-11-20 07:00"),
        ("2026-11-20 08:00", "2026-11-20 08:00"),
        ("2026-11-20", "2026-11-20 00:00"),
        ("Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-20 08:00"),
        ("Fri, 20 Nov 2026 08:00:00 -0500", "2026-11-20 13:00"),
        ("Fri, 20 Nov 26 08:00 EST", "2026-11-20 13:00"),
        ("Fri, 20 Nov 2026 08:00:00", "2026-11-20 08:00"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24 22:42"),
        ("Fr., 20 Okt 2026 08:00:00 +0200", "2026-10-20 06:00"),
        ("Friday, January 29, 2021 04:42 PM", "2021-01-29 16:42"),
        ("January 29, 2021", "2021-01-29 00:00"),
        ("2020/1/10 14:33:00", "2020-01-10 14:33"),
        ("2020/1/10", "2020-01-10 00:00"),
        ("1763625600", "2025-11-20 08:00"),
        ("1763625600000", "2025-11-20 08:00"),
    ],
)
def test_dates_are_read_as_utc(written: str, expected: str) -> None:
    """Every form that feeds use gives the same moment, in UTC; without a zone it is UTC."""
    found = moment(written)
    assert found is not None
    assert found.tzinfo is UTC
    assert f"{found:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "-1",
        "0000-00-00 00:00:00",
        "Sat, 31 Feb 2026 25:61:61 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "99999-01-01T00:00:00Z",
        "0001-01-01T00:00:00+10:00",
        "2026/13/45",
        "9" * 400,
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    """Nonsense is unknown, not a crash and not today."""
    assert moment(written) is None


def test_dates_that_cannot_be_are_not_believed() -> None:
    """Before 1990 and more than two days ahead, a date is unknown."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for when in (
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 23, tzinfo=UTC),
        datetime(9999, 1, 1, tzinfo=UTC),
        None,
    ):
        assert believed(when, now=now) is None
    for when in (datetime(1990, 1, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)):
        assert believed(when, now=now) == when
