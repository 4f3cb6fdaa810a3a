"""What the schedule calls: plan, render, check and send the issue that is due, or say why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from digest import archive, schedule
from digest.config import Config
from digest.errors import ChecksFailed
from digest.models import Email, Finding, Issue, Level, Status
from digest.pipeline.clock import present
from digest.pipeline.forecast import forecast
from digest.pipeline.mail import SendResult, Watch, send
from digest.pipeline.mail import status as send_status
from digest.pipeline.output import check_issue, render_issue, rendered
from digest.pipeline.plan import plan
from digest.pipeline.progress import Progress, silent
from digest.pipeline.record import has_begun
from digest.schedule import Occasion


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


def failing(findings: tuple[Finding, ...], *, strict: bool = False) -> bool:
    """Whether `findings` stand in the way of a send."""
    return any(finding.level is Level.error or strict for finding in findings)


def run(config: Config, *, progress: Progress = silent, watch: Watch | None = None) -> RunResult:
    """Plan, render, check and send the issue that is due. Raises ChecksFailed, and sends nothing, on an error found.

    Called again for an issue that has gone to everyone, it mails nobody and says so. `watch` is `send`'s.
    """
    now = present(config)
    current, following = islice(schedule.occasions(config.schedule, config.newsletter.timezone, now=now), 2)
    if wait := _not_now(config, current, following, now):
        return RunResult("not due", wait, config.paths.config)
    planned = plan(config, today=current.day, progress=progress)
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


def _not_now(config: Config, current: Occasion, following: Occasion, now: datetime) -> str:
    """Why no issue is due at `now`; empty when `current` is. What has begun to go out is finished, however late."""
    coming = f"the next issue is due {_when(config, following)}"
    if now < current.due:
        return f"the next issue is due {_when(config, current)}"
    path = config.paths.issues / current.issue / archive.FILE
    issue = archive.read_issue(path) if path.exists() else None
    if now <= current.closes or (issue and issue.status is not Status.planned):
        return ""
    if issue or archive.issue_ids(config.paths.issues):
        return f"{current.issue} was due {_when(config, current)}, which is too long ago to send it; {coming}"
    return coming


def _when(config: Config, occasion: Occasion) -> str:
    """When an issue is due, as the newsletter's clocks show it."""
    local = occasion.due.astimezone(ZoneInfo(config.newsletter.timezone))
    at = f" at {local:%H:%M}" if config.schedule.not_before != time(0) else ""
    return f"on {local:%A}, {local:%Y-%m-%d}{at}"


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
