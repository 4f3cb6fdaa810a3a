"""Print a newsletter's settings, and where they come from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from digest.console.screen import Rows, Screen

if TYPE_CHECKING:
    from digest.config import Setting


def print_settings(screen: Screen, settings: Sequence[Setting], *, defaults: bool, json: bool) -> None:
    """What was said and where, and with `defaults` what nobody said. Files are shown relative to the current folder."""
    from digest.config import DEFAULT

    if json:
        screen.json({"settings": [asdict(each) for each in settings]})
        return
    rows = Rows(("Key", "Value", "From"))
    for each in settings:
        if defaults or each.origin != DEFAULT:
            rows.add(each.key, each.value, Text(_shown(each.origin), style="dim"))
    screen.rows(rows)


def _shown(origin: str) -> str:
    return origin.replace(f"{Path.cwd()}{os.sep}", "")
