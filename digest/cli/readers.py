"""`digest suppress` and `digest bounces`: who must never be mailed, and how we learn of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.command import Common, Json, command

group = typer.Typer(help="Who must never be mailed, and why.", no_args_is_help=True)
bounces = typer.Typer(help="What comes back from readers' mail servers, and from readers.", no_args_is_help=True)


@command(group, "add")
def suppress_add(
    common: Common,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...")],
    reason: Annotated[str, typer.Option(help="Why.")] = "manual",
    json: Json = False,
) -> None:
    """Never mail these addresses."""
    from digest import pipeline
    from digest.console.mail import print_suppressed

    config, screen = common.open()
    print_suppressed(screen, pipeline.suppress(config, addresses, reason=reason), reason=reason, json=json)


@command(group, "remove")
def suppress_remove(
    common: Common,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...")],
    json: Json = False,
) -> None:
    """Mail these addresses again."""
    from digest import pipeline
    from digest.console.mail import print_unsuppressed

    config, screen = common.open()
    print_unsuppressed(screen, pipeline.unsuppress(config, addresses), asked=len(addresses), json=json)


@command(group, "list")
def suppress_list(common: Common, json: Json = False) -> None:
    """Who is on the suppression list."""
    from digest import pipeline
    from digest.console.mail import print_suppressions

    config, screen = common.open()
    print_suppressions(screen, pipeline.suppressions(config), json=json)


@command(group, "export")
def suppress_export(
    common: Common,
    file: Annotated[Path | None, typer.Argument(help="The CSV file to write; left out, stdout.")] = None,
) -> None:
    """Write the list as CSV, as `import` reads it."""
    from digest import pipeline

    config, screen = common.open()
    if file is None:
        pipeline.export_suppressions(config, sys.stdout)
        return
    with file.open("w", encoding="utf-8", newline="") as opened:
        number = pipeline.export_suppressions(config, opened)
    screen.say(f"{number} suppressed addresses are in {file}.")


@command(group, "import")
def suppress_import(
    common: Common,
    file: Annotated[Path, typer.Argument(help="CSV with a column email, and reason if you like.")],
    reason: Annotated[str, typer.Option(help="For rows that give none.")] = "imported",
    column: Annotated[str, typer.Option(help="The column with the addresses, where it is another.")] = "",
    json: Json = False,
) -> None:
    """Add the addresses of a CSV file."""
    from digest import pipeline
    from digest.console.mail import print_suppressed

    config, screen = common.open()
    print_suppressed(screen, pipeline.import_suppressions(config, file, reason=reason, column=column), json=json)


@command(bounces, "read")
def bounces_read(
    common: Common,
    place: Annotated[
        str | None, typer.Argument(metavar="MAILDIR|IMAP-URL", help="Left out, IMAP_URL of .env.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Read delivery reports, complaints and unsubscribe mails, and suppress who they are about."""
    from digest import pipeline
    from digest.console.mail import print_bounces

    config, screen = common.open()
    print_bounces(screen, pipeline.read_bounces(config, place), json=json)
