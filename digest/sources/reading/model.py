"""The values that a source is read through: a fetched document in, a reading out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from digest.config.schema import SourceConfig
from digest.models import Entry


@dataclass(frozen=True)
class Document:
    """What was found at a source's place.

    `url` is the address after redirects, empty for a file; `charset` is what the server declared, maybe nothing;
    `fetched` is when: what is dated well after it has no date that can be believed.
    """

    content: bytes
    fetched: datetime
    url: str = ""
    charset: str = ""


Fetch = Callable[[SourceConfig], Document]
"""Gets a source's document, or raises SourceError. Every kind of source is handed one."""


@dataclass(frozen=True)
class Reading:
    """The entries of one source in its own order, and what in it could not be used, in words for a person."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()


class Unusable(ValueError):
    """One record cannot become an entry; the message says why in a few words."""
