"""What the schedule calls: plan, render, check and send the issue that is due, or say why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from digest import schedule
from digest.config import Config
from digest.errors import ChecksFailed
from digest.models import Email, Finding, Issue, Level, Status
from digest.pipeline.forecast import forecast
from digest.pipeline.mail import SendResult, Watch, send
from digest.pipeline.mail import status as send_status
from digest.pipeline.output import check_issue, render_issue, rendered
from digest.pipeline.plan import plan
from digest.pipeline.progress import Progress, silent
from digest.pipeline.record import has_begun


@dataclass(frozen=True)
class RunResult:
    """What a run did: the outcome, the reason for it, and how the send stands."""

    outcome: Literal["sent", "already sent", "not due", "nothing to send"]
    reason: str
    config_path: Path
    issue: Issue | None = None
    sending: SendResult | None = None
    folder: Path | None = None
    problems: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "issue": self.issue.id if self.issue else None,
            "folder": str(self.folder) if self.folder else None,
            "sending": self.sending.content() if self.sending else None,
            "problems": list(self.problems),
        }


def today(config: Config) -> date:
    """The date that it is for this newsletter."""
    return schedule.today(config.schedule, config.newsletter.timezone, datetime.now(UTC))


def failing(findings: tuple[Finding, ...], *, strict: bool = False) -> bool:
    """Whether `findings` stand in the way of a send."""
    return any(finding.level is Level.error or strict for finding in findings)


def run(config: Config, *, progress: Progress = silent, watch: Watch | None = None) -> RunResult:
    """Plan, render, check and send the issue that is due. Raises ChecksFailed, and sends nothing, on an error found.

    Called again for an issue that has gone to everyone, it mails nobody and says so. `watch` is `send`'s.
    """
    day = today(config)
    due = schedule.issue_date(config.schedule, day)
    if day < due:
        return RunResult("not due", f"the next issue is due on {due:%A}, {due}", config.paths.config)
    planned = plan(config, today=day, progress=progress)
    problems = tuple(f"{failure.source}: {failure.error}" for failure in planned.failures)
    issue = planned.issue
    if issue is None:
        return RunResult("nothing to send", planned.reason, config.paths.config, problems=problems)
    folder = config.paths.issues / issue.id
    begun = has_begun(config, issue, lambda: rendered(config, issue))
    if _done(config, issue, begun=begun):
        reason = f"{issue.id} has gone to everyone; nobody was mailed"
        return RunResult("already sent", reason, config.paths.config, issue, send_status(config, issue), folder)
    # What has begun to go out goes on as it is: nothing is rendered or checked anew.
    email, warned = (None, ()) if begun else _checked(config, issue, progress)
    sent = send(config, issue, email=email, progress=progress, watch=watch)
    return RunResult("sent", "", config.paths.config, sent.issue, sent, folder, (*problems, *warned, *sent.problems))


def _checked(config: Config, issue: Issue, progress: Progress) -> tuple[Email, tuple[str, ...]]:
    """The rendered issue and what the checks warn of. Raises ChecksFailed on an error found."""
    email = render_issue(config, issue, progress=progress)
    findings = check_issue(config, issue, email)
    if failing(findings):
        first = next(finding for finding in findings if finding.level is Level.error)
        hint = f"{first.remedy}; `digest check` shows all {len(findings)} findings. Nothing was sent"
        raise ChecksFailed(f"{first.check}: {first.message}", where=first.where, hint=hint)
    progress("check", done=1, total=1, detail=f"{len(findings)} warnings" if findings else "nothing found")
    return email, tuple(f"{finding.check}: {finding.message}" for finding in findings)


def _done(config: Config, issue: Issue, *, begun: bool) -> bool:
    """Whether nobody is left. Where the ledger knows of no send, the issue file is believed that says `sent`."""
    if not begun:
        return issue.status is Status.sent
    return issue.status in (Status.sent, Status.tried) and not forecast(config, issue).pending
