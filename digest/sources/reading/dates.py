"""Dates as sources write them, as aware UTC datetimes; what cannot be believed is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from digest.sources.reading.characters import listed

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older: an earlier date is a default of some software."""
AHEAD = timedelta(days=2)
"""How far after now a date may lie: clocks and time zones err by hours, not by weeks."""

_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MONTHS = dict(
    pair.split("=")
    for pair in listed(
        "jän=Jan ene=Jan janv=Jan gen=Jan fev=Feb févr=Feb mär=Mar mrz=Mar mars=Mar abr=Apr avr=Apr mai=May mag=May "
        "juin=Jun giu=Jun juil=Jul lug=Jul ago=Aug août=Aug set=Sep okt=Oct out=Oct ott=Oct dez=Dec dic=Dec déc=Dec"
    )
)
"""Months of RFC 2822 dates that some systems write in the publisher's language."""
_WORDS = ("%A, %B %d, %Y %I:%M %p", "%B %d, %Y %I:%M %p", "%B %d, %Y")


def moment(written: str) -> datetime | None:
    """The time that `written` names, in UTC; without a zone it is taken as UTC. None when it cannot be read.

    Reads ISO 8601, RFC 2822, seconds or milliseconds since 1970, year/month/day, and `January 31, 2026 4:05 PM`.
    """
    written = written.strip()
    for reader in (_epoch, _iso, _slashed, _words, _mail):
        try:
            found = reader(written)
        except (ValueError, TypeError, IndexError, OverflowError, OSError):
            continue
        if found:
            return _utc(found)
    return None


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
    """`when` if a story can have been published then, else None: before 1990 or more than two days ahead it cannot."""
    return when if when and EARLIEST <= when <= now + AHEAD else None


def _utc(when: datetime) -> datetime | None:
    try:
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 with a zone
        return None


def _iso(written: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}\Z)", "", written))


def _slashed(written: str) -> datetime | None:
    match = _SLASHED.fullmatch(written)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _epoch(written: str) -> datetime | None:
    if not _EPOCH.fullmatch(written):
        return None
    return datetime.fromtimestamp(int(written) / (1000 if len(written) > 10 else 1), tz=UTC)


def _mail(written: str) -> datetime:
    if re.search(r"\s0\d{3}\s", written):  # the parser would take year 0001 for 2001
        raise ValueError("year 0")
    day = re.sub(r"^[^\W\d]+\.?,\s*", "", written)
    return parsedate_to_datetime(re.sub(r"[^\W\d]+", lambda word: _MONTHS.get(word[0].lower(), word[0]), day))


def _words(written: str) -> datetime | None:
    for form in _WORDS:
        try:
            return datetime.strptime(written, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
