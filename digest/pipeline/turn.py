"""One run's way to the issue that is due: what stands in its way, in this order, and what is done when nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from digest import archive, schedule
from digest.config import Config
from digest.counting import counted
from digest.errors import ChecksFailed, Refused, SourceError
from digest.models import Email, Finding, Issue, Level, Status
from digest.pipeline.begin import claim_issue
from digest.pipeline.crowded import crowded
from digest.pipeline.forecast import forecast
from digest.pipeline.in_line import follow, spent, taken_out
from digest.pipeline.mail import Watch, end, send
from digest.pipeline.occasions import has_gone, is_after_another, is_over
from digest.pipeline.outcome import Outcome, RunResult
from digest.pipeline.output import check_issue, failing, render_issue, rendered
from digest.pipeline.plan import Planned, plan
from digest.pipeline.progress import Progress
from digest.pipeline.record import has_begun, is_live
from digest.pipeline.repeats import gone_since, ran_since, refuse_repeats
from digest.pipeline.review import goes_out, send_draft, wants_draft
from digest.pipeline.skipping import skip, too_late
from digest.pipeline.standing import SendResult
from digest.pipeline.standing import status as send_status
from digest.pipeline.thin import is_unseen, may_grow, too_few, unread
from digest.schedule import Occasion


@dataclass(frozen=True)
class Turn:
    """A run at the moment `now`, for the issue of `current`, which a person may have named; `following` is another one
    that comes. The rest is `run`'s."""

    config: Config
    current: Occasion
    following: Occasion
    now: datetime
    named: bool
    claim_only: bool
    claimed_by: str
    force: bool
    progress: Progress
    watch: Watch | None


def take(turn: Turn) -> RunResult:
    """Do what is to be done now, and say what that was."""
    issue = archive.find(turn.config.paths.issues, turn.current.issue)
    if issue and has_gone(turn.config, issue):
        return _go_on(turn, issue)
    if not turn.force and (waiting := _out_of_time(turn, issue)):
        return waiting
    planned = _planned(turn, issue)
    issue = planned.issue
    if issue is None:
        return _nothing(turn, planned)
    if not turn.force and (stopped := _stopped(turn, planned, issue)):
        return stopped
    issue = archive.find(turn.config.paths.issues, issue.id) or issue  # its draft may have been mailed just now
    email, findings = _checked(turn, issue)
    thin = too_few(turn.config, issue)
    close = crowded(turn.config, turn.current)
    said = (each for each in (thin, close) if each)
    return _mail(turn, issue, email, (*_problems(planned), *said, *_warnings(findings)))


def _go_on(turn: Turn, issue: Issue) -> RunResult:
    """What has begun to go out is finished, as it is: nothing is rendered or checked anew."""
    begun = has_begun(turn.config, issue, lambda: rendered(turn.config, issue))
    over = is_over(turn.config, turn.current, now=turn.now)
    if _done(turn.config, issue, begun=begun, over=over):
        stand = send_status(turn.config, issue)
        reason = f"{issue.id} {_how_it_went(turn.config, stand)}; nobody was mailed"
        return _result(turn, "already sent", reason, issue, sending=stand, problems=stand.problems)
    if over and not turn.force and issue.status is Status.sending:
        return _ended(turn, issue)
    if begun:
        return _mail(turn, issue, None, ())
    email, findings = _checked(turn, issue)
    return _mail(turn, issue, email, _warnings(findings))


def _how_it_went(config: Config, stand: SendResult) -> str:
    if not (stand.known and stand.counts.recipients):
        return "was sent, as its file says"
    left, doubt = stand.counts.left(resend=False), stand.counts.in_doubt
    unsure = f"; nobody knows of {counted(doubt, 'reader')} whether it came" if doubt else ""
    if left:
        return f"was sent in its time, and left {counted(left, 'reader')} out{unsure}"
    if doubt:
        return f"was sent{unsure}"
    return "has gone to everyone"


def _ended(turn: Turn, issue: Issue) -> RunResult:
    """A send that has begun, and is not gone on with: it would be old news."""
    ended = end(turn.config, issue, now=turn.now)
    if ended.issue.skip:
        return _result(turn, "skipped", ended.issue.skip.reason, ended.issue)
    return _result(turn, "sent", "", ended.issue, sending=ended, problems=ended.problems)


def _done(config: Config, issue: Issue, *, begun: bool, over: bool) -> bool:
    """Whether nobody is left, or whoever is gets no old news. Where the ledger knows of no send, the issue file is
    believed that says `sent`."""
    if not begun or over:
        return issue.status is Status.sent
    return issue.status in (Status.sent, Status.tried) and not forecast(config, issue).pending


def _out_of_time(turn: Turn, issue: Issue | None) -> RunResult | None:
    """Why no issue is due at all; None when one is."""
    if turn.now < turn.current.opens:
        which = turn.current.issue if turn.named else "the next issue"
        return _result(turn, "not due", f"{which} is due {when(turn.config, turn.current)}")
    if issue and issue.skip and issue.skip.at <= turn.now:  # a clock that ran ahead once proves nothing
        return _result(turn, "skipped", issue.skip.reason, issue)
    if not is_over(turn.config, turn.current, now=turn.now):
        return None
    if issue is None and turn.named:
        by = _at(turn.config, turn.current.closes)
        hint = f"it was to be sent by then; --force plans {turn.current.issue} and sends it all the same"
        raise Refused(f"it is too late {by}", where=turn.current.issue, hint=hint)
    if issue is None and not is_after_another(turn.config, turn.current):
        return _result(turn, "not due", f"the next issue is due {when(turn.config, turn.following)}")
    reason = too_late(issue, turn.current, turn.config.newsletter.timezone)
    return _result(turn, "skipped", reason, skip(turn.config, turn.current, reason=reason, now=turn.now))


def _planned(turn: Turn, issue: Issue | None) -> Planned:
    """The issue's plan; made anew where `force` overrules a skip, and while it is thin and may grow."""
    if issue is None or issue.skip or may_grow(turn.config, issue):
        return plan(turn.config, day=turn.current.day, replan=issue is not None, progress=turn.progress)
    if issue.review.state == "held" and not turn.force:
        return Planned("exists", issue, "")
    return _after_others(turn, issue)


def _after_others(turn: Turn, issue: Issue) -> Planned:
    """The plan of an issue that may have been planned before another one went out, whose stories and ads it has then:
    made anew where nobody has seen it, and where it would bring stories again or ads too often, unless that would undo
    what an editor has decided. Then stories that ran are refused, and ads that may run no more are taken out."""
    config = turn.config
    if since := gone_since(config, issue):
        decided = issue.edits or issue.review.state != "open"
        is_old = any(each.number >= issue.number for each in since)  # else it was planned with all of these in view
        if (is_old and is_unseen(issue)) or (not decided and (ran_since(config, issue) or spent(config, issue))):
            return plan(config, day=turn.current.day, replan=True, progress=turn.progress)
        if not turn.force:
            refuse_repeats(config, issue)
    return Planned("exists", follow(config, issue), "")


def _nothing(turn: Turn, planned: Planned) -> RunResult:
    """No story at all: recorded when the issue's time has come, unless a source that fails may be why."""
    reason, problems = planned.reason, _problems(planned)
    if turn.now < turn.current.due:
        return _result(turn, "not due", f"nothing to send so far: {reason}", problems=problems)
    _refuse_failed(turn, planned, reason)
    if not schedule.has_fixed_day(turn.config.schedule):
        return _result(turn, "nothing to send", reason, problems=problems)
    issue = skip(turn.config, turn.current, reason=f"there was nothing to send: {reason}", now=turn.now)
    return _result(turn, "nothing to send", reason, issue, problems=problems)


def _stopped(turn: Turn, planned: Planned, issue: Issue) -> RunResult | None:
    """Why the issue does not go out now, although there is one; None when it does."""
    if issue.review.state == "held":
        return _result(turn, "held", issue.review.reason or "an editor put it on hold", issue)
    if (few := too_few(turn.config, issue)) and turn.config.schedule.if_thin != "send":
        return _thin(turn, planned, issue, few)
    if turn.config.schedule.review is None:
        return None
    problems: tuple[str, ...] = ()
    if wants_draft(turn.config, turn.current, issue, now=turn.now):
        email, findings = _checked(turn, issue)
        issue, problems = send_draft(turn.config, issue, email, occasion=turn.current, findings=findings)
        problems = (*_problems(planned), *_warnings(findings), *problems)
    at = goes_out(turn.config, turn.current, issue)
    if turn.now >= at and not problems:  # else the next run sends: there is a moment in which to act
        return None
    if issue.review.state == "approved":
        reason = f"{issue.id} is approved, and goes out {_at(turn.config, at)}"
        return _result(turn, "not due", reason, issue, problems=taken_out(issue))
    if close := crowded(turn.config, turn.current):
        problems = (*problems, close)
    problems = (*problems, *taken_out(issue))
    return _result(turn, "in review", f"it goes out {_at(turn.config, at)}", issue, problems=problems)


def _thin(turn: Turn, planned: Planned, issue: Issue, few: str) -> RunResult:
    """Too few stories: recorded when the issue's time has come, unless a source that fails may be why."""
    config = turn.config
    if turn.now < turn.current.due:
        reason = f"{issue.id} is due {when(config, turn.current)}; so far {few}"
        return _result(turn, "thin", reason, issue, problems=_problems(planned))
    _refuse_failed(turn, planned, few)
    over = config.schedule.if_thin == "skip"
    reason = few if over else f"{few}: the next issue may carry them"
    skipped = skip(config, turn.current, reason=reason, now=turn.now, forgets=over)
    return _result(turn, "skipped", reason, skipped, problems=_problems(planned))


def _refuse_failed(turn: Turn, planned: Planned, reason: str) -> None:
    """Raise SourceError where a source that could not be read may be why there is too little."""
    if failed := unread(planned.issue.failures if planned.issue else planned.failures):
        until = _at(turn.config, turn.current.closes)
        hint = f"{turn.current.issue} is not skipped for that: the next run tries again, until {until}"
        raise SourceError(f"{failed[0].error} ({reason})", where=failed[0].source, hint=hint)


def _checked(turn: Turn, issue: Issue) -> tuple[Email, tuple[Finding, ...]]:
    """The rendered issue and what the checks warn of. Raises ChecksFailed on an error found."""
    email = render_issue(turn.config, issue, progress=turn.progress)
    findings = check_issue(turn.config, issue, email)
    if failing(findings):
        first = next(finding for finding in findings if finding.level is Level.error)
        hint = f"{first.remedy}; `digest check` shows all {len(findings)} findings. Nothing was sent"
        raise ChecksFailed(f"{first.check}: {first.message}", where=first.where, hint=hint)
    turn.progress("check", done=1, total=1, detail=counted(len(findings), "warning") if findings else "nothing found")
    return email, findings


def _mail(turn: Turn, issue: Issue, email: Email | None, problems: tuple[str, ...]) -> RunResult:
    """Send the issue, or only claim it; `email` is None when it has begun."""
    config = turn.config
    if turn.claim_only:
        claimed = claim_issue(config, issue, by=turn.claimed_by, force=turn.force)
        filed = "without a mail server there is nothing to claim: the next run files it in the outbox"
        reason = "the next run sends it; nobody was mailed yet" if is_live(config) else filed
        return _result(turn, "claimed", reason, claimed, problems=problems)
    sent = send(config, issue, email=email, force=turn.force, progress=turn.progress, watch=turn.watch)
    return _result(turn, "sent", "", sent.issue, sending=sent, problems=(*problems, *sent.problems))


def _result(
    turn: Turn,
    outcome: Outcome,
    reason: str,
    issue: Issue | None = None,
    *,
    sending: SendResult | None = None,
    problems: tuple[str, ...] = (),
) -> RunResult:
    folder = turn.config.paths.issues / issue.id if issue else None
    return RunResult(outcome, reason, turn.config.paths.config, issue, sending, folder, problems)


def _problems(planned: Planned) -> tuple[str, ...]:
    said = (f"{failure.source}: {failure.error}" for failure in planned.failures)
    return (*said, *(taken_out(planned.issue) if planned.issue else ()))


def _warnings(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(f"{finding.check}: {finding.message}" for finding in findings)


def when(config: Config, occasion: Occasion) -> str:
    """When an issue is due, as the newsletter's clocks show it."""
    return _at(config, occasion.due)


def _at(config: Config, moment: datetime) -> str:
    local = schedule.local(moment, config.newsletter.timezone)
    at = f" at {local:%H:%M}" if local.time() != time(0) else ""
    return f"on {local:%A}, {local:%Y-%m-%d}{at}"
