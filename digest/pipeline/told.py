"""What the owners are to be told of a run, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from digest.config import Config
from digest.config.schema import Told
from digest.counting import counted
from digest.errors import DigestError, SendingIncomplete, SourceError
from digest.models import Issue, Status
from digest.pipeline.in_line import taken_out
from digest.pipeline.notices import Notice
from digest.pipeline.outcome import Outcome, RunResult
from digest.pipeline.standing import SendResult, in_doubt

_TOLD: dict[Outcome, Told] = {
    "sent": "sent",
    "already sent": "sent",  # a run may be killed between its last mail and its notice
    "held": "held",
    "skipped": "skipped",
    "nothing to send": "skipped",
}


def of_result(result: RunResult) -> tuple[Notice, ...]:
    """The word on a run that came to its end: none where nothing has changed."""
    if result.outcome == "thin" and result.issue:
        approve = f"`digest approve {result.issue.id}` lets it go out as it is."
        return (Notice("needs you", result.issue.id, f"{result.reason}.", (approve,)),)
    told = _TOLD.get(result.outcome)
    if told is None or result.issue is None:
        return ()
    if result.outcome == "already sent" and result.sending and not _is_known(result.sending):
        return ()  # by another ledger than this
    decided = result.issue.review.decided
    because = decided.isoformat() if told == "held" and decided else ""  # held, approved and held again is news
    sentence, lines = _sentence(told, result.issue, result.reason), _lines(told, result)
    return (Notice(told, result.issue.id, sentence, lines, because),)


def of_taken_out(issue: Issue) -> tuple[Notice, ...]:
    """The word on the ads that were taken out of `issue`, whether it has gone out or not: once, however often it is
    asked for, and again where one is taken out again."""
    lost = taken_out(issue)
    if not lost or issue.skip:
        return ()
    fill = f"`digest preview {issue.id}` fills the slot by hand, before it goes out."
    lines = (fill,) if issue.status is Status.planned else ("It goes out with that slot empty.",)
    last = max(slot.taken_out for slot in issue.slots if slot.taken_out).isoformat()
    return (Notice("needs you", issue.id, f"{issue.id} has lost an ad: {'; '.join(lost)}.", lines, last),)


def _is_known(sending: SendResult) -> bool:
    return sending.known and bool(sending.counts.recipients)


def _sentence(told: Told, issue: Issue, reason: str = "") -> str:
    if told == "held":
        return f"{issue.id} is on hold: {reason}."
    return f"{issue.id} was {told}, because {issue.skip.reason}." if issue.skip else f"{issue.id} was {told}."


def _lines(told: Told, result: RunResult) -> tuple[str, ...]:
    issue, mails = result.issue, result.sending
    said = (f"Subject: {issue.subject}", tally(mails)) if issue and mails else ()
    lift = (f"`digest approve {issue.id}` lets it go out.",) if issue and told == "held" else ()
    return (*said, *lift, *result.problems)


def of_ended(config: Config, ended: Sequence[SendResult]) -> tuple[Notice, ...]:
    """The word on sends that nobody takes up again as their time is over: whom one left out, only a person helps."""
    return tuple(_of_ended(each, left_in(config, each)) for each in ended if not each.issue.skip)


def _of_ended(sending: SendResult, left: int) -> Notice:
    name, counts = sending.issue.id, sending.counts
    said = (f"Subject: {sending.issue.subject}", tally(sending))
    if not left:
        return Notice("sent", name, _sentence("sent", sending.issue), said)
    got = f"{name} was sent to {counts.accepted:,} of {counted(counts.recipients, 'reader')}"
    missing = counts.left(resend=False)
    late = f"{missing:,} did not get it in time" if missing else f"nobody knows whether {left:,} more have it"
    sentence = f"{got}; {late}, and no mail goes to them any more."
    doubt = in_doubt(counts, name) if missing else ()
    return Notice(
        "needs you", name, sentence, (*said, *doubt, f"`digest send {name} --force` mails them all the same.")
    )


def left_in(config: Config, sending: SendResult) -> int:
    """How many readers a send that is over has left out."""
    return sending.counts.left(resend=config.sending.on_unknown == "resend")


def of_skipped(issues: Sequence[Issue]) -> tuple[Notice, ...]:
    """The word on those of `issues` that were skipped: the run that found one may not have been able to tell it."""
    return tuple(
        Notice("skipped", issue.id, _sentence("skipped", issue))
        for issue in issues
        if issue.status is Status.skipped and issue.skip
    )


def of_half_sent(issues: Sequence[Issue]) -> tuple[Notice, ...]:
    """The word on issues that are half sent when their time is over: who has them, only another ledger knows."""
    return tuple(
        Notice(
            "needs you",
            issue.id,
            f"{issue.id} is half sent: who has it, only the ledger knows that sent it{_by(issue)}, and it is not here.",
            (
                "Put that ledger back, and the next run ends the send.",
                "If it is lost, and no `digest` still runs that has it open:"
                f" `digest send {issue.id} --ledger-lost skip` mails nobody more.",
            ),
        )
        for issue in issues
    )


def _by(issue: Issue) -> str:
    return f" ({issue.claim.by})" if issue.claim and issue.claim.by else ""


def of_unrecorded(names: Sequence[str]) -> tuple[Notice, ...]:
    """The word on issues, by their ids, of which the ledger knows mails and their files do not."""
    return tuple(
        Notice(
            "needs you",
            name,
            f"Some mails of {name} have left, and its file does not know.",
            (f"Put issues/{name} back as it was sent, or its stories may come again.",),
        )
        for name in names
    )


def of_error(error: DigestError, issue: str) -> tuple[Notice, ...]:
    """The word on a run that failed: the next one may mend what a server or a source did, the rest needs a person."""
    again = isinstance(error, SendingIncomplete | SourceError)
    where = f"{error.where}: " if error.where else ""
    what = (
        f"{issue} has not gone out to everyone"
        if isinstance(error, SendingIncomplete)
        else f"A run for {issue} stopped"
    )
    sentence = f"{what}: {where}{error.message}"
    return (Notice("failed" if again else "needs you", issue, sentence, (error.hint,) if error.hint else ()),)


def tally(sending: SendResult) -> str:
    """Counts that add up, in words: `3 recipients = 2 accepted + 1 refused`; none where this ledger is another one."""
    counts = sending.counts
    parts = {name: number for name, number in asdict(counts).items() if number and name != "recipients"}
    shown = " + ".join(f"{number:,} {name}" for name, number in parts.items()) or "nobody yet"
    if not sending.known:
        return "recipients = unknown here"
    return f"{counts.recipients:,} recipients = {shown}"
