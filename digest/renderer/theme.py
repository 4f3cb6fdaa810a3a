"""Find a theme's folders and settle its options: what theme.toml declares, with what the newsletter sets over it."""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digest.errors import ConfigError, TemplateError
from digest.registry import suggestion
from digest.renderer.options import Declared, Value, read_declared, settle


@dataclass(frozen=True)
class Theme:
    """A theme ready to render with: where its templates and labels are, the user's own first; each option's value."""

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
    roots = [bundled_themes(), *([overrides] if overrides else [])]
    return tuple(sorted({path.parent.name for root in roots for path in root.glob("*/theme.toml")}))


def find_theme(name: str, *, overrides: Path | None, options: Mapping[str, Any]) -> Theme:
    """The theme called `name` with `options` over its defaults.

    A file in `overrides/<name>/` wins over the bundled one of the same name. Raises ConfigError for a theme or an
    option that there is not, or a value that does not fit, and TemplateError for a broken theme.toml.
    """
    among = theme_names(overrides)
    if name not in among:
        raise ConfigError(f'there is no theme "{name}"', where="[theme] name", hint=suggestion(name, among))
    roots = [*([overrides] if overrides else []), bundled_themes()]
    folders = tuple(root / name for root in roots if (root / name).is_dir())
    content = _read(next(folder / "theme.toml" for folder in folders if (folder / "theme.toml").is_file()), name)
    declared = read_declared(content.get("options", {}), where=f"templates/{name}/theme.toml")
    return Theme(
        name=name,
        folders=folders,
        options=settle(declared, options),
        labels=tuple(root / "labels" for root in roots if (root / "labels").is_dir()),
        summary=str(content.get("summary", "")),
        declared=declared,
    )


def _read(path: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        hint = "see templates/classic/theme.toml for one that works"
        raise TemplateError(f"cannot be read: {error}", where=f"templates/{name}/theme.toml", hint=hint) from error
