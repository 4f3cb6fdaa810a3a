"""How a send stands: what the ledger says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.models import Recipient, State


@dataclass(frozen=True)
class Counts:
    """How a send stands. `recipients` is the sum of all the others, always.

    Of the `unknown` nothing is known as a run was killed, or the server did not answer their message. Of the
    `unanswered` it did not do so twice: nobody mails them again, and they may have it twice, once or not at all.
    """

    recipients: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    unknown: int = 0
    unanswered: int = 0
    suppressed: int = 0
    pending: int = 0

    def left(self, *, resend: bool) -> int:
        """How many are still to be mailed; with `resend` the unknown, too."""
        return self.pending + self.deferred + (self.unknown if resend else 0)

    @property
    def in_doubt(self) -> int:
        """Of how many nobody knows whether they have it."""
        return self.unknown + self.unanswered


@dataclass(frozen=True)
class Start:
    """How a send began: through which transport, when, and the `compose.content_hash` of what it sends."""

    transport: str
    at: datetime
    content: str


@dataclass(frozen=True)
class Waiting:
    """One recipient who is to get a message, and their place in the snapshot.

    Who was deferred comes with the moment of this run's first temporary refusal, where it was in this run.
    """

    position: int
    recipient: Recipient
    deferred: bool = False
    deferred_since: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """What the server said to how many: the most frequent reason for one state."""

    state: State
    code: int
    reply: str
    number: int
