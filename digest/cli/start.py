"""`digest init` and `digest doctor`: a new newsletter, and whether all it needs is there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.command import Common, Json, command

if TYPE_CHECKING:
    from digest.config import Config
    from digest.errors import ConfigError

group = typer.Typer()


@command(group)
def init(
    common: Common,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make, or `.` for this one.")],
    name: Annotated[str | None, typer.Option(help="What the newsletter is called.")] = None,
    url: Annotated[
        str | None, typer.Option(help="Your site, or its feed; left out, it runs on sample stories.")
    ] = None,
    sender: Annotated[str | None, typer.Option("--from", metavar="ADDRESS", help="The address it comes from.")] = None,
    day: Annotated[str | None, typer.Option(help="The weekday on which it goes out, or any.")] = None,
    timezone: Annotated[str | None, typer.Option(help="By default that of this machine.", show_default=False)] = None,
    ci: Annotated[str | None, typer.Option(help="Also make the workflow of a CI system: github or gitlab.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: take the defaults.")] = False,
) -> None:
    """Make a working folder: config, ads, sample stories and readers. Asks four questions on a terminal."""
    from digest import starter
    from digest.console.starting import asking, print_created, print_found
    from digest.pipeline import find_source

    screen = common.screen()
    starter.check(folder, ci=ci)
    interactive = not yes and bool(sys.stdin and sys.stdin.isatty())
    given = {"name": name, "url": url, "sender": sender, "day": day, "timezone": timezone}
    answers = starter.answer(given, ask=asking(screen) if interactive else None)
    feed = None
    if answers.url:
        with screen.progress() as progress:
            progress("look", total=1, detail=answers.url)
            found = find_source(answers.url)
        feed = starter.Feed(found.url, found.kind, found.site)
        print_found(screen, found)
    created = starter.create(folder, answers, feed=feed, ci=ci or "", day=common.date.date() if common.date else None)
    print_created(screen, created, answers)


@command(group, each=True)
def doctor(
    common: Common,
    offline: Annotated[bool, typer.Option("--offline", help="Leave out what asks the network.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A warning counts as a fault.")] = False,
    selector: Annotated[list[str] | None, typer.Option(help="A DKIM selector to look for in the DNS.")] = None,
    json: Json = False,
) -> None:
    """Test config, sources, mail server, DNS, disk, clock and schedule; send nothing. Exits with 1 on a fault."""
    from datetime import UTC, datetime

    from digest.console.doctor import print_diagnoses
    from digest.doctor import Health, Patient, examine
    from digest.errors import ConfigError

    screen = common.screen()
    try:
        read: Config | ConfigError = common.open()[0]
    except ConfigError as error:
        read = error
    patient = Patient(common.config, read, datetime.now(UTC), tuple(selector or ()), offline)
    with screen.progress(json=json) as progress:

        def seen(name: str, done: int, total: int) -> None:
            progress("doctor", done=done, total=total, detail=name if done < total else f"{total} probes")

        diagnoses = examine(patient, on_probe=seen)
    print_diagnoses(screen, diagnoses, json=json)
    bad = {Health.fault, Health.warning} if strict else {Health.fault}
    if any(diagnosis.health in bad for diagnosis in diagnoses):
        raise typer.Exit(1)
