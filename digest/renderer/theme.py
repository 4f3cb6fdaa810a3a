"""Find a theme's folders and settle its options: what theme.toml declares, with what the newsletter sets over it."""

from __future__ import annotations

import importlib.resources
import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digest.errors import ConfigError, TemplateError
from digest.registry import suggestion
from digest.renderer.options import Declared, Value, read_declared, settle

BASE = "base"
"""The folder of what all themes share. It is no theme of its own."""


_KEYS = ("summary", "extends", "options")


@dataclass(frozen=True)
class Theme:
    """A theme ready to render with: the folders of its files and labels, those that win first; each option's value."""

    name: str
    folders: tuple[Path, ...]
    options: Mapping[str, Value]
    labels: tuple[Path, ...] = ()
    summary: str = ""
    declared: tuple[Declared, ...] = field(default=(), repr=False)


def bundled_themes() -> Path:
    """The folder of the themes that come with digest: inside the installed package, or beside it in a checkout."""
    package = Path(str(importlib.resources.files("digest")))
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def theme_names(overrides: Path | None = None) -> tuple[str, ...]:
    """The themes that there are: those that come with digest, and those in `overrides` that have a theme.toml."""
    found = {path.parent.name for root in _roots(overrides) for path in root.glob("*/theme.toml")}
    return tuple(sorted(found - {BASE}))


def find_theme(name: str, *, overrides: Path | None, options: Mapping[str, Any]) -> Theme:
    """The theme called `name` with `options` over its defaults.

    A file that a theme lacks comes from the one it `extends` (by default `base`); a file in `overrides/<name>/` wins
    over the bundled one. Options are inherited in the same way, key by key. Raises ConfigError for a theme or an
    option that there is not, or a value that does not fit, and TemplateError for a broken theme.toml.
    """
    roots = _roots(overrides)
    folders: list[Path] = []
    tables: list[tuple[str, Mapping[str, Any]]] = []
    summary = ""
    heir, where = name, "[theme] name"
    while heir:
        if heir in [each for each, _ in tables]:
            raise TemplateError(f'extends itself by way of "{heir}"', where=where, hint="let one of them extend base")
        among = theme_names(overrides)
        if heir not in (among if heir == name else (*among, BASE)):
            raise ConfigError(f'there is no theme "{heir}"', where=where, hint=suggestion(heir, among))
        own = [root / heir for root in roots if (root / heir).is_dir()]
        content = _read(next(folder / "theme.toml" for folder in own if (folder / "theme.toml").is_file()), heir)
        folders += own
        tables.append((heir, content.get("options", {})))
        summary = summary or str(content.get("summary", ""))
        where = f"templates/{heir}/theme.toml: extends"
        heir = "" if heir == BASE else str(content.get("extends", BASE))
    declared = read_declared(_inherited(tables), where=f"templates/{name}/theme.toml")
    return Theme(
        name=name,
        folders=tuple(folders),
        options=settle(declared, options),
        labels=tuple(root / "labels" for root in roots if (root / "labels").is_dir()),
        summary=summary,
        declared=declared,
    )


def new_theme(name: str, *, start: str, overrides: Path) -> Path:
    """Copy the theme called `start`, with the user's own changes to it, to `overrides/<name>`; returns that folder.

    Raises ConfigError when there is no such theme, or one called `name` already.
    """
    if name in (*theme_names(overrides), BASE) or (overrides / name).exists():
        raise ConfigError(f'there is a theme "{name}" already', where=str(overrides / name), hint="choose another name")
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        hint = 'write a name in lower case, with letters, digits, "-" and "_"'
        raise ConfigError(f'"{name}" cannot be the name of a theme', where="NAME", hint=hint)
    if start not in theme_names(overrides):
        hint = suggestion(start, theme_names(overrides))
        raise ConfigError(f'there is no theme "{start}"', where="--from", hint=hint)
    find_theme(start, overrides=overrides, options={})
    for root in reversed(_roots(overrides)):
        if (root / start).is_dir():
            shutil.copytree(root / start, overrides / name, dirs_exist_ok=True)
    return overrides / name


def _roots(overrides: Path | None) -> tuple[Path, ...]:
    """The folders that hold themes, the user's own first."""
    return (*([overrides] if overrides else []), bundled_themes())


def _inherited(tables: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The `[options]` of a theme and of those that it extends, nearest first: each key of an option from the nearest.

    In the order of the furthest, so that common options come first.
    """
    merged: dict[str, Any] = {}
    for _, options in reversed(tables):
        for name, entry in options.items():
            merged[name] = {**merged.get(name, {}), **entry} if isinstance(entry, Mapping) else entry
    return merged


def _read(path: Path, name: str) -> dict[str, Any]:
    where = f"templates/{name}/theme.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        hint = 'one that works: summary = "…", extends = "classic", and below it [options.accent] with a default'
        raise TemplateError(f"cannot be read: {error}", where=where, hint=hint) from error
    for key in content:
        if key not in _KEYS:
            raise TemplateError(f'unknown key "{key}"', where=where, hint=suggestion(key, _KEYS))
    if not isinstance(content.get("options", {}), dict):
        raise TemplateError("options is no table", where=where, hint="write a table for each: [options.accent]")
    return content
