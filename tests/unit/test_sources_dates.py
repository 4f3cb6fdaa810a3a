"""Dates as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.sources.reading.dates import TWO_WAYS, UNREAD, believed, doubt, moment, order_in


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
        ("11/20/2026", "2026-11-20 00:00"),
        ("20/11/2026 8:05 pm", "2026-11-20 20:05"),
        ("20-11-2026", "2026-11-20 00:00"),
        ("20.11.2026", "2026-11-20 00:00"),
        ("05.06.2026, 08:30 Uhr", "2026-06-05 08:30"),
        ("5/5/2026 12:10 AM", "2026-05-05 00:10"),
        ("11.20.2026", "2026-11-20 00:00"),
        ("Nov 20 2026", "2026-11-20 00:00"),
        ("20 Nov 2026", "2026-11-20 00:00"),
        ("20-Nov-2026", "2026-11-20 00:00"),
        ("20th of November, 2026", "2026-11-20 00:00"),
        ("March 1st, 2026 at 9:00", "2026-03-01 09:00"),
        ("20. November 2026", "2026-11-20 00:00"),
        ("1. März 2026", "2026-03-01 00:00"),
        ("vendredi 20 novembre 2026 08:00", "2026-11-20 08:00"),
        ("1º de março de 2026", "2026-03-01 00:00"),
        ("3 listopada 2026", "2026-11-03 00:00"),
        ("2026年11月20日", "2026-11-20 00:00"),
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
        "05/06/2026",
        "13/13/2026",
        "31.02.2026",
        "20/11/26",
        "20 Foo 2026",
        "20" + " " * 5000 + "Nov 2026",
        "9" * 400,
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    """Nonsense is unknown, not a crash and not today."""
    assert moment(written) is None


def test_dates_that_cannot_be_are_not_believed() -> None:
    """Before 1990 and more than five years ahead, a date is unknown; one that is planned is a date."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for when in (
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2031, 12, 1, tzinfo=UTC),
        datetime(9999, 1, 1, tzinfo=UTC),
        None,
    ):
        assert believed(when, now=now) is None
    for when in (datetime(1990, 1, 1, tzinfo=UTC), datetime(2027, 11, 22, tzinfo=UTC)):
        assert believed(when, now=now) == when


def test_dates_of_one_source_prove_whether_the_day_comes_first() -> None:
    """One date that can be read in one way only decides about the others; two that disagree decide nothing."""
    assert order_in(["05/06/2026", "", "25/06/2026", "nonsense"]) == "day first"
    assert order_in(["05/06/2026", "06/25/2026"]) == "month first"
    assert order_in(["25/06/2026", "06/25/2026"]) == order_in(["05/06/2026"]) == ""
    assert f"{moment('05/06/2026', order='day first'):%d %B}" == "05 June"
    assert f"{moment('05/06/2026', order='month first'):%d %B}" == "06 May"


def test_an_author_is_told_what_is_wrong_with_a_date() -> None:
    """What may mean two days is told apart from what means none; a date that is read and no date at all are silent."""
    assert doubt("05/06/2026") == TWO_WAYS
    assert doubt("05/06/2026", order="day first") == doubt("") == doubt("20.11.2026") == ""
    assert doubt("yesterday") == doubt("13/13/2026") == UNREAD
