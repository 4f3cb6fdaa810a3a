"""`digest checks`: the rules and what they know."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.command import Common, Json, command

group = typer.Typer(help="The rules of `digest check`, and what they know of mail programs.", no_args_is_help=True)


@command(group, "list")
def checks_list(common: Common, json: Json = False) -> None:
    """What is checked, and how much each rule matters."""
    from digest.checks import all_rules
    from digest.console.findings import print_rules

    print_rules(common.screen(), all_rules(), json=json)


@command(group, "update")
def checks_update(
    common: Common,
    place: Annotated[str, typer.Argument(metavar="[URL|FILE]", show_default=False)] = "",
) -> None:
    """Fetch what mail programs support today, from caniemail.com or from another place."""
    from digest import pipeline
    from digest.console.findings import print_support

    config, screen = common.open()
    print_support(screen, *pipeline.update_support(config, place))
