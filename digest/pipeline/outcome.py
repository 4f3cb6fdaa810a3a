"""What a run came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from digest.models import Issue
from digest.pipeline.standing import SendResult

Outcome = Literal[
    "sent", "already sent", "claimed", "in review", "held", "thin", "skipped", "nothing to send", "not due"
]


@dataclass(frozen=True)
class RunResult:
    """What a run did: the outcome, the reason for it, and how the send stands.

    `missed` are earlier issues of which it found that nobody sent them in time.
    """

    outcome: Outcome
    reason: str
    config_path: Path
    issue: Issue | None = None
    sending: SendResult | None = None
    folder: Path | None = None
    problems: tuple[str, ...] = ()
    missed: tuple[Issue, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "issue": self.issue.id if self.issue else None,
            "folder": str(self.folder) if self.folder else None,
            "sending": self.sending.content() if self.sending else None,
            "problems": list(self.problems),
            "missed": [issue.id for issue in self.missed],
        }
