"""The command line: each command reads the config, calls one function of the pipeline and prints what it gave."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from digest.cli import ads, archive, checks, decide, mail, readers, show, start, theme
from digest.streams import outlive_readers

app = typer.Typer(
    name="digest",
    help="Turn a publisher's stories into a weekly email newsletter and send it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Boxes on a terminal, plain text off it, which also takes half the time.
    rich_markup_mode="rich" if sys.stdout and sys.stdout.isatty() else None,
)

# Commands without a name of their own stand at the top, in this order in the help.
app.add_typer(start.group)
app.add_typer(decide.group)
app.add_typer(show.group)
app.add_typer(mail.group)
app.add_typer(ads.reports)
app.add_typer(readers.group, name="suppress")
app.add_typer(readers.bounces, name="bounces")
app.add_typer(theme.group, name="theme")
app.add_typer(ads.group, name="ads")
app.add_typer(checks.group, name="checks")
app.add_typer(archive.group, name="archive")


def _version(wanted: bool) -> None:
    if wanted:
        from digest import __version__

        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn a publisher's stories into a weekly email newsletter and send it."""


def main() -> None:
    """The `digest` command."""
    outlive_readers()
    app()
