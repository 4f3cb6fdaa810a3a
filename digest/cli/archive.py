"""`digest archive`: the issues that were sent, as a site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.command import Common, Json, command

group = typer.Typer(help="The issues that were sent, as a web site.", no_args_is_help=True)


@command(group, "build")
def archive_build(
    common: Common,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it; files of others in it stay.")],
    url: Annotated[
        str, typer.Option("--url", help="Where it is published; by default archive_url.", show_default=False)
    ] = "",
    also: Annotated[
        list[str] | None, typer.Option("--with", metavar="ISSUE", help="Also this issue, which is about to be sent.")
    ] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Also issues that were not sent, for a look.")] = False,
    json: Json = False,
) -> None:
    """Make a static site of the issues that were sent: an index, their web versions, a feed."""
    from digest import pipeline
    from digest.console.archive import print_archive

    config, screen = common.open()
    with screen.progress(json=json) as progress:
        built = pipeline.build_archive(config, folder, url=url, also=also or (), drafts=drafts, progress=progress)
    print_archive(screen, built, json=json)
