"""The clock: as the sites say what time it is, so that issues go out on time and signatures hold."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from digest.config.schema import SourceConfig
from digest.doctor.diagnosis import Patient, Sign, fault, fine, skipped, warning
from digest.errors import SourceError
from digest.sources import Document, fetching

RANK = 140
ONLINE = True
LIMIT = 90.0
ASKED = 3
"""Hosts that are asked what time it is: one of them may be wrong itself, or answer from a cache."""
PATIENCE = 25.0
"""Seconds after which no other host is asked: one that does not answer takes a minute."""
SLIGHT = timedelta(minutes=2)
WRONG = timedelta(minutes=10)
"""DKIM signatures from the future are refused by some receivers, and certificates seem to have ended or not begun."""


def look(patient: Patient) -> Iterator[Sign]:
    """This machine's time is that of the sources' servers, by the Date of their answers."""
    sources = [source for source in patient.config.sources if source.url]
    if not sources:
        yield skipped("no source on the web could say what time it is")
        return
    heard = list(_heard(sources))
    if not heard:
        yield skipped("no source says what time it is")
        return
    gap = min(heard, key=abs)
    side = "ahead" if gap > timedelta(0) else "behind"
    if abs(gap) < SLIGHT:
        yield fine("is right, as the sources' servers see it")
    else:
        minutes = round(abs(gap).total_seconds() / 60)
        judge = fault if abs(gap) >= WRONG else warning
        yield judge(
            f"is {minutes:,} minutes {side} of the sources' servers", "let the machine set it: NTP, timedatectl"
        )


def _heard(sources: Sequence[SourceConfig]) -> Iterator[timedelta]:
    """How far this machine's clock is ahead of some servers', each asked until one of its sources has answered."""
    hosts: set[str] = set()
    began = time.monotonic()
    for source in sources[: 2 * ASKED]:
        host = urlsplit(source.url).hostname or ""
        if time.monotonic() - began > PATIENCE:
            return
        if len(hosts) < ASKED and host not in hosts and (gap := _gap(source)) is not None:
            hosts.add(host)
            yield gap


def _gap(source: SourceConfig) -> timedelta | None:
    """How far this machine's clock is ahead of the server's; None where that cannot be told."""
    try:
        with fetching(cache=None, now=datetime.now(UTC)) as fetch:
            document = fetch(source)
        return datetime.now(UTC) - _said(document)
    except (SourceError, LookupError, ValueError, TypeError, OverflowError):
        return None


def _said(document: Document) -> datetime:
    """What time it was there. A cache keeps the Date of the answer, and says for how long it has it (RFC 9111, 5.1)."""
    age = document.headers.get("age", "0")
    return parsedate_to_datetime(document.headers["date"]) + timedelta(seconds=int(age) if age.isdecimal() else 0)
