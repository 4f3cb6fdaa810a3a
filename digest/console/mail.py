"""Print what would be sent, what was sent, and how far a send has come."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from digest.console.issues import print_contents
from digest.console.screen import Rows, Screen
from digest.errors import Refused
from digest.models import Issue, State, Status, Submission

if TYPE_CHECKING:
    from digest.config.schema import NotifyConfig
    from digest.pipeline import (
        Adoption,
        BouncesRead,
        Coming,
        Counts,
        Forecast,
        RunResult,
        SendResult,
        Suppression,
        SuppressionChange,
    )


def print_forecast(screen: Screen, forecast: Forecast, *, json: bool) -> None:
    """What a send would do."""
    if json:
        screen.json(forecast.content())
        return
    to = _number(forecast.pending, "recipient")
    screen.say(f"Would submit {forecast.issue.id} to {to} through {forecast.server}.")
    for problem in forecast.problems:
        screen.warn(problem)


def print_giving_up(screen: Screen, issue: Issue, *, json: bool) -> None:
    """What `--ledger-lost skip` would do."""
    if json:
        screen.json({"issue": issue.id, "pending": 0, "status": Status.sent.value})
        return
    screen.say(f"Would mail nobody more, and call {issue.id} sent.")


def confirm(screen: Screen, forecast: Forecast, *, interactive: bool) -> None:
    """Ask before real mail leaves, once it is said which ads and readers are left out. Raises Refused where nobody
    agrees."""
    if not forecast.live or not forecast.pending:
        return
    question = f"Submit {forecast.issue.id} to {_number(forecast.pending, 'recipient')} through {forecast.server}?"
    for problem in forecast.problems:
        screen.warn(problem)
    if not interactive:
        raise Refused("a live send needs a yes", hint=f"{question} Add --yes to say so from a script")
    try:
        answer = screen.err.input(Text(f"{question} [y/N] ", style="bold"))
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise Refused("not confirmed", hint="nothing was sent")


def event_writer(screen: Screen, *, json: bool) -> Callable[[Counts, Submission], None] | None:
    """Write an event a recipient to stderr: the address, what became of it, and how the send stands."""
    if not json:
        return None

    def write(counts: Counts, said: Submission) -> None:
        screen.event({"event": "submission", **asdict(said), "counts": asdict(counts)})

    return write


def print_sent(screen: Screen, result: SendResult, *, json: bool) -> None:
    """What the server said about everyone."""
    if json:
        screen.json(result.content())
        return
    for problem in result.problems:
        screen.warn(problem)
    screen.say(f"{result.issue.id} is {result.issue.standing}: {result.issue.subject}")
    _print_counts(screen, result)


def print_status(screen: Screen, result: SendResult, *, json: bool) -> None:
    """How far the issue has come."""
    if json:
        screen.json(result.content())
        return
    issue = result.issue
    for problem in result.problems:
        screen.warn(problem)
    screen.say(f"{issue.id} is {issue.standing}: {issue.skip.reason if issue.skip else issue.subject}")
    if issue.review.reason:
        screen.say(Text(issue.review.reason, style="yellow"))
    _print_counts(screen, result)


def print_review(screen: Screen, issue: Issue, *, json: bool) -> None:
    """What an editor has decided about an issue."""
    if json:
        screen.json({"issue": issue.id, **issue.review.model_dump(mode="json")})
        return
    reason = f": {issue.review.reason}" if issue.review.reason else ""
    decided = "on hold" if issue.review.state == "held" else issue.review.state
    screen.say(f"{issue.id} is {decided}{reason}.")


def print_run(screen: Screen, result: RunResult, *, newsletter: str = "", json: bool) -> None:
    """A run's outcome: the issue's subject, what is in it, what was accepted, where the files are.

    `newsletter` is its name, where the config has several.
    """
    if json:
        screen.json(result.content())
        return
    for issue in result.missed:
        screen.warn(f"{issue.id} was skipped, because {issue.skip.reason if issue.skip else 'nobody sent it'}")
    for problem in result.problems:
        screen.warn(problem)
    if result.outcome == "sent" and result.issue:
        print_contents(screen, result.issue)
    else:
        screen.say(f"{result.outcome.capitalize()}: {result.reason}.")
    if result.sending is None:
        return
    screen.say()
    _print_counts(screen, result.sending)
    rows = Rows()
    rows.add(Text("Files", style="dim"), str(result.folder))
    named = f" -n {newsletter}" if newsletter else ""
    rows.add(Text("Preview", style="dim"), f"digest preview{named} -c {shlex.quote(str(result.config_path))}")
    screen.rows(rows)


def _print_counts(screen: Screen, result: SendResult) -> None:
    if not result.known:
        screen.say(Text("recipients = unknown here", style="bold"))
        if not result.counts.recipients:
            return
        screen.say(Text("As far as this ledger knows:", style="yellow"))
    numbers = {name: number for name, number in asdict(result.counts).items() if number and name != "recipients"}
    styles = {"accepted": "green", "refused": "red", "unknown": "red", "unanswered": "red"}
    parts = [(f"{number} {name}", styles.get(name, "yellow")) for name, number in numbers.items()]
    line = Text(f"{_number(result.counts.recipients, 'recipient')} = ", style="bold")
    line.append_text(
        Text(" + ").join(Text(part, style=style) for part, style in parts) if parts else Text("nobody yet")
    )
    screen.say(line)
    rows = Rows(("State", "Readers", "What the server said"))
    for reply in result.replies:
        said = f"{reply.code or ''} {reply.reply}".strip()
        rows.add(Text(reply.state.value, style=styles.get(reply.state, "yellow")), str(reply.number), said)
    screen.rows(rows)
    if result.outbox and result.counts.recipients:
        kept = f"Nothing left this machine: no mail server is used. The mails are in {result.outbox}"
        screen.say(Text(kept, style="yellow"))
        screen.say(Text("To send for real, name a mail server in .env (SMTP_URL).", style="yellow"))


def print_schedule(screen: Screen, coming: Sequence[Coming], *, json: bool) -> None:
    """When the next issues go out, in the newsletter's time zone; the year is in an issue's id. Fits 80 columns."""
    if json:
        screen.json({"issues": [each.content() for each in coming]})
        return
    review = any(each.opens < each.due for each in coming)
    rows = Rows(("Issue", *(("Can be looked at",) if review else ()), "Goes out", "At the latest", "Status"))
    for each in coming:
        opens, due, closes = (f"{moment:%a %d %b %H:%M}" for moment in (each.opens, each.due, each.closes))
        rows.add(each.issue, *((opens,) if review else ()), Text(due, style="bold"), closes, each.status)
    screen.rows(rows, caption=f"{coming[0].due.tzinfo}")
    for each in coming:
        if each.crowded:
            screen.warn(f"{each.crowded}: `digest hold {each.issue}` keeps it back")
    if coming[0].any_day:
        screen.say("No day is set: each goes out when `digest run` is called, from the time that is shown.")


def print_submissions(screen: Screen, submissions: Sequence[Submission], *, json: bool) -> None:
    """What the server said about each test address."""
    if json:
        screen.json({"submissions": [asdict(submission) for submission in submissions]})
        return
    rows = Rows()
    for submission in submissions:
        style = "green" if submission.state is State.accepted else "red"
        rows.add(Text(submission.state.value, style=style), submission.address, submission.words)
    screen.rows(rows)


def print_suppressed(screen: Screen, change: SuppressionChange, *, reason: str = "", json: bool) -> None:
    """How many were put on the suppression list, and who was not."""
    for problem in change.problems:
        screen.warn(problem)
    if json:
        screen.json(change.content())
        return
    left = f"; {len(change.problems)} rows left out" if change.problems else ""
    screen.say(f"{change.changed} suppressed{f' ({reason})' if reason else ''}; {change.total} on the list{left}.")


def print_unsuppressed(screen: Screen, change: SuppressionChange, *, asked: int, json: bool) -> None:
    """How many were taken off the suppression list."""
    if json:
        screen.json(change.content())
        return
    screen.say(f"{change.changed} of {asked} taken off the list; {change.total} on it.")


def print_adoption(screen: Screen, adoption: Adoption, *, json: bool) -> None:
    """What a new ledger knows from now on, and what nobody knows any more."""
    lost = "who bounced, complained or asked to be left alone is lost with the other ledger"
    screen.warn(f"{lost}: put them on the list again with `digest suppress import`, before you send")
    if json:
        screen.json(adoption.content())
        return
    for problem in adoption.problems:
        screen.warn(problem)
    number = _number(len(adoption.issues), "issue")
    sent = f"; {number} sent by another one, the last {adoption.issues[0]}" if adoption.issues else ""
    screen.say(f"This ledger counts from now on{sent}. Nobody was mailed.")
    screen.say(f"On its suppression list: {adoption.suppressed:,}.")


def print_told(screen: Screen, notify: NotifyConfig, problems: Sequence[str], *, issue: str, json: bool) -> None:
    """Whether the owners know what a script had to say about `issue`."""
    outcome, said = "told", "The owners know of it."
    if not notify.owners:
        outcome, said = "nobody told", "Nobody was told: [notify] owners names nobody."
    elif "needs you" not in notify.on:
        outcome, said = "nobody told", 'Nobody was told: [notify] on leaves "needs you" out.'
    elif problems:
        outcome, said = "failed", ""
    if json:
        screen.json({"outcome": outcome, "reason": said, "issue": issue, "problems": list(problems)})
        return
    for problem in problems:
        screen.warn(problem)
    if said:
        screen.say(said)


def print_bounces(screen: Screen, read: BouncesRead, *, json: bool) -> None:
    """What was found in the mailbox, and what was not believed."""
    if json:
        screen.json(read.content())
        return
    for address in read.strangers:
        screen.warn(f"{address} is reported, but no message of ours went there: left alone")
    found = ", ".join(f"{number} {reason}" for reason, number in read.suppressed.items())
    letters = f"; {read.letters} from people, left unread" if read.letters else ""
    screen.say(f"{_number(read.messages, 'message')} read; suppressed: {found or 'nobody'}{letters}.")


def print_suppressions(screen: Screen, suppressions: Iterable[Suppression], *, json: bool) -> None:
    """The suppression list."""
    if json:
        screen.json({"suppressions": [asdict(row) | {"added_at": row.added_at.isoformat()} for row in suppressions]})
        return
    rows = Rows(("Address", "Reason", "Since"))
    for row in suppressions:
        rows.add(row.address, row.reason, f"{row.added_at:%Y-%m-%d}")
    screen.rows(rows, caption=f"{len(rows.rows)} suppressed")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
