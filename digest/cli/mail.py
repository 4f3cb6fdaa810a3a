"""Commands that mail an issue, and say how that went."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from digest.cli.command import Common, IssueArgument, Json, command

group = typer.Typer()


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
    json: Json = False,
) -> None:
    """Submit an issue to every recipient not yet accepted. Safe to run again at any time."""
    from digest import pipeline
    from digest.console.mail import confirm, event_writer, print_forecast, print_sent

    config, screen = common.open()
    found = pipeline.find_issue(config, issue)
    if dry_run:
        print_forecast(screen, pipeline.forecast(config, found), json=json)
        return
    if not yes:
        confirm(screen, pipeline.forecast(config, found), interactive=bool(sys.stdin and sys.stdin.isatty()))
    with screen.progress(json=json) as progress:
        result = pipeline.send(config, found, progress=progress, watch=event_writer(screen, json=json))
    print_sent(screen, result, json=json)


@command(group, each=True)
def run(common: Common, json: Json = False) -> None:
    """What the schedule calls: if an issue is due and not sent, plan, render, check and send it."""
    from digest import pipeline
    from digest.console.mail import event_writer, print_run

    config, screen = common.open()
    with screen.progress(json=json) as progress:
        result = pipeline.run(config, progress=progress, watch=event_writer(screen, json=json))
    print_run(screen, result, newsletter=config.paths.newsletter, json=json)


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
    """Counts that add up: recipients = accepted + deferred + refused + unknown + suppressed + pending."""
    from digest import pipeline
    from digest.console.mail import print_status

    config, screen = common.open()
    print_status(screen, pipeline.status(config, pipeline.find_issue(config, issue)), json=json)
