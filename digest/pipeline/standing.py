"""How the send of an issue stands, as far as the ledger that is here knows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.counting import counted
from digest.models import Issue
from digest.pipeline.message import server_name
from digest.pipeline.record import has_ledger, is_live, is_unknown, record_of
from digest.sender import Counts, Ledger, Reply


@dataclass(frozen=True)
class SendResult:
    """How the send of an issue stands. `outbox` is where the mails are when no server was used.

    `replies` are what the server said to those whom it did not accept, the most frequent first. Where the ledger here
    is not the one that sent it, the send is not `known`: then `counts` are of what this one knows, if of anything.
    """

    issue: Issue
    counts: Counts
    server: str
    outbox: Path | None = None
    problems: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    known: bool = True

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "issue": self.issue.id,
            "status": self.issue.status.value,
            "subject": self.issue.subject,
            "counts": asdict(self.counts) if self.known else None,
            "server": self.server,
            "outbox": str(self.outbox) if self.outbox else None,
            "problems": list(self.problems),
            "replies": [asdict(reply) for reply in self.replies],
        }


def status(config: Config, issue: Issue) -> SendResult:
    """How far the send of `issue` has come: the real one, or the configured transport's. Changes nothing."""
    if has_ledger(config):
        with record_of(config, issue) as ledger:
            result = result_of(config, issue, ledger)
    else:
        result = result_of(config, issue)
    unknown = f"the ledger here does not know who has {issue.id}"
    return result if result.known else replace(result, problems=(unknown,))


def result_of(
    config: Config, issue: Issue, ledger: Ledger | None = None, *, problems: tuple[str, ...] = ()
) -> SendResult:
    """How the send of `issue` stands by `ledger`, its `record_of`, where there is one, with what to say of it."""
    counts = ledger.counts(issue.id) if ledger else Counts()
    filed = not (ledger.live if ledger else is_live(config))
    outbox = config.paths.outbox if filed else None
    replies = ledger.replies(issue.id) if ledger else ()
    known = not (is_unknown(issue, ledger) if ledger else issue.may_have_left)
    return SendResult(issue, counts, server_name(config), outbox, problems, replies, known)


def in_doubt(counts: Counts, issue: str) -> tuple[str, ...]:
    """A word on those of whom nobody knows whether they have `issue`; none where there are none."""
    if not counts.in_doubt:
        return ()
    return (f"nobody knows of {counted(counts.in_doubt, 'reader')} whether {issue} came: your mail server's log may",)
