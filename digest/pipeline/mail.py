"""A rendered issue and an audience → accepted mail, recorded recipient by recipient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from digest.config import Config
from digest.counting import counted
from digest.models import Email, Issue, Recipient, Status, Submission
from digest.pipeline.begin import Lost, announced, as_it_stands, claimed, give_up, mark
from digest.pipeline.mailing import Mailing, find_mailing
from digest.pipeline.message import compile_issue, open_supply
from digest.pipeline.notices import notify
from digest.pipeline.output import rendered
from digest.pipeline.progress import Progress, silent
from digest.pipeline.record import record_of
from digest.pipeline.refusals import knows_of, refuse_known, refuse_resend, refuse_unknown
from digest.pipeline.skipping import skipped
from digest.pipeline.standing import SendResult, in_doubt, result_of
from digest.pipeline.told import of_taken_out
from digest.sender import Counts, Ledger, send_issue, sending_alone, submit_test

Watch = Callable[[Counts, Submission], None]
"""Called after each recipient with how the send stands and what the server just said."""


def send(
    config: Config,
    issue: Issue,
    *,
    email: Email | None = None,
    force: bool = False,
    ledger_lost: Lost | None = None,
    progress: Progress = silent,
    watch: Watch | None = None,
) -> SendResult:
    """Submit `issue` to every recipient who has not been accepted. Safe to call again at any time.

    `email` is what was rendered and checked of it, rendered here when left out. Its files are written before the first
    mail leaves, and a send that goes on sends what is in them. The issue file says `sending` before the first mail
    leaves and `sent` after the last, or `tried` when they go to the outbox; a trial of something else than what the
    issue is now starts over. `watch` is called after each recipient. `force` sends what is on hold or too late. The
    owners hear of an ad that was taken out.

    Raises Refused when another send is under way, when the issue is on hold, too late or was planned anew meanwhile, or
    when mails may have left of which this ledger knows nothing: what then becomes of them a person says with
    `ledger_lost`, and with `adopt` that who must not be mailed is on this one's list. Raises SendingIncomplete when
    somebody is left.
    """
    sent = _send(config, issue, email=email, force=force, ledger_lost=ledger_lost, progress=progress, watch=watch)
    untold = notify(config, of_taken_out(sent.issue))
    return replace(sent, problems=(*sent.problems, *untold))


def _send(
    config: Config,
    issue: Issue,
    *,
    email: Email | None,
    force: bool,
    ledger_lost: Lost | None,
    progress: Progress,
    watch: Watch | None,
) -> SendResult:
    with sending_alone(config.paths.state):
        issue = as_it_stands(config, issue)
        with record_of(config, issue) as ledger:
            if ledger_lost:
                refuse_known(config, issue, ledger)
                if ledger_lost == "skip":
                    return _given_up(config, issue, ledger)
                refuse_resend(config, issue, ledger, force=force)
                issue = claimed(issue, ledger)
            else:
                refuse_unknown(config, issue, ledger)
            mailing = find_mailing(config, issue, email, ledger, force=force, lost=bool(ledger_lost))
            if mailing is None:
                return result_of(config, mark(config, issue, _status_after(ledger)), ledger)
            issue = _submit(config, mailing, ledger=ledger, progress=progress, watch=watch)
            skipped_rows = mailing.audience.problems if mailing.audience else ()
            doubt = in_doubt(ledger.counts(issue.id), issue.id)
            return result_of(config, issue, ledger, problems=(*mailing.taken_out, *skipped_rows, *doubt))


def _given_up(config: Config, issue: Issue, ledger: Ledger) -> SendResult:
    """`issue`, whose ledger is lost, as one that was sent and is not gone on with."""
    result = result_of(config, mark(config, give_up(issue, ledger), Status.sent), ledger)
    if not knows_of(ledger, result.issue):
        lost = "who must not be mailed stood in the lost ledger, too: the next issue waits for `digest adopt`"
        return replace(result, problems=(lost,))
    return result


def _submit(
    config: Config,
    mailing: Mailing,
    *,
    ledger: Ledger,
    progress: Progress,
    watch: Watch | None,
) -> Issue:
    """Mail whoever is left of the send; the issue with its new status."""
    issue, show = mailing.issue, _shown(progress)
    under_way = issue

    def seen(counts: Counts, said: Submission) -> None:
        if watch:
            watch(counts, said)
        show(counts, f"{said.state.value} {said.address}")

    def begin() -> None:
        nonlocal under_way
        under_way = claimed(issue, ledger) if ledger.live else issue
        mark(config, under_way, Status.sending if ledger.live else Status.tried)
        show(ledger.counts(issue.id), "")

    compiled = compile_issue(config, issue, mailing.email)
    with open_supply(config, issue.id) as supply:
        counts = send_issue(
            compiled,
            ledger=ledger,
            transport_factory=supply,
            recipients=announced(mailing.audience or (), progress),
            sending=config.sending,
            issue_id=issue.id,
            now=lambda: datetime.now(UTC),
            on_progress=seen,
            on_start=begin,
        )
    show(counts, f"{counts.accepted} accepted")
    return mark(config, claimed(under_way, ledger) if ledger.live else under_way, _status_after(ledger))


def _shown(progress: Progress) -> Callable[[Counts, str], None]:
    """What puts counts, and a word on the last of them, before whoever watches."""

    def show(counts: Counts, detail: str) -> None:
        tally = f"{counts.accepted:,} accepted · {counts.deferred:,} deferred · {counts.refused:,} refused"
        done = counts.recipients - counts.pending - counts.deferred
        progress("send", done=done, total=counts.recipients, detail=detail, tally=tally)

    return show


def end(config: Config, issue: Issue, *, now: datetime) -> SendResult:
    """Let a send be that has begun and whose time is over: whoever was left out gets no old news.

    The issue then says `sent`; or `skipped`, where it was claimed and no mail has left. Raises Refused when mails may
    have left of which this ledger knows nothing, and when another machine sends the newsletter just now.
    """
    with sending_alone(config.paths.state):
        issue = as_it_stands(config, issue)
        with record_of(config, issue) as ledger:
            refuse_unknown(config, issue, ledger)
            with ledger.alone():  # another machine may send it just now
                return _ended(config, issue, ledger, now=now)


def _ended(config: Config, issue: Issue, ledger: Ledger, *, now: datetime) -> SendResult:
    if not ledger.has_mailed(issue.id):
        ledger.forget(issue.id)
        why = "it was claimed, and no mail of it had left when it was too late to send it"
        return result_of(config, skipped(config, issue, reason=why, now=now), ledger)
    counts = ledger.counts(issue.id)
    left = counts.left(resend=False)
    over = f"{counted(left, 'reader')} did not get {issue.id} in time, and no mail goes to them any more"
    ended = mark(config, claimed(issue, ledger), Status.sent)
    return result_of(config, ended, ledger, problems=(*((over,) if left else ()), *in_doubt(counts, issue.id)))


def test(config: Config, issue: Issue, recipients: Sequence[Recipient]) -> tuple[Submission, ...]:
    """Submit `issue`, marked as a test, to `recipients`; what the server said of each. Writes no state."""
    compiled = compile_issue(config, issue, rendered(config, issue), is_test=True)
    with open_supply(config, f"test-{issue.id}") as supply:
        return submit_test(compiled, recipients, transport_factory=supply, now=lambda: datetime.now(UTC))


def _status_after(ledger: Ledger) -> Status:
    return Status.sent if ledger.live else Status.tried
