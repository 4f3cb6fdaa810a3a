"""What an issue becomes: the rendered email, what the checks found, and what the server said to whom."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Email:
    """A rendered issue. Merge fields stand in `html` and `text` as marks (see `digest.fields`).

    `web` is the web version: the same content without merge fields. `findings` are what the editor should know of
    how it was rendered. `sizes` are the bytes of `html` that each block of the issue takes, where that is known.
    """

    subject: str
    html: str
    text: str
    web: str
    findings: tuple[Finding, ...] = ()
    sizes: tuple[int, ...] = ()


class Level(enum.StrEnum):
    """How much a finding matters: an error stops a send."""

    error = "error"
    warning = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """What a check found: the check's name, what is wrong, where, and what to do about it."""

    level: Level
    check: str
    message: str
    where: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Recipient:
    """A person in one send. `fields` are the other columns of the audience, by column name."""

    address: str
    fields: Mapping[str, str] = field(default_factory=dict)


class State(enum.StrEnum):
    """What is known about one recipient of one issue."""

    pending = "pending"
    claimed = "claimed"
    accepted = "accepted"
    deferred = "deferred"
    refused = "refused"
    unknown = "unknown"
    suppressed = "suppressed"


@dataclass(frozen=True)
class Submission:
    """What the server said about one recipient: `code` is the SMTP reply code, 0 when there was none."""

    address: str
    state: State
    code: int = 0
    reply: str = ""

    @property
    def words(self) -> str:
        """What the server said, in a line: its code, where it gave one, and its reply."""
        return f"{self.code or ''} {self.reply}".strip()
