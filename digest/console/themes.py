"""Print what there is to choose from: themes with their options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from digest.console.screen import Rows, Screen
from digest.renderer import Declared, Theme


def print_themes(screen: Screen, themes: Sequence[Theme], *, json: bool) -> None:
    """Each theme with what it is, and its options with their defaults; options that all have alike come last, once."""
    if json:
        screen.json({"themes": [_content(theme) for theme in themes]})
        return
    common = [option for option in themes[0].declared if all(option in theme.declared for theme in themes)]
    for theme in themes:
        screen.say(Text.assemble((theme.name, "bold cyan"), f"  {theme.summary}"))
        screen.rows(_options([option for option in theme.declared if option not in common]))
        screen.say()
    screen.rows(_options(common), caption="In every theme")


def print_new_theme(screen: Screen, folder: Path, *, start: str) -> None:
    """Where the copy is, and how it is put to use."""
    screen.say(f"Copied {start} to {folder}.")
    screen.say(
        f'Use it with name = "{folder.name}" under [theme] in digest.toml, and look at it with `digest preview`.'
    )


def _options(options: Sequence[Declared]) -> Rows:
    rows = Rows()
    for option in options:
        rows.add(f"  {option.name}", _written(option.default), Text(option.help, style="dim"))
    return rows


def _written(value: object) -> str:
    """A default as it is written in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{" ".join(value) if isinstance(value, tuple) else value}"' if not isinstance(value, int) else str(value)


def _content(theme: Theme) -> dict[str, Any]:
    options = [
        {"name": each.name, "type": each.type, "default": theme.options[each.name], "help": each.help}
        for each in theme.declared
    ]
    return {"name": theme.name, "summary": theme.summary, "options": options}
