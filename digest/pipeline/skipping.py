"""Issues that stay unsent: each is recorded with the reason, so that the owners and the next issue know."""

from __future__ import annotations

from datetime import UTC, date, datetime

from digest import archive, schedule
from digest.config import Config
from digest.models import Issue, Skip, Status
from digest.pipeline.freeze import newsletter_of
from digest.pipeline.occasions import occasion_of
from digest.schedule import Occasion
from digest.sender import sending_alone

LOOKED_BACK = 60
"""Issues that are looked back over for those that nobody ran: a year of a weekly newsletter, two months of a daily."""


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
        if issue.status in (Status.sending, Status.sent):
            return issue
        said = Skip(reason=reason, at=now.astimezone(UTC).replace(microsecond=0), forgets=forgets)
        skipped = issue.model_copy(update={"status": Status.skipped, "skip": said})
        archive.write_issue(config.paths.issues, skipped)
        return skipped


def skip_missed(config: Config, current: Occasion, *, now: datetime) -> tuple[Issue, ...]:
    """Record those issues before `current` that nobody ran in time, oldest first.

    They are counted from the last issue that there is: a newsletter without one has missed nothing.
    """
    last = last_before(config, current)
    if last is None or not schedule.has_fixed_day(config.schedule):
        return ()
    if schedule.issue_id(config.schedule, last.date) != last.id:  # of another cadence: its issues are not these
        return ()
    missed = [skip(config, each, reason=reason, now=now) for each, reason in _missed(config, last, current, now)]
    return tuple(issue for issue in missed if issue.status is Status.skipped)


def last_before(config: Config, current: Occasion) -> Issue | None:
    """The newest issue before `current`, however far it has come."""
    ids = archive.issue_ids(config.paths.issues)
    earlier = [name for name in ids if name != current.issue and (archive.first_day(name) or date.max) <= current.day]
    return archive.find(config.paths.issues, earlier[-1]) if earlier else None


def _missed(config: Config, last: Issue, current: Occasion, now: datetime) -> list[tuple[Occasion, str]]:
    zone = config.newsletter.timezone
    found = []
    if last.status is Status.planned:
        each = occasion_of(config, last)
        if each.closes < now:
            found.append((each, too_late(last, each, zone)))
    for each in schedule.between(config.schedule, zone, after=last.date, before=current.day, most=LOOKED_BACK):
        if each.closes < now and each.issue != last.id:
            found.append((each, too_late(None, each, zone)))
    return found


def too_late(issue: Issue | None, occasion: Occasion, timezone: str) -> str:
    """Why an issue that was not sent in time was not."""
    by = f"{schedule.local(occasion.closes, timezone):%Y-%m-%d %H:%M}"
    if issue and issue.review.state == "held":
        why = f" ({issue.review.reason})" if issue.review.reason else ""
        return f"it was still on hold{why} at {by}, when it was too late to send it"
    return f"no run sent it by {by}, when it was too late to send it"


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
