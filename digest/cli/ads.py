"""`digest report` and `digest ads`: what ran, what is sold, and what can be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.command import Common, Json, command

reports = typer.Typer()
group = typer.Typer(help="What is sold, and what can be.", no_args_is_help=True)


@command(reports)
def report(
    common: Common,
    sponsor: Annotated[str, typer.Option(help="Only this sponsor, by id or name.", show_default=False)] = "",
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write a row for each insertion.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page for the sponsor.")] = None,
    json: Json = False,
) -> None:
    """Per sponsor: what ran, where, beside what, when, how many accepted, and what is owed."""
    from digest import pipeline
    from digest.console.sponsors import print_report, write_report

    config, screen = common.open()
    found = pipeline.sponsor_report(config, today=pipeline.today(config), sponsor=sponsor)
    write_report(screen, found, csv=csv, html=html)
    if json or not (csv or html):
        print_report(screen, found, json=json)


@command(group, "calendar", each=True)
def ads_calendar(
    common: Common,
    issues: Annotated[int, typer.Option(min=1, max=60, help="How many issues ahead.")] = 8,
    json: Json = False,
) -> None:
    """Who has which slot in the next issues, what is free, and what is sold too often."""
    from digest import pipeline
    from digest.console.sponsors import print_calendar

    config, screen = common.open()
    print_calendar(screen, pipeline.ad_calendar(config, today=pipeline.today(config), issues=issues), json=json)


@command(group, "import")
def ads_import(
    common: Common,
    file: Annotated[Path, typer.Argument(help="CSV with a row for each creative.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; left out, it is shown.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the file if it exists.")] = False,
) -> None:
    """Turn bookings of a spreadsheet into ads.toml."""
    from digest import pipeline
    from digest.console.sponsors import print_imported

    print_imported(common.screen(), pipeline.import_bookings(file, output=output, replace=replace))
