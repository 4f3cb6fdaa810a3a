"""The tables of one newsletter as they stand in its files, and where each of them stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from digest.config.lines import Place, line_of
from digest.errors import ConfigError


@dataclass(frozen=True)
class Part:
    """A table of a TOML file: `at` is where it stands there, `()` for the whole file."""

    path: Path
    text: str
    tables: Mapping[str, Any]
    at: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Part:
        """The file at `path`. Raises ConfigError when it is absent, unreadable or no TOML."""
        text = read_text(path)
        return cls(path, text, read_toml(text, path))

    def table(self, *names: str) -> Part:
        """The table under `names`. Raises ConfigError when it is none."""
        found: Any = self.tables
        for depth, name in enumerate(names, start=1):
            found = found[name]
            if not isinstance(found, Mapping):
                at = ".".join((*self.at, *names[:depth]))
                raise ConfigError(f'"{at}": must be a table', where=self.where(*names[:depth]))
        return Part(self.path, self.text, found, (*self.at, *names))

    def where(self, *place: int | str) -> str:
        """The file, and the line of what stands at `place` of this table where it has one."""
        line = line_of(self.text, (*self.at, *place))
        return f"{self.path}:{line}" if line else str(self.path)

    def depth(self, place: Place) -> int:
        """How much of `place` this table decides: all of it from a list or a value on, which counts as a whole."""
        value: Any = self.tables
        for index, part in enumerate(place):
            if not isinstance(value, Mapping):
                return len(place)
            if part not in value:
                return index
            value = value[part]
        return len(place)

    def says(self, place: Place) -> bool:
        """Whether there is something at `place`."""
        value: Any = self.tables
        for part in place:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return False
        return True


@dataclass(frozen=True)
class Document:
    """What one newsletter is configured with: its own tables, over those that it shares with others.

    `name` is empty where a file is one newsletter. `main` is the file that `--config` names.
    """

    main: Path
    own: Part
    name: str = ""
    defaults: Part | None = None

    @property
    def tables(self) -> dict[str, Any]:
        """The two merged: tables key by key, all else as a whole."""
        return merged(self.defaults.tables, self.own.tables) if self.defaults else dict(self.own.tables)

    @property
    def files(self) -> tuple[Path, ...]:
        """The TOML files that it stands in."""
        return tuple(dict.fromkeys((self.main, self.own.path)))

    @property
    def is_inline(self) -> bool:
        """Whether it is one of several in the same file."""
        return bool(self.name) and self.own.path == self.main

    def part_of(self, place: Place) -> Part:
        """Where what counts at `place` is written, or would have to be."""
        shared = self.defaults
        return shared if shared and shared.depth(place) > self.own.depth(place) else self.own


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`: tables key by key, all else, lists too, as a whole."""
    found = {**below, **above}
    for name in below.keys() & above.keys():
        if isinstance(below[name], Mapping) and isinstance(above[name], Mapping):
            found[name] = merged(below[name], above[name])
    return found


def read_text(path: Path) -> str:
    """The text of a file that a person wrote. Raises ConfigError when it is absent or unreadable."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = "run `digest init DIR` to make one, or name it with --config"
        raise ConfigError("there is no such file", where=str(path), hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), hint="save it as UTF-8 text") from error


def read_toml(text: str, path: Path) -> dict[str, Any]:
    """The content of `text`, which is that of the file at `path`. Raises ConfigError with the line that is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Python 3.14 is the first to give the line apart from the message.
        found = re.search(r"at line (\d+)", str(error))
        line = found[1] if found else len(text.splitlines())
        hint = "texts stand in quotes, lists in [ ], dates like 2026-11-20; see https://toml.io"
        raise ConfigError(f"not valid TOML: {error}", where=f"{path}:{line}", hint=hint) from error


def read_dotenv(path: Path) -> dict[str, str]:
    """The settings in the `.env` file at `path`; none where there is no such file."""
    if not path.is_file():
        return {}
    # As text: python-dotenv would keep a byte-order mark as part of the first name.
    return {key: value for key, value in dotenv_values(stream=StringIO(read_text(path))).items() if value is not None}
