"""What all config tables share: strictness, durations, web addresses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

_DURATION = re.compile(r"^\s*([1-9][0-9]{0,3})\s*(d|h|w)\s*$")
_SPAN = re.compile(r"^\s*([0-9]{1,6})\s*(s|m|h)\s*$")
_SPANS = {"s": "seconds", "m": "minutes", "h": "hours"}
_WEB = re.compile(r"^https?://[^\s/]+\S*$")
_NAME = re.compile(r"^[a-z][a-z0-9_-]*$")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def _duration(value: object) -> object:
    """`"7d"`, `"36h"` or `"2w"` as a timedelta."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.match(value) if isinstance(value, str) else None
    if not match:  # a bare number would count as seconds
        raise ValueError('write a duration as a number and h, d or w, like "7d"')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _span(value: object) -> object:
    """`"90s"`, `"15m"`, `"2h"`, or a number of seconds, as a timedelta."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**6:
        return timedelta(seconds=value)
    match = _SPAN.match(value) if isinstance(value, str) else None
    if not match:
        raise ValueError('write a time as a number and s, m or h, like "10m"')
    return timedelta(**{_SPANS[match[2]]: int(match[1])})


def _web_url(value: str) -> str:
    if value and not (_WEB.match(value) and _has_host(value)):
        raise ValueError('write a web address in full, like "https://lantern.example/feed"')
    return value


def _has_host(url: str) -> bool:
    """Whether there may be such a host: RFC 1035, 2.3.4 allows 63 octets in a label, and none that is empty."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return ":" in host or all(0 < len(label) <= 63 for label in host.removesuffix(".").split("."))


def _name(value: str) -> str:
    if not _NAME.match(value):
        raise ValueError('write a name in lower case, with letters, digits, "-" and "_"')
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Span = Annotated[timedelta, BeforeValidator(_span)]
"""A short time, which the clock of one send measures."""
WebURL = Annotated[str, AfterValidator(_web_url)]
"""A full http(s) address, or nothing."""
Name = Annotated[str, AfterValidator(_name)]
"""What can be a file's name on every system, for themes and blocks."""


class Table(BaseModel):
    """What all config tables share: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
