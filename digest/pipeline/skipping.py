"""An issue that stays unsent, recorded with the reason: the owners and the next issue know it."""

from __future__ import annotations

from datetime import UTC, datetime

from digest import archive, schedule
from digest.config import Config
from digest.models import Issue, Skip, Status
from digest.pipeline.freeze import newsletter_of
from digest.pipeline.occasions import has_gone
from digest.schedule import Occasion
from digest.sender import sending_alone


def skip(
    config: Config,
    occasion: Occasion,
    *,
    reason: str,
    now: datetime,
    forgets: bool = False,
) -> Issue:
    """Record that the issue of `occasion`, planned or not, stays unsent; the issue as it is now.

    The next issue may carry its stories, unless it `forgets` them.
    """
    with sending_alone(config.paths.state):
        issue = archive.find(config.paths.issues, occasion.issue) or _empty(config, occasion)
        return issue if has_gone(config, issue) else skipped(config, issue, reason=reason, now=now, forgets=forgets)


def skipped(config: Config, issue: Issue, *, reason: str, now: datetime, forgets: bool = False) -> Issue:
    """`issue`, which is known not to have gone out, as one that stays unsent, in its file too."""
    said = Skip(reason=reason, at=now.astimezone(UTC).replace(microsecond=0), forgets=forgets)
    unsent = issue.model_copy(update={"status": Status.skipped, "skip": said, "claim": None})
    archive.write_issue(config.paths.issues, unsent)
    return unsent


def too_late(issue: Issue | None, occasion: Occasion, timezone: str) -> str:
    """Why an issue that was not sent in time was not."""
    by = f"{schedule.local(occasion.closes, timezone):%Y-%m-%d %H:%M}"
    if issue and issue.review.state == "held":
        why = f" ({issue.review.reason})" if issue.review.reason else ""
        return f"it was still on hold{why} at {by}, when it was too late to send it"
    return f"no run could send it by {by}, when it was too late"


def _empty(config: Config, occasion: Occasion) -> Issue:
    """An issue with nothing in it. It has no number: the next one that goes out gets it."""
    return Issue(
        id=occasion.issue,
        number=0,
        date=occasion.day,
        mark="",
        newsletter=newsletter_of(config),
        subject="",
        blocks=(),
    )
