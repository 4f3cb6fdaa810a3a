"""The values that a source is read through: a fetched document in, a reading out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry, Failure


@dataclass(frozen=True)
class Document:
    """What was found at a source's place.

    `url` is the address after redirects, empty for a file; `charset` is what the server declared, maybe nothing;
    `fetched` is when: what is dated well after it has no date that can be believed. `headers` are those of the answer,
    with lower-case names.
    """

    content: bytes
    fetched: datetime
    url: str = ""
    charset: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


Fetch = Callable[[SourceConfig], Document]
"""Gets a source's document, or raises SourceError. Every kind of source is handed one.

A source that is read from several places asks with copies of its config, each with another `url` or `file`; what a
document from the web names, and not the config, with one that is `Linked`.
"""


class Linked(SourceConfig):
    """A place that the document at `named_by` names: it may lie at a private address only on the same host."""

    named_by: str

    @classmethod
    def by(cls, parent: SourceConfig, child: SourceConfig) -> SourceConfig:
        """`child` as the document of `parent` names it; what a file names is as good as the config."""
        return cls.model_construct(**{**dict(child), "named_by": parent.url}) if parent.url else child


class Answered(SourceError):
    """The server answered, but not with the document: `status` is the HTTP status."""

    def __init__(self, message: str, *, status: int, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.status = status


class Passing(Exception):
    """A failure that may be over in a moment: it is tried again, after `seconds` where the server named them."""

    def __init__(self, error: SourceError, *, seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.seconds = seconds


@dataclass(frozen=True)
class Reading:
    """The entries of one source in its own order, and what in it could not be used, in words for a person.

    `failures` are the sources within it that could not be read: the feeds of a list.
    """

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


def newest(entries: tuple[Entry, ...], limit: int | None) -> tuple[Entry, ...]:
    """The `limit` newest entries in their own order; those without a date count as oldest."""
    if limit is None or len(entries) <= limit:
        return entries
    oldest = datetime.min.replace(tzinfo=UTC)
    order = sorted(range(len(entries)), key=lambda n: entries[n].published or oldest, reverse=True)
    return tuple(entries[n] for n in sorted(order[:limit]))


class Unusable(ValueError):
    """One record cannot become an entry; the message says why in a few words."""
