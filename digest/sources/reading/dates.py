"""Dates as sources write them, as aware UTC datetimes; what cannot be believed is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from digest.sources.reading.months import ENGLISH, month_number

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older: an earlier date is a default of some software."""
AHEAD = timedelta(days=5 * 366)
"""How far after now a date may lie: what is planned is dated by months or years; further ahead it is a slip."""
LONGEST = 80
"""Characters that a date may have; patterns take long over more."""
UNREAD = "date not understood: write it as 2026-11-20"
TWO_WAYS = "day or month first? Write the date as 2026-11-20"

Order = Literal["day first", "month first", ""]

_TIME = r"(?:(?:,|T| at| um)?\s*\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?(?:\s*(?:uhr|gmt|utc|z))?)?"
_NUMBERED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{4})(\d\d)(\d\d)(?!\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s?[-/.年]\s?(\d{{1,2}})\s?[-/.月]\s?(\d{{1,2}})日?{_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.IGNORECASE)
_WEEKDAY = r"(?:[^\W\d]+\.?,?\s+)?"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|er|[.º])?[\s-]*(?:(?:de|of)\s+)?([^\W\d]+)\.?,?"
    rf"[\s-]+(?:del?\s+)?(\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}([^\W\d]+)\.?[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(\d{{4}}){_TIME}", re.IGNORECASE
)
_MAIL_MONTH = re.compile(r"(?<=\d)[\s-]+([^\W\d]+)\.?[\s-]+(?=\d)")


def moment(written: str, *, order: Order = "") -> datetime | None:
    """The time that `written` names, in UTC; without a zone it is taken as UTC. None when it cannot be read.

    Reads ISO 8601, RFC 2822, seconds or milliseconds since 1970, `2026/11/20`, `20.11.2026`, `11/20/2026`,
    `20. November 2026` and `Nov 20, 2026 4:05 PM`. `order` decides between the two days that `05/06/2026` may mean;
    without it, that is not read.
    """
    written = written.strip()
    if len(written) > LONGEST:
        return None
    readers = (_epoch, _iso, _year_first, lambda text: _year_last(text, order), _day_first, _month_first, _mail)
    for reader in readers:
        try:
            found = reader(written)
        except (ValueError, TypeError, IndexError, OverflowError, OSError):
            continue
        if found:
            return _utc(found)
    return None


def is_impossible(written: str) -> bool:
    """Whether `written` begins with a year, a month and a day that there is not, such as February 30."""
    match = _NUMBERED.match(written[:LONGEST].strip())
    if not match:
        return False
    try:
        date(*map(int, filter(None, match.groups())))
    except ValueError:
        return True
    return False


def order_in(written: Iterable[str]) -> Order:
    """Whether dates like `20/11/2026` that one source writes begin with the day or the month; "" where none proves it.

    Nothing is proven where one begins with the day and another with the month.
    """
    proven = {_proof(match) for text in written if (match := _YEAR_LAST.fullmatch(text.strip()))} - {""}
    return proven.pop() if len(proven) == 1 else ""


def doubt(written: str, *, order: Order = "") -> str:
    """What to tell the author of a date that cannot be read, or nothing when it can, or there is none."""
    if not written.strip() or moment(written, order=order):
        return ""
    match = _YEAR_LAST.fullmatch(written.strip())
    return TWO_WAYS if match and int(match[1]) <= 12 and int(match[3]) <= 12 else UNREAD


def precise(written: Iterable[str]) -> datetime | None:
    """The time that the first readable of several statements names, as exactly as another of the same day does.

    Metadata often say the day where the page's text says the minute; with a zone is more exact than without.
    """
    dated = [(when, _exactness(text)) for text in written if (when := moment(text))]
    if not dated:
        return None
    first = dated[0][0]
    same = [(when, exactness) for when, exactness in dated if abs(when - first) < timedelta(days=1)]
    return max(same, key=lambda pair: pair[1])[0]


def _exactness(written: str) -> int:
    time = re.search(r"\d{1,2}:\d{2}", written)
    return 0 if not time else 2 if re.search(r"(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})\s*\Z", written) else 1


def believed(when: datetime | None, *, now: datetime) -> datetime | None:
    """`when` if somebody can have meant it, else None: before 1990 or more than five years ahead nobody did."""
    return when if when and EARLIEST <= when <= now + AHEAD else None


def _utc(when: datetime) -> datetime | None:
    try:
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 with a zone
        return None


def _iso(written: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}\Z)", "", written))


def _year_first(written: str) -> datetime | None:
    match = _YEAR_FIRST.fullmatch(written)
    return _at(match[1], int(match[2]), match[3], match.groups()[3:]) if match else None


def _year_last(written: str, order: Order) -> datetime | None:
    match = _YEAR_LAST.fullmatch(written)
    known = (_proof(match) or order) if match else ""
    if not match or not (known or match[1] == match[3]):
        return None
    day, month = (match[3], match[1]) if known == "month first" else (match[1], match[3])
    return _at(match[4], int(month), day, match.groups()[4:])


def _proof(match: re.Match[str]) -> Order:
    """What comes first in a date: no year has 13 months, and who writes full stops writes the day first."""
    if int(match[3]) > 12:
        return "month first"
    return "day first" if match[2] == "." or int(match[1]) > 12 else ""


def _day_first(written: str) -> datetime | None:
    match = _DAY_FIRST.fullmatch(written)
    return _at(match[3], month_number(match[2]), match[1], match.groups()[3:]) if match else None


def _month_first(written: str) -> datetime | None:
    match = _MONTH_FIRST.fullmatch(written)
    return _at(match[3], month_number(match[1]), match[2], match.groups()[3:]) if match else None


def _at(year: str, month: int | None, day: str, clock: tuple[str | None, ...]) -> datetime | None:
    if month is None or int(year) < 1000:
        return None
    hour, minute, second = (int(part or 0) for part in clock[:3])
    half = (clock[3] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return datetime(int(year), month, int(day), hour, minute, second, tzinfo=UTC)


def _epoch(written: str) -> datetime | None:
    if not _EPOCH.fullmatch(written):
        return None
    return datetime.fromtimestamp(int(written) / (1000 if len(written) > 10 else 1), tz=UTC)


def _mail(written: str) -> datetime:
    if re.search(r"\s0\d{3}\s", written):  # the parser would take year 0001 for 2001
        raise ValueError("year 0")
    day = re.sub(r"^[^\W\d]+\.?,\s*", "", written)
    return parsedate_to_datetime(_MAIL_MONTH.sub(_in_english, day, count=1))


def _in_english(month: re.Match[str]) -> str:
    number = month_number(month[1])
    return f" {ENGLISH[number - 1][:3]} " if number else month[0]
