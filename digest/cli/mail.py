"""Commands that mail an issue, and say how that went."""

from __future__ import annotations

import enum
import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.command import Common, DueArgument, IssueArgument, Json, command, issue_ids
from digest.errors import ConfigError, DigestError, Refused

if TYPE_CHECKING:
    from digest.config import Config
    from digest.console import Screen

group = typer.Typer()


def _words(text: str) -> str:
    """`text` in one line, without characters that steer a terminal."""
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())


class LedgerLost(enum.StrEnum):
    """What becomes of a send whose ledger is lost."""

    resend = "resend"
    skip = "skip"


@command(group, "test")
def mail_test(
    common: Common,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Who gets it.")],
    issue: Annotated[str | None, typer.Option(help="An issue's id or folder; the newest by default.")] = None,
    json: Json = False,
) -> None:
    """Mail an issue to these people, marked as a test. Changes nothing."""
    from digest import pipeline
    from digest.console.mail import print_submissions
    from digest.models import Recipient

    config, screen = common.open()
    recipients = [Recipient(address) for address in addresses]
    submissions = pipeline.test(config, pipeline.find_issue(config, issue), recipients)
    print_submissions(screen, submissions, json=json)
    if not all(submission.state == "accepted" for submission in submissions):
        raise typer.Exit(5)


@command(group)
def send(
    common: Common,
    issue: IssueArgument = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also when it is on hold, was skipped, or is too late.")
    ] = False,
    ledger_lost: Annotated[
        LedgerLost | None,
        typer.Option(
            help="The ledger of a send that has begun is lost: mail who may not have it, after `adopt`, or nobody more."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Submit an issue to every recipient not yet accepted. Safe to run again at any time."""
    from digest import pipeline
    from digest.console.mail import confirm, event_writer, print_forecast, print_giving_up, print_sent

    config, screen = common.open()
    found = pipeline.to_send(config, issue)
    gives_up = ledger_lost is LedgerLost.skip
    if dry_run and gives_up:
        print_giving_up(screen, found, json=json)
        return
    if dry_run:
        print_forecast(screen, pipeline.forecast(config, found), json=json)
        return
    if not (yes or gives_up):
        confirm(screen, pipeline.forecast(config, found), interactive=bool(sys.stdin and sys.stdin.isatty()))
    with screen.progress(json=json) as progress:
        result = pipeline.send(
            config,
            found,
            force=force,
            ledger_lost=ledger_lost.value if ledger_lost else None,
            progress=progress,
            watch=event_writer(screen, json=json),
        )
    print_sent(screen, result, json=json)


def _in_summary(common: Common, error: DigestError) -> None:
    """What ended a run is in the summary of its CI job, too, also a config of which nothing can be read."""
    from digest.console.ci import add_summary

    newsletter = common.newsletter or os.environ.get("DIGEST_NEWSLETTER", "")
    if unwritten := add_summary(os.environ, error, newsletter=newsletter):
        common.screen().warn(unwritten)


def _refuse_pretended(common: Common, config: Config, screen: Screen) -> None:
    """Refuse a date that is pretended for this run, where mails would leave; warn of one that the file pretends."""
    from digest import pipeline

    if pipeline.is_pretended(config):
        origin = next(each.origin for each in common.settings() if each.key == "schedule.today")
        if "--date" in origin or "DIGEST_DATE" in origin:
            hint = "`digest run --issue ID` takes an issue by its name; DIGEST_TRANSPORT=outbox tries a date"
            raise Refused(
                f"it is not {config.schedule.today}: on a pretended date no mail leaves", where=origin, hint=hint
            )
        screen.warn(f"{origin}: it is not {config.schedule.today}, and mails leave all the same")


@command(group, each=True, told=_in_summary)
def run(
    common: Common,
    issue: Annotated[
        str,
        typer.Option(
            metavar="ISSUE",
            help="An issue's id: this one, once it is due, and not the one whose turn it is.",
            autocompletion=issue_ids,
            show_default=False,
        ),
    ] = "",
    claim: Annotated[
        bool, typer.Option("--claim", help="Stop before the first mail, so that the claim can be published first.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Send it now: also before its time or in review, on hold, skipped, or too late."),
    ] = False,
    json: Json = False,
) -> None:
    """What the schedule calls: if an issue is due and not sent, plan, render, check and send it."""
    from digest import pipeline
    from digest.console.ci import add_summary, job_page
    from digest.console.mail import event_writer, print_run

    config, screen = common.open()
    _refuse_pretended(common, config, screen)
    with screen.progress(json=json) as progress:
        result = pipeline.run(
            config,
            issue=issue,
            claim_only=claim,
            claimed_by=job_page(os.environ),
            force=force,
            progress=progress,
            watch=event_writer(screen, json=json),
        )
    newsletter = config.paths.newsletter
    if unwritten := add_summary(os.environ, result, newsletter=newsletter, link=config.notify.link):
        screen.warn(unwritten)
    print_run(screen, result, newsletter=newsletter, json=json)


@command(group)
def notify(
    common: Common,
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help="What is to be said, in a sentence.", show_default=False)
    ],
    lines: Annotated[
        list[str] | None, typer.Argument(metavar="[LINE]...", help="More on it, a line each.", show_default=False)
    ] = None,
    issue: Annotated[
        str,
        typer.Option(
            metavar="ISSUE",
            help="The id of the issue that it is about; the one whose turn it is by default.",
            autocompletion=issue_ids,
            show_default=False,
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Tell the owners what a script around digest found: once, however often it finds it."""
    from digest import pipeline
    from digest.console.ci import job_page
    from digest.console.mail import print_told

    config, screen = common.open()
    if not words.strip():
        raise ConfigError("there is nothing to say", where="WORDS", hint="write what was found, in a sentence")
    about = issue or pipeline.coming(config, issues=1)[0].issue
    page = job_page(os.environ)
    more = (*(lines or ()), *([f"The job: {page}"] if page else []))
    notice = pipeline.of_script(about, words, more)
    untold = pipeline.notify(config, [notice]) or pipeline.unreached(config, notice)
    print_told(screen, config.notify, untold, issue=about, json=json)
    if untold:
        raise typer.Exit(5)


@command(group)
def hold(
    common: Common,
    issue: DueArgument = None,
    reason: Annotated[str, typer.Option("--reason", "-m", help="Why, for the others.")] = "",
    json: Json = False,
) -> None:
    """Keep an issue from going out until it is approved."""
    from digest import pipeline
    from digest.console.mail import print_review

    config, screen = common.open()
    held = pipeline.hold(config, pipeline.to_hold(config, issue), reason=_words(reason))
    print_review(screen, held, json=json)


@command(group)
def approve(common: Common, issue: DueArgument = None, json: Json = False) -> None:
    """Let an issue go out at its time: it was on hold, has few stories, or need not wait for its review."""
    from digest import pipeline
    from digest.console.mail import print_review

    config, screen = common.open()
    approved = pipeline.approve(config, pipeline.to_approve(config, issue))
    print_review(screen, approved, json=json)


@command(group, each=True)
def schedule(
    common: Common,
    issues: Annotated[int, typer.Option(min=1, max=60, help="How many issues ahead.")] = 8,
    json: Json = False,
) -> None:
    """When the next issues go out, and which have."""
    from digest import pipeline
    from digest.console.mail import print_schedule

    config, screen = common.open()
    print_schedule(screen, pipeline.coming(config, issues=issues), json=json)


@command(group, each=True)
def status(common: Common, issue: IssueArgument = None, json: Json = False) -> None:
    """Counts that add up: recipients = accepted + deferred + refused + unknown + unanswered + suppressed + pending."""
    from digest import pipeline
    from digest.console.mail import print_status

    config, screen = common.open()
    print_status(screen, pipeline.status(config, pipeline.find_issue(config, issue)), json=json)


@command(group)
def adopt(common: Common, json: Json = False) -> None:
    """Let this ledger count from now on, as the one that sent the last issues is lost. Mails nobody."""
    from digest import pipeline
    from digest.console.mail import print_adoption

    config, screen = common.open()
    print_adoption(screen, pipeline.adopt(config), json=json)
