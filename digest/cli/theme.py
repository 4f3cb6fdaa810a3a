"""`digest theme`: the themes that there are, and new ones."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.command import Common, Json, command

group = typer.Typer(help="The themes that there are, and new ones.", no_args_is_help=True)


@command(group, "list")
def theme_list(common: Common, json: Json = False) -> None:
    """The themes, bundled and your own, with their options."""
    from digest.console.themes import print_themes
    from digest.renderer import find_theme, theme_names

    folder = common.templates()
    themes = [find_theme(name, overrides=folder, options={}) for name in theme_names(folder)]
    print_themes(common.screen(), themes, json=json)


@command(group, "new")
def theme_new(
    common: Common,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the theme shall be called.")],
    start: Annotated[str, typer.Option("--from", metavar="THEME", help="The theme to copy.")] = "classic",
) -> None:
    """Copy a theme into templates/NAME beside digest.toml, to make your own of it."""
    from digest.console.themes import print_new_theme
    from digest.renderer import new_theme

    print_new_theme(common.screen(), new_theme(name, start=start, overrides=common.templates()), start=start)
