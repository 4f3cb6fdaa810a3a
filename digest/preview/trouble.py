"""What went wrong, for the page: the message, the place, and the lines around it."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.errors import DigestError
from digest.pipeline import theme_folders

AROUND = 3
"""Lines shown before and after the one that is wrong."""


@dataclass(frozen=True)
class Line:
    """A line of a file; `wrong` is the one that the error names."""

    number: int
    text: str
    wrong: bool


@dataclass(frozen=True)
class Trouble:
    """An error as the page shows it."""

    message: str
    where: str
    hint: str
    lines: tuple[Line, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def trouble_of(error: DigestError, config: Config | None) -> Trouble:
    """`error` with the lines that it is about, where it names a file of the theme or the config and a line."""
    where = re.fullmatch(r"(.+?)(?::|, line )(\d+)(?:\b.*)?", error.where)
    file = _file(where[1], config) if where else None
    lines = _around(file, int(where[2])) if where and file else ()
    return Trouble(error.message, _near(error.where, config), error.hint, lines)


def _near(where: str, config: Config | None) -> str:
    """`where` as it is called in the newsletter's folder, which the editor knows; as it is when it lies elsewhere."""
    return where.removeprefix(f"{config.paths.root}{os.sep}") if config else where


def _file(named: str, config: Config | None) -> Path | None:
    """The file that an error names as its author knows it: `templates/<theme>/…`, or the config itself, which is all
    that there is to show as long as it could not be read at all."""
    if config is None:
        return Path(named) if named.endswith(".toml") else None
    for file in config.paths.files:
        if named in (str(file), file.name):
            return file
    if Path(named) == config.ads.file:
        return Path(named)
    parts = Path(named).parts
    if parts[:1] != ("templates",) or ".." in parts:
        return None
    try:
        folders = theme_folders(config)
    except DigestError:  # the theme itself cannot be found
        return None
    found = (folder.joinpath(*parts[2:]) for folder in folders if folder.name == parts[1])
    return next((path for path in found if path.is_file()), None)


def _around(file: Path, number: int) -> tuple[Line, ...]:
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:  # it has just gone
        return ()
    first = max(1, number - AROUND)
    shown = text[first - 1 : number + AROUND]
    return tuple(Line(at, line, wrong=at == number) for at, line in enumerate(shown, start=first))
