"""What became of an issue and is news: also of the last ones, as the run that ended one may not have reached the
owners."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest import archive
from digest.config import Config
from digest.models import Issue, Status
from digest.pipeline.crowded import crowded
from digest.pipeline.notices import Notice
from digest.pipeline.occasions import occasion_of
from digest.pipeline.outcome import RunResult
from digest.pipeline.overdue import Overdue
from digest.pipeline.record import is_unknown, record_of
from digest.pipeline.standing import SendResult, status
from digest.pipeline.told import left_in, of_ended, of_result, of_skipped, of_taken_out

LATELY = 8
"""Issues that are looked at for what the owners may not have been told yet."""
NEWS = timedelta(days=14)
"""How long after its end an issue is news, also to an owner who is new."""
_WHOLE = "nobody was left out"
"""What the ledger remembers of such an issue: who becomes a reader again after it was not left out of it."""


def of_earlier(config: Config, overdue: Overdue, *, besides: str, now: datetime) -> tuple[Notice, ...]:
    """The word on issues that were skipped or left readers out, in this run or lately, but that with the id `besides`.

    It is derived anew each time: what has been said, the ledger of notices knows.
    """
    if not config.notify.owners:
        return ()
    ended = {each.issue.id: each for each in overdue.ended}
    mine = (*overdue.missed, *(each.issue for each in overdue.ended))
    issues = {each.id: each for each in (*archive.latest(config.paths.issues, most=LATELY), *mine)}
    recent = [each for each in issues.values() if each.id != besides and is_news(config, each, now=now)]
    for each in recent:
        if each.id not in ended and (left := left_out(config, each)):
            ended[each.id] = left
    return (*of_ended(config, tuple(ended.values())), *of_skipped(recent))


def of_run(config: Config, result: RunResult, *, now: datetime) -> tuple[Notice, ...]:
    """The word on what a run came to."""
    issue = result.issue
    if issue and result.outcome in ("already sent", "skipped") and not is_news(config, issue, now=now):
        return ()
    lost = of_taken_out(issue) if issue else ()
    if issue and result.sending and config.notify.owners and (left := left_out(config, issue)):
        return (*lost, *of_ended(config, (left,)))
    return (*lost, *_of_crowded(config, result), *of_result(result))


def _of_crowded(config: Config, result: RunResult) -> tuple[Notice, ...]:
    """The word on an issue in review that comes close upon another one, while it can be held."""
    issue = result.issue if result.outcome == "in review" else None
    close = crowded(config, occasion_of(config, issue)) if issue else ""
    if issue is None or not close:
        return ()
    return (Notice("needs you", issue.id, f"{close}.", (f"`digest hold {issue.id}` keeps it back.",)),)


def is_news(config: Config, issue: Issue, *, now: datetime) -> bool:
    """Whether `issue` was skipped, or its send was over, less than `NEWS` ago."""
    if issue.skip:
        return now - issue.skip.at < NEWS
    closes = occasion_of(config, issue).closes
    return now - (max(closes, issue.claim.at) if issue.claim else closes) < NEWS


def left_out(config: Config, issue: Issue) -> SendResult | None:
    """How the send of `issue` stands, where it is over and left readers out; None where it did not, or where this is
    not the ledger that knows, or a person let it be."""
    if issue.status is not Status.sent:
        return None
    with record_of(config, issue) as ledger:
        if is_unknown(issue, ledger) or ledger.was_noticed(issue.id, _WHOLE):
            return None
        stands = status(config, issue)
        if not left_in(config, stands):
            ledger.take_down_notice(issue.id, _WHOLE, at=datetime.now(UTC))
            return None
        return stands
