"""Several newsletters in one file: what they share is under `[defaults]`, each under `[newsletters.NAME]`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from digest.config.document import Document, Part
from digest.errors import ConfigError

DEFAULTS, NEWSLETTERS, UNSET = "defaults", "newsletters", "unset"
NAME = re.compile(r"[a-z][a-z0-9-]*")
"""A newsletter's name: it names folders, on every system, and never looks like an issue's id."""
PATHS = (
    ("sources", "*", "file"),
    ("sources", "*", "popularity"),
    ("blocks", "*", "file"),
    ("ads", "file"),
    ("audience", "file"),
    ("sending", "dkim_key"),
    ("preview", "images", "*"),
)
"""The keys that hold a path, which is relative to the file in which it is written."""


def newsletter_names(path: Path) -> tuple[str, ...]:
    """The newsletters in the file at `path`, in its order; none where the file is one. Raises ConfigError."""
    return tuple(_newsletters(Part.read(path.resolve())))


def folder_of(path: Path, name: str) -> Path:
    """The folder in which the newsletter called `name` of the file at `path` has its own files, also where that file
    cannot be read."""
    main = path.resolve()
    try:
        entry = Part.read(main).tables.get(NEWSLETTERS, {}).get(name)
    except (ConfigError, AttributeError):
        entry = None
    return (main.parent / entry).resolve().parent if isinstance(entry, str) else main.parent


def documents(main: Part) -> Iterator[Document]:
    """Each newsletter of the file `main`, but for those whose own file cannot be read."""
    for name in _newsletters(main) or ("",):
        try:
            yield choose(main, name)
        except ConfigError:
            continue


def choose(main: Part, name: str) -> Document:
    """The newsletter called `name` ("" where the file is one) of the file `main`.

    Raises ConfigError when it has no such newsletter, or several and none was named.
    """
    entries = _newsletters(main)
    if not entries:
        if name:
            hint = "leave -n and DIGEST_NEWSLETTER out, or write its tables under [newsletters.NAME]"
            raise ConfigError(f'there is no "{name}": the file is one newsletter', where=str(main.path), hint=hint)
        return Document(main.path, main)
    if not name:
        known = ", ".join(entries)
        hint = "name one with -n; where a command has --all, it takes each"
        raise ConfigError(f"it has several newsletters: {known}", where=str(main.path), hint=hint)
    if name not in entries:
        close = difflib.get_close_matches(name, entries, n=1)
        hint = f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(entries)}"
        raise ConfigError(f'there is no newsletter "{name}"', where=main.where(NEWSLETTERS), hint=hint)
    defaults = main.table(DEFAULTS) if DEFAULTS in main.tables else None
    if isinstance(entries[name], str):
        return _from_file(main, name, defaults)
    return Document(main.path, *_settled(main.table(NEWSLETTERS, name), defaults, name))


def _settled(own: Part, defaults: Part | None, name: str) -> tuple[Part, str, Part | None]:
    """A newsletter's own tables, its name, and the defaults without what it names under `unset`. Raises ConfigError."""
    keys = own.tables.get(UNSET, [])
    at = ".".join((*own.at, UNSET))
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        hint = f'write it like {UNSET} = ["schedule.review"]'
        raise ConfigError(f'"{at}": must be a list of keys', where=own.where(UNSET), hint=hint)
    left: dict[str, Any] = deepcopy(dict(defaults.tables)) if defaults else {}
    for key in keys:
        *tables, last = key.split(".")
        table: Any = left
        for each in tables:
            table = table.get(each) if isinstance(table, Mapping) else None
        if not isinstance(table, dict) or last not in table:
            hint = f"it takes out what stands under [{DEFAULTS}]; leave this one out"
            raise ConfigError(f'"{at}": there is no "{DEFAULTS}.{key}"', where=own.where(UNSET), hint=hint)
        del table[last]
    mine = {table: content for table, content in own.tables.items() if table != UNSET}
    return replace(own, tables=mine), name, replace(defaults, tables=left) if defaults else None


def _newsletters(main: Part) -> Mapping[str, Any]:
    """What stands under `[newsletters]`, by name; nothing where the file is one newsletter. Raises ConfigError."""
    if not {DEFAULTS, NEWSLETTERS} & main.tables.keys():
        return {}
    for other in main.tables:
        if other not in (DEFAULTS, NEWSLETTERS):
            hint = f"write it as [{DEFAULTS}.{other}], for all, or [{NEWSLETTERS}.NAME.{other}]"
            raise ConfigError(f'"{other}" stands beside [{NEWSLETTERS}]', where=main.where(other), hint=hint)
    if not main.tables.get(NEWSLETTERS):
        hint = f"add [{NEWSLETTERS}.NAME.newsletter] and so on; a file of one newsletter has no [{DEFAULTS}]"
        raise ConfigError(f"there is nothing under [{NEWSLETTERS}]", where=str(main.path), hint=hint)
    entries = main.table(NEWSLETTERS).tables
    for name, entry in entries.items():
        if not NAME.fullmatch(name):
            hint = 'write it in lower case, with letters, digits and "-", like "world"'
            raise ConfigError(f'"{name}" is no name for a newsletter', where=main.where(NEWSLETTERS, name), hint=hint)
        if not isinstance(entry, Mapping | str):
            hint = f'write [{NEWSLETTERS}.{name}.newsletter] and so on, or {name} = "{name}/digest.toml"'
            where = main.where(NEWSLETTERS, name)
            raise ConfigError(f'"{NEWSLETTERS}.{name}": must be a table, or the path of a file', where=where, hint=hint)
    return entries


def _from_file(main: Part, name: str, defaults: Part | None) -> Document:
    """A newsletter with a file of its own."""
    folder = main.path.parent
    files = {each: folder / written for each, written in _newsletters(main).items() if isinstance(written, str)}
    path = files.pop(name).resolve()
    for other in (main.path, *files.values()):
        if other.resolve().parent == path.parent:
            message = f'"{NEWSLETTERS}.{name}": {path.name} lies in one folder with {other.name}'
            hint = f"move it into a folder of its own, like {name}/digest.toml, for its issues/ and state/"
            raise ConfigError(message, where=main.where(NEWSLETTERS, name), hint=hint)
    own = Part.read(path)
    if _newsletters(own):
        hint = f"name the newsletters that it has under [{NEWSLETTERS}] of {main.path.name}, each in a file of its own"
        raise ConfigError("it has several newsletters itself", where=str(path), hint=hint)
    found = replace(defaults, tables=_anchored(defaults.tables, folder, PATHS)) if defaults else None
    return Document(main.path, *_settled(own, found, name))


def _anchored(tables: Any, folder: Path, paths: tuple[tuple[str, ...], ...]) -> Any:
    """`tables` with the paths in them relative to `folder` made absolute."""
    if isinstance(tables, str):
        return str(folder / tables) if tables and () in paths else tables
    if isinstance(tables, list):
        return [_anchored(each, folder, _below(paths, "*")) for each in tables]
    if isinstance(tables, Mapping):
        return {name: _anchored(each, folder, _below(paths, name)) for name, each in tables.items()}
    return tables


def _below(paths: tuple[tuple[str, ...], ...], name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(path[1:] for path in paths if path and path[0] in (name, "*"))
