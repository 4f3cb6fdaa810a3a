"""Issues whose time is over get an end: each that stays unsent is recorded with the reason, so that the owners and the
next issue know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from digest import archive, schedule
from digest.config import Config
from digest.models import Issue, Skip, Status
from digest.pipeline.freeze import newsletter_of
from digest.pipeline.occasions import has_gone, occasion_of
from digest.pipeline.record import has_mailed
from digest.schedule import Occasion
from digest.sender import sending_alone

LOOKED_BACK = 60
"""Issues that are looked back over for those that nobody ran: a year of a weekly newsletter, two months of a daily."""
SETTLED = 3
"""Issues in a row, seen from the newest, that were sent or skipped: the ones before them were looked at by then."""


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


def unsettled(config: Config) -> tuple[Issue, ...]:
    """The issues that were neither sent nor skipped, oldest first."""
    found: list[Issue] = []
    settled = 0
    for name in reversed(archive.issue_ids(config.paths.issues)):
        issue = archive.read_issue(config.paths.issues / name / archive.FILE)
        if issue.skip or (has_gone(config, issue) and issue.status is not Status.sending):
            settled += 1
            if settled == SETTLED:
                break
        else:
            settled = 0
            found.append(issue)
    return tuple(reversed(found))


def skip_missed(config: Config, current: Occasion, *, now: datetime) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    """Record those issues but that of `current` that nobody ran in time, planned or not, oldest first; and what is
    wrong with the others: the ledger knows of mails of them, and their files do not.

    Days without an issue are counted from the last issue that there is: a newsletter without one has missed nothing.
    """
    if not schedule.has_fixed_day(config.schedule):
        return (), ()
    missed, problems = [], []
    found = [*_planned_before(config, current, now), *_never_planned(config, current, now)]
    for each, reason in sorted(found, key=lambda pair: pair[0].day):
        if has_mailed(config, each.issue):
            again = f"put issues/{each.issue} back as it was sent, or its stories may come again"
            problems.append(f"mails of {each.issue} have left, and its file does not know: {again}")
        else:
            missed.append(skip(config, each, reason=reason, now=now))
    return tuple(missed), tuple(problems)


def _planned_before(config: Config, current: Occasion, now: datetime) -> Iterator[tuple[Occasion, str]]:
    for issue in unsettled(config):
        each = occasion_of(config, issue)
        if issue.id != current.issue and not has_gone(config, issue) and each.closes < now:
            yield each, too_late(issue, each, config.newsletter.timezone)


def _never_planned(config: Config, current: Occasion, now: datetime) -> Iterator[tuple[Occasion, str]]:
    zone, folder = config.newsletter.timezone, config.paths.issues
    before = next(schedule.occasions(config.schedule, zone, now=now))
    ids = [name for name in archive.issue_ids(folder) if name not in (before.issue, current.issue)]
    earlier = [name for name in ids if (archive.first_day(name) or date.max) <= before.day]
    last = archive.find(folder, earlier[-1]) if earlier else None
    if last is None or schedule.issue_id(config.schedule, last.date) != last.id:
        return  # of another cadence: its issues are not these
    for each in schedule.between(config.schedule, zone, after=last.date, before=before.day, most=LOOKED_BACK):
        if each.closes < now and each.issue not in (last.id, current.issue):
            yield each, too_late(None, each, zone)


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
