"""Find a part by name: its file name is its name in the config; `package.module:Name` works from outside."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import pkgutil
from collections.abc import Sequence
from typing import Any

from digest.errors import ConfigError


def names(package: str) -> tuple[str, ...]:
    """The names of the parts in `package` (a dotted name): its public modules, sorted."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        raise ValueError(f"{package} is not a package")
    modules = pkgutil.iter_modules(spec.submodule_search_locations)
    return tuple(sorted(module.name for module in modules if not module.name.startswith("_")))


def find(package: str, name: str, attribute: str, *, among: tuple[str, ...], where: str) -> Any:
    """The `attribute` of the part called `name`: a module of `package`, or `package.module:Name` from outside.

    `among` are the names that a user may give; `where` says which setting named the part. Raises ConfigError when
    there is none.
    """
    if ":" in name:
        return _outside(name, where)
    if name not in among:
        raise ConfigError(f'there is no "{name}"', where=where, hint=suggestion(name, among))
    return getattr(importlib.import_module(f"{package}.{name}"), attribute)


def suggestion(name: str, among: Sequence[str]) -> str:
    """What to write instead of `name`: the one of `among` that was probably meant, or all of them."""
    close = difflib.get_close_matches(name, among, n=1)
    return f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(among)}"


def _outside(name: str, where: str) -> Any:
    module_name, _, attribute = name.partition(":")
    try:
        return getattr(importlib.import_module(module_name), attribute)
    except Exception as error:  # a module of the user's own may fail in any way
        hint = "the module must be importable: is its package installed?"
        raise ConfigError(f'"{name}" cannot be imported: {error}', where=where, hint=hint) from error
