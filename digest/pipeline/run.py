"""What the schedule calls: one run at a time takes its turn, and the owners hear what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from digest import schedule
from digest.config import Config
from digest.errors import Busy, Changed, DigestError
from digest.models import Issue
from digest.pipeline.clock import present
from digest.pipeline.mail import Watch
from digest.pipeline.news import of_earlier, of_run
from digest.pipeline.notices import notify, untold
from digest.pipeline.occasions import named, upcoming
from digest.pipeline.outcome import RunResult
from digest.pipeline.overdue import settle
from digest.pipeline.progress import Progress, silent
from digest.pipeline.told import of_error, of_half_sent, of_unrecorded
from digest.pipeline.turn import Turn, take
from digest.schedule import Occasion
from digest.sender import running_alone


def run(
    config: Config,
    *,
    issue: str = "",
    claim_only: bool = False,
    claimed_by: str = "",
    force: bool = False,
    progress: Progress = silent,
    watch: Watch | None = None,
) -> RunResult:
    """Plan, render, check and send the issue that is due, or the one with the id `issue` once it is. Raises
    ChecksFailed, and sends nothing, on an error found.

    Called again for an issue that has gone to everyone, it mails nobody and says so. With `claim_only` it stops before
    the first mail: the claim, made by the run that `claimed_by` names, can be published, and a second call then sends.
    `force` waits for no time, review or approval. `watch` is `send`'s. The owners are told what became of it.

    Raises Busy, and tells nobody, when another run or send is under way; Refused when mails may have left of which the
    ledger knows nothing; SourceError when a source fails and there is too little without it; SendingIncomplete when
    somebody is left.
    """
    with running_alone(config.paths.state):
        now = present(config)
        name = issue or next(schedule.occasions(config.schedule, config.newsletter.timezone, now=now)).issue
        try:
            current, following = islice(upcoming(config, now=now), 2)
            if issue:
                current, following = named(config, issue, now=now), current
            name = current.issue
            missed, problems = _settle_earlier(config, current, now=now)
            turn = Turn(config, current, following, now, bool(issue), claim_only, claimed_by, force, progress, watch)
            result = _take(turn)
        except Busy:
            raise
        except DigestError as error:
            failed = notify(config, of_error(error, name))
            error.hint = "; ".join(filter(None, (error.hint, *failed)))  # whoever has called us hears it, at least
            raise
        except Exception as error:
            notify(config, of_error(DigestError(f"{type(error).__name__}: {error}"), name))
            raise
        told = _tell(config, result, now=now)
        said = dict.fromkeys((*problems, *result.problems, *told))  # a refusal may be that of two mails
        return replace(result, missed=missed, problems=tuple(said))


def _settle_earlier(config: Config, current: Occasion, *, now: datetime) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    """Give the issues before `current` their end, and tell the owners; those that were missed, and what there is to
    say of the others."""
    overdue = settle(config, current, now=now)
    for_a_person = (*of_half_sent(overdue.half_sent), *of_unrecorded(overdue.unrecorded))
    failed = notify(config, (*for_a_person, *of_earlier(config, overdue, besides=current.issue, now=now)))
    left = (problem for each in overdue.ended for problem in each.problems)
    return overdue.missed, (*(" ".join((each.sentence, *each.lines)) for each in for_a_person), *left, *failed)


def _take(turn: Turn) -> RunResult:
    """What `take` does, anew where somebody has decided something about the issue meanwhile: that counts."""
    try:
        return take(turn)
    except Changed:
        return take(turn)


def _tell(config: Config, result: RunResult, *, now: datetime) -> tuple[str, ...]:
    """Tell the owners what the run came to; what went wrong. Raises nothing: the mails have left."""
    try:
        return notify(config, of_run(config, result, now=now))
    except (DigestError, OSError) as error:
        return (untold(error),)
