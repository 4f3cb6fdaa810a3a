"""Which issue's turn it is, and when each is due: what the schedule says, and what the issue files say already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain

from digest import archive, schedule
from digest.config import Config
from digest.errors import ConfigError
from digest.models import Issue, Status
from digest.pipeline.record import is_live
from digest.pipeline.thin import is_unseen
from digest.schedule import Occasion


def occasion_of(config: Config, issue: Issue) -> Occasion:
    """When `issue` is due: on its own date, whatever day or cadence the config names since it was planned."""
    return replace(schedule.occasion(config.schedule, issue.date, config.newsletter.timezone), issue=issue.id)


def upcoming(config: Config, *, now: datetime) -> Iterator[Occasion]:
    """The occasions from the one whose turn it is at `now`, without end.

    That is the oldest whose issue can still be sent in time and was not (a review may begin before the issue before is
    too late), else the last that has opened. None is made that is older than one which a person has sent.
    """
    coming = schedule.occasions(config.schedule, config.newsletter.timezone, now=now)
    last = next(coming)
    if _is_overtaken(config, last):
        last = next(coming)
    last = _as_planned(config, last)
    first = _left_open(config, last, now) or last
    yield first
    for each in chain([last], (_as_planned(config, each) for each in coming)):
        if each.issue != first.issue and each.day > first.day:
            yield each


def named(config: Config, name: str, *, now: datetime) -> Occasion:
    """The occasion of the issue with the id `name`, planned or not. Raises ConfigError when the schedule has none."""
    zone, day = config.newsletter.timezone, archive.first_day(name)
    issue = archive.find(config.paths.issues, name) if day else None
    if day and issue is None:
        asked = day if schedule.has_fixed_day(config.schedule) else schedule.today(config.schedule, zone, now)
        day = schedule.issue_date(config.schedule, asked)
    found = schedule.occasion(config.schedule, issue.date if issue else day, zone) if day else None
    if found is None or found.issue != name:  # of another cadence, too
        coming = next(schedule.occasions(config.schedule, zone, now=now)).issue
        raise ConfigError("the schedule has no such issue", where=name, hint=f"name one by its id, like {coming}")
    return found


def is_over(config: Config, occasion: Occasion, *, now: datetime) -> bool:
    """Whether it is too late for an issue. Where no day is set, a person says when one goes out: it is as old as they
    want, unless they set a limit."""
    return _limited(config) and now > occasion.closes


def _limited(config: Config) -> bool:
    return schedule.has_fixed_day(config.schedule) or config.schedule.not_after is not None


def is_past(config: Config, issue: Issue, *, now: datetime) -> bool:
    """Whether it is too late for `issue`, so that it gets an end. Where nothing limits it, what is on its way is old
    news a whole period after its time, and what was only planned never is."""
    return now > _last_moment(config, issue) and (_limited(config) or has_started(issue))


def _last_moment(config: Config, issue: Issue) -> datetime:
    each = occasion_of(config, issue)
    return each.closes if _limited(config) else each.due + config.schedule.period


def has_started(issue: Issue) -> bool:
    """Whether `issue` is on its way: half sent, approved, or with its reviewers."""
    with_reviewers = issue.review.state == "open" and issue.review.drafted is not None
    return issue.status is Status.sending or with_reviewers or issue.review.state == "approved"


def is_settled(config: Config, issue: Issue) -> bool:
    """Whether `issue` was sent or skipped: nothing more is to be done for it."""
    return issue.skip is not None or (has_gone(config, issue) and issue.status is not Status.sending)


def has_gone(config: Config, issue: Issue) -> bool:
    """Whether mails of `issue` have begun to leave. A trial has gone nowhere once there is a mail server."""
    return issue.may_have_left or (issue.status is Status.tried and not is_live(config))


def is_after_another(config: Config, occasion: Occasion) -> bool:
    """Whether there is an issue before that of `occasion`: the first issue of a new newsletter is one that comes."""
    days = (archive.first_day(name) for name in archive.issue_ids(config.paths.issues) if name != occasion.issue)
    return any(day <= occasion.day for day in days if day)


def _is_overtaken(config: Config, occasion: Occasion) -> bool:
    """Whether a later issue has gone out, and that of `occasion` is not even planned."""
    folder = config.paths.issues
    later = [name for name in archive.issue_ids(folder) if (archive.first_day(name) or date.min) > occasion.day]
    planned = (folder / occasion.issue / archive.FILE).exists()
    return not planned and any(has_gone(config, archive.open_issue(folder, name)) for name in later)


def _as_planned(config: Config, occasion: Occasion) -> Occasion:
    issue = archive.find(config.paths.issues, occasion.issue)
    return occasion_of(config, issue) if issue else occasion


def _left_open(config: Config, last: Occasion, now: datetime) -> Occasion | None:
    """The oldest occasion that has opened and is not over, where its issue waits for nobody but a run; that before the
    last also where it was never planned, and nobody has seen the last one."""
    planned = next(_planned_open(config, last, now), None)
    if not schedule.has_fixed_day(config.schedule):
        return planned
    folder = config.paths.issues
    before = schedule.between(config.schedule, config.newsletter.timezone, after=date.min, before=last.day, most=1)[0]
    if now > before.closes or (planned and planned.day <= before.day) or not is_after_another(config, before):
        return planned
    following = archive.find(folder, last.issue)
    unplanned = archive.find(folder, before.issue) is None and (following is None or is_unseen(following))
    return before if unplanned and not _is_overtaken(config, before) else planned


def _planned_open(config: Config, last: Occasion, now: datetime) -> Iterator[Occasion]:
    """The occasions of planned issues that wait for a run, oldest first. Where no day is fixed, one that was only
    planned waits for a person."""
    fixed, folder = schedule.has_fixed_day(config.schedule), config.paths.issues
    near = 2 * config.schedule.period + timedelta(days=7)
    for name in archive.issue_ids(folder):
        if abs((archive.first_day(name) or date.max) - last.day) <= near:  # what is further off is not open
            issue = archive.open_issue(folder, name)
            each = occasion_of(config, issue)
            open_now = each.opens <= now <= _last_moment(config, issue)
            if open_now and _waits(config, issue) and (fixed or has_started(issue)):
                yield each


def _waits(config: Config, issue: Issue) -> bool:
    """Whether `issue` waits for a run: a send that has begun does, whatever the cadence is since."""
    of_this_cadence = schedule.issue_id(config.schedule, issue.date) == issue.id
    if is_settled(config, issue) or issue.review.state == "held":
        return False
    return issue.status is Status.sending or of_this_cadence
