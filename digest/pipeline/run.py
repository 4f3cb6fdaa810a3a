"""What the schedule calls: one run at a time takes its turn, and the owners hear what became of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from digest import schedule
from digest.config import Config
from digest.errors import DigestError
from digest.pipeline.clock import present
from digest.pipeline.mail import Watch
from digest.pipeline.notices import notify
from digest.pipeline.outcome import RunResult
from digest.pipeline.progress import Progress, silent
from digest.pipeline.skipping import last_before, skip_missed, skipped_lately
from digest.pipeline.told import of_error, of_missed, of_result, of_unfinished
from digest.pipeline.turn import Turn, take
from digest.sender import running_alone


def run(
    config: Config,
    *,
    claim_only: bool = False,
    claimed_by: str = "",
    force: bool = False,
    progress: Progress = silent,
    watch: Watch | None = None,
) -> RunResult:
    """Plan, render, check and send the issue that is due. Raises ChecksFailed, and sends nothing, on an error found.

    Called again for an issue that has gone to everyone, it mails nobody and says so. With `claim_only` it stops before
    the first mail: the claim, made by the run that `claimed_by` names, can be published, and a second call then sends.
    `force` waits for no time, review or approval. `watch` is `send`'s. The owners are told what became of it.

    Raises Refused when another run is under way, or when mails may have left of which the ledger knows nothing;
    SourceError when a source fails and there is too little without it; SendingIncomplete when somebody is left.
    """
    with running_alone(config.paths.state):
        now = present(config)
        current, following = islice(schedule.occasions(config.schedule, config.newsletter.timezone, now=now), 2)
        try:
            unfinished = of_unfinished(last_before(config, current))
            missed = skip_missed(config, current, now=now)
            problems = notify(config, (*unfinished, *of_missed(skipped_lately(config))))
            result = take(Turn(config, current, following, now, claim_only, claimed_by, force, progress, watch))
        except DigestError as error:
            notify(config, of_error(error, current.issue))
            raise
        except Exception as error:
            notify(config, of_error(DigestError(f"{type(error).__name__}: {error}"), current.issue))
            raise
        stuck = tuple(" ".join((each.sentence, *each.lines)) for each in unfinished)
        result = replace(result, missed=missed)
        told = notify(config, of_result(result))
        return replace(result, problems=(*stuck, *problems, *result.problems, *told))
