"""What the schedule calls: one run at a time takes its turn, and the owners hear what became of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from digest import archive, schedule
from digest.config import Config
from digest.errors import DigestError
from digest.pipeline.clock import present
from digest.pipeline.mail import Watch
from digest.pipeline.notices import notify
from digest.pipeline.occasions import named, upcoming
from digest.pipeline.outcome import RunResult
from digest.pipeline.overdue import settle
from digest.pipeline.progress import Progress, silent
from digest.pipeline.told import of_ended, of_error, of_result, of_skipped, of_unfinished
from digest.pipeline.turn import Turn, take
from digest.sender import running_alone

LATELY = 8
"""Issues that are looked at for what the owners may not have been told yet."""


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

    Raises Refused when another run is under way, or when mails may have left of which the ledger knows nothing;
    SourceError when a source fails and there is too little without it; SendingIncomplete when somebody is left.
    """
    with running_alone(config.paths.state):
        now = present(config)
        name = issue or next(schedule.occasions(config.schedule, config.newsletter.timezone, now=now)).issue
        try:
            current, following = islice(upcoming(config, now=now), 2)
            if issue:
                current, following = named(config, issue, now=now), current
            name = current.issue
            overdue = settle(config, current, now=now)
            lately = {each.id: each for each in (*overdue.missed, *archive.latest(config.paths.issues, most=LATELY))}
            lately.pop(current.issue, None)
            stuck = of_unfinished(overdue.stuck)
            problems = notify(config, (*stuck, *of_ended(overdue.ended), *of_skipped(tuple(lately.values()))))
            turn = Turn(config, current, following, now, bool(issue), claim_only, claimed_by, force, progress, watch)
            result = take(turn)
        except DigestError as error:
            notify(config, of_error(error, name))
            raise
        except Exception as error:
            notify(config, of_error(DigestError(f"{type(error).__name__}: {error}"), name))
            raise
        told = notify(config, of_result(result))
        others = (
            *overdue.problems,
            *(problem for each in overdue.ended for problem in each.problems),
            *(" ".join((each.sentence, *each.lines)) for each in stuck),
        )
        return replace(result, missed=overdue.missed, problems=(*others, *problems, *result.problems, *told))
