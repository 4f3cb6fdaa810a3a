"""The editors' look at an issue before it goes out: its draft by mail, on hold, approved."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Literal

from digest import archive, schedule
from digest.config import Config
from digest.errors import ConfigError, Refused, SendingIncomplete, ServerError
from digest.models import Email, Finding, Issue, Recipient, State, Status, Submission
from digest.pipeline.begin import as_it_stands
from digest.pipeline.clock import present
from digest.pipeline.message import compile_issue, open_supply, server_name
from digest.pipeline.notices import Notice, notify
from digest.pipeline.occasions import is_over, named, occasion_of, upcoming
from digest.pipeline.output import find_issue
from digest.pipeline.overdue import unsettled
from digest.pipeline.record import is_unknown, record_of
from digest.schedule import Occasion
from digest.sender import sending_alone, submit_test

_NAMED = 3
"""Issues that are named where another one is not there."""
_REACHED = frozenset({State.accepted, State.unknown})
"""What is said of a draft that has come, or may have: a second one each hour helps nobody."""
_SAID = 5
"""Findings that a draft's banner names; `digest check` has all."""


def to_hold(config: Config, name: str | None) -> Issue:
    """The issue called `name`, else the one whose turn it is; where no day is fixed, the newest. Raises ConfigError
    where it is not planned."""
    if name is not None:
        return _planned(config, name)
    if not schedule.has_fixed_day(config.schedule):
        return find_issue(config, None)
    now = present(config)
    turn = next(each for each in upcoming(config, now=now) if not is_over(config, each, now=now))
    return _planned(config, turn.issue)


def to_approve(config: Config, name: str | None) -> Issue:
    """The issue called `name`, else the oldest whose time it is and that is on hold, else as `to_hold`: while one is on
    hold, it may be the next one's turn."""
    now = present(config)
    if name is None and schedule.has_fixed_day(config.schedule):
        for issue in unsettled(config):
            each = occasion_of(config, issue)
            if issue.standing == "on hold" and each.opens <= now and not is_over(config, each, now=now):
                return issue
    return to_hold(config, name)


def to_send(config: Config, name: str | None) -> Issue:
    """The issue called `name`, else the newest. Raises Refused where that may not be the one that is meant: another one
    has begun to go out, or the newest is in review."""
    issue, now = find_issue(config, name), present(config)
    if name is not None:
        return issue
    for other in unsettled(config):
        begun = other.status is Status.sending and other.id != issue.id
        if begun and not is_over(config, occasion_of(config, other), now=now):
            hint = f"`digest send {other.id}` goes on with it, `digest send {issue.id}` sends the newest"
            raise Refused(f"{other.id} has begun to go out, and is not the newest issue: say which", hint=hint)
    at = goes_out(config, occasion_of(config, issue), issue)
    if issue.standing == "planned" and issue.review.drafted and now < at:
        local = schedule.local(at, config.newsletter.timezone)
        hint = f"`digest approve {issue.id}` ends the review, `digest send {issue.id}` sends it all the same"
        raise Refused(f"{issue.id} is in review until {local:%Y-%m-%d %H:%M}", hint=hint)
    return issue


def _planned(config: Config, name: str) -> Issue:
    """The issue called `name`. Raises ConfigError where there is none, with the command that plans it."""
    known = archive.first_day(name) is not None and not archive.find(config.paths.issues, name)
    if known and schedule.has_fixed_day(config.schedule):
        day = named(config, name, now=present(config)).day
        ids = archive.issue_ids(config.paths.issues)
        there = f"; planned are {', '.join(ids[-_NAMED:])}" if ids else ""
        hint = f"`digest plan --date {day}` first{there}"
        raise ConfigError("is not planned yet", where=name, hint=hint)
    return find_issue(config, name)


def hold(config: Config, issue: Issue, *, reason: str = "") -> Issue:
    """Keep `issue` from going out until it is approved. Raises Refused when its mails may have left."""
    return _decide(config, issue, "held", reason)


def approve(config: Config, issue: Issue) -> Issue:
    """Let `issue` go out at its time, also when it was on hold, has few stories, or the review has not ended.

    Raises Refused when its mails may have left.
    """
    return _decide(config, issue, "approved", "")


def _decide(config: Config, issue: Issue, state: Literal["held", "approved"], reason: str) -> Issue:
    with sending_alone(config.paths.state):
        issue = as_it_stands(config, issue)
        if issue.may_have_left:
            issue = _unclaimed(config, issue)
        if issue.status is Status.skipped:
            why = issue.skip.reason if issue.skip else ""
            hint = f"it stays unsent; `digest send {issue.id} --force` would send it" if issue.blocks else ""
            raise Refused(f"{issue.id} was skipped: {why}", hint=hint)
        return _reviewed(config, issue, state=state, reason=reason, decided=_now(config))


def _unclaimed(config: Config, issue: Issue) -> Issue:
    """`issue`, whose send was promised, without that promise. Raises Refused where mails of it may have left, or may
    leave meanwhile: a job elsewhere that shares the ledger keeps a promise of its own, and has its own files."""
    elsewhere = bool(issue.claim and issue.claim.by)
    with record_of(config, issue) as ledger, ledger.alone():
        left = issue.status is Status.sent or ledger.has_mailed(issue.id)
        if left or elsewhere or is_unknown(issue, ledger):
            stop = "Ctrl-C stops a send that is under way; " if issue.status is Status.sending else ""
            hint = f"{stop}`digest status {issue.id}` shows how far it has come"
            raise Refused(f"{issue.id} is {issue.status}: it is too late for that", hint=hint)
        ledger.forget(issue.id)
    return issue.model_copy(update={"status": Status.planned, "claim": None})


def _reviewed(config: Config, issue: Issue, **changes: object) -> Issue:
    reviewed = _with_review(issue, **changes)
    archive.write_issue(config.paths.issues, reviewed)
    return reviewed


def _with_review(issue: Issue, **changes: object) -> Issue:
    return issue.model_copy(update={"review": issue.review.model_copy(update=changes)})


def _now(config: Config) -> datetime:
    return present(config).astimezone(UTC).replace(microsecond=0)


def goes_out(config: Config, occasion: Occasion, issue: Issue) -> datetime:
    """When `issue` may be sent, in UTC: at its time, but where the draft came late not before the reviewers had half of
    the review, or half of what is left until the issue is too late. One that was approved waits for nobody.
    """
    review, drafted = config.schedule.review, issue.review.drafted
    if review is None or drafted is None or issue.review.state == "approved":
        return occasion.due
    return max(occasion.due, drafted + min(review, max(occasion.closes - drafted, timedelta(0))) / 2)


def wants_draft(config: Config, occasion: Occasion, issue: Issue, *, now: datetime) -> bool:
    """Whether `issue` is to be mailed to reviewers: to all, or until its time to those who have no draft yet."""
    if issue.review.state != "open":
        return False
    return issue.review.drafted is None or (bool(_waiting(config, issue)) and now < goes_out(config, occasion, issue))


def _waiting(config: Config, issue: Issue) -> list[str]:
    """The reviewers who are to get the draft of `issue` still: also one who became a reviewer since."""
    return [each for each in config.notify.reviewers if _known_by(each) not in issue.review.reached]


def send_draft(
    config: Config, issue: Issue, email: Email, *, occasion: Occasion, findings: Sequence[Finding]
) -> tuple[Issue, tuple[str, ...]]:
    """Mail `email`, under a banner that says what becomes of it, to the reviewers who have no draft of `issue` yet;
    `issue` with the time of the first and whom it has reached, and what went wrong. Who may have it, as the server did
    not say, gets no second one; the owners hear of those, and of whom the server refused. Raises SendingIncomplete when
    nobody has the draft and somebody may still get it: then the next run tries again. Where all are refused for good
    the review's hours run, as nothing would ever be otherwise.
    """
    first = issue.review.drafted is None
    drafted = _with_review(issue, drafted=issue.review.drafted or _now(config))
    reviewers = _waiting(config, issue)
    said = _mailed(config, issue, _with_banner(email, _said(config, drafted, occasion, findings)), reviewers)
    problems = tuple(_not_taken(config, each) for each in said.values() if each.state is not State.accepted)
    states = {each.state for each in said.values()}
    if first and State.deferred in states and not states & _REACHED:
        hint = "the next run tries again; [notify] reviewers says who they are"
        raise SendingIncomplete(f"no reviewer has the draft: {'; '.join(problems)}", where=issue.id, hint=hint)
    lacking = (each for each in said.values() if each.state in (State.refused, State.unknown))
    untold = notify(config, [_of_lacking(config, issue, each) for each in lacking])
    # Who is refused is asked for again until the owners know of it.
    settled = _REACHED if untold else _REACHED | {State.refused}
    reached = (_known_by(who) for who, each in said.items() if each.state in settled)
    drafted = _with_review(drafted, reached=(*issue.review.reached, *reached))
    with sending_alone(config.paths.state):
        as_it_stands(config, issue)
        archive.write_issue(config.paths.issues, drafted)
    return drafted, (*problems, *untold)


def _known_by(reviewer: str) -> str:
    """What an issue file knows a reviewer by: it may be published, and holds nobody's address."""
    return hashlib.sha256(parseaddr(reviewer)[1].lower().encode()).hexdigest()[:12]


def _mailed(config: Config, issue: Issue, email: Email, reviewers: Sequence[str]) -> dict[str, Submission]:
    """What the server said of each of `reviewers`."""
    if not reviewers:
        return {}
    readers = [Recipient(address, {"name": name}) for name, address in map(parseaddr, reviewers)]
    compiled = compile_issue(config, issue, email, is_test=True, shown_as="Draft")
    with open_supply(config, f"draft-{issue.id}") as supply:
        try:
            said = submit_test(compiled, readers, transport_factory=supply, now=lambda: datetime.now(UTC))
        except ServerError as error:
            to = ", ".join(each.address for each in readers)
            hint = "; ".join(filter(None, (error.hint, "the next run tries again")))
            raise ServerError(
                f"no draft went to {to} through {server_name(config)}: {error.message}", where=issue.id, hint=hint
            ) from error
    return dict(zip(reviewers, said, strict=True))


def _of_lacking(config: Config, issue: Issue, said: Submission) -> Notice:
    """The word on a reviewer who has no draft, or may have none."""
    may = "may have" if said.state is State.unknown else "has"
    sentence = f"A reviewer of {issue.id} {may} no draft: {_not_taken(config, said)}."
    again = (f"`digest test {said.address} --issue {issue.id}` mails it again.",) if said.state is State.unknown else ()
    return Notice("needs you", issue.id, sentence, (*again, "[notify] reviewers says who they are."), said.address)


def _not_taken(config: Config, said: Submission) -> str:
    """What came of the draft for one reviewer, and who says so."""
    reply = f"{server_name(config)}: {said.words}"
    if said.state is State.unknown:
        return f"whether {said.address} has the draft is not known, and it does not go again ({reply})"
    return f"the draft was not taken for {said.address} by {reply}"


def _said(config: Config, issue: Issue, occasion: Occasion, findings: Sequence[Finding]) -> tuple[str, ...]:
    """The banner's lines."""
    at = schedule.local(goes_out(config, occasion, issue), config.newsletter.timezone)
    link = config.notify.link.replace("{issue}", issue.id)
    named = f"-n {config.paths.newsletter} {issue.id}" if config.paths.newsletter else issue.id
    return (
        f"Draft of {issue.id}. It goes out on {at:%A, %Y-%m-%d} at {at:%H:%M} ({config.newsletter.timezone}).",
        f"To stop it: digest hold {named}. To look at it and change it: digest preview {named}.",
        *([f"Its files: {link}"] if link else []),
        *(f"{finding.level.value}: {finding.message}" for finding in findings[:_SAID]),
        *([f"… and {len(findings) - _SAID} more: digest check {named}"] if len(findings) > _SAID else []),
    )


def _with_banner(email: Email, lines: Sequence[str]) -> Email:
    """`email` under a banner: colours that stay readable where a mail program turns them to the dark."""
    first, *others = (html.escape(line) for line in lines)
    shown = "<br>".join((f"<strong>{first}</strong>", *others))
    style = "margin:0;padding:12px 16px;background-color:#fff3c4;color:#3b2f00;font:14px/1.5 sans-serif"
    banner = f'<div style="{style}">{shown}</div>'
    framed = re.sub(r"<body\b[^>]*>", lambda found: found[0] + banner, email.html, count=1)
    rule = "=" * 76
    return replace(email, html=framed, text="\n".join((*lines, rule, "", email.text)))
