"""Issues whose time is over while it is another one's turn: each gets an end, so that the owners and the next issue
know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from digest import archive, schedule
from digest.config import Config
from digest.errors import Busy, Refused
from digest.models import Issue, Status
from digest.pipeline.mail import end
from digest.pipeline.occasions import has_gone, is_past, is_settled, occasion_of
from digest.pipeline.record import has_mailed
from digest.pipeline.skipping import skip, too_late
from digest.pipeline.standing import SendResult
from digest.schedule import Occasion

LOOKED_BACK = 60
"""Issues that are looked back over for those without an end: a year of a weekly newsletter, two months of a daily."""


@dataclass(frozen=True)
class Overdue:
    """What became of such issues, oldest first: nobody ran the `missed` in time, and they stay unsent; the sends of the
    `ended` were cut off; the `half_sent` stay so, as their ledger is not here; of the `unrecorded`, by their ids, the
    ledger knows mails, and their files do not."""

    missed: tuple[Issue, ...]
    ended: tuple[SendResult, ...]
    half_sent: tuple[Issue, ...]
    unrecorded: tuple[str, ...]


def settle(config: Config, current: Occasion, *, now: datetime) -> Overdue:
    """Record the end of every issue, planned or not, whose time is over, but that of `current`; a send that somebody
    else is at just now is left to them."""
    others = [issue for issue in unsettled(config) if issue.id != current.issue]
    missed, unrecorded = _skip_missed(config, current, others, now=now)
    ended, half_sent = [], []
    for issue in others:
        if issue.status is Status.sending and is_past(config, issue, now=now):
            try:
                ended.append(end(config, issue, now=now))
            except Busy:
                continue
            except Refused:
                half_sent.append(issue)
    return Overdue(missed, tuple(ended), tuple(half_sent), unrecorded)


def unsettled(config: Config) -> tuple[Issue, ...]:
    """The issues that were neither sent nor skipped, oldest first; while everything is a trial, a trial counts."""
    found = archive.open_ones(config.paths.issues, most=LOOKED_BACK)
    return tuple(reversed([issue for issue in found if not is_settled(config, issue)]))


def _skip_missed(
    config: Config, current: Occasion, others: Sequence[Issue], *, now: datetime
) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    """Those issues that nobody ran in time; and the ids of those of which the ledger knows mails.

    Days without an issue are counted from the last issue that there is: a newsletter without one has missed nothing.
    """
    missed, unrecorded = [], []
    found = [*_planned_before(config, others, now), *_never_planned(config, current, now)]
    for each, reason in sorted(found, key=lambda pair: pair[0].day):
        if has_mailed(config, each.issue):
            unrecorded.append(each.issue)
        else:
            missed.append(skip(config, each, reason=reason, now=now))
    return tuple(missed), tuple(unrecorded)


def _planned_before(config: Config, others: Sequence[Issue], now: datetime) -> Iterator[tuple[Occasion, str]]:
    for issue in others:
        if not has_gone(config, issue) and is_past(config, issue, now=now):
            each = occasion_of(config, issue)
            yield each, too_late(issue, each, config.newsletter.timezone)


def _never_planned(config: Config, current: Occasion, now: datetime) -> Iterator[tuple[Occasion, str]]:
    if not schedule.has_fixed_day(config.schedule):
        return  # a person says when one goes out
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
