"""`--all`: one command on each newsletter of a file, in turn; what fails of one does not stop the others."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from digest.cli.command import Common, Told, outcome
from digest.errors import ConfigError, DigestError

if TYPE_CHECKING:
    from digest.console import Screen
    from digest.console.several import OneOfSeveral

INTERRUPTED = 130


@dataclass(frozen=True)
class _Turn(Common):
    """The options for one of the newsletters, which prints on a screen of its own."""

    own_screen: OneOfSeveral = field(kw_only=True)

    def screen(self) -> Screen:
        return self.own_screen


def run_each(
    function: Callable[..., None], common: Common, values: Mapping[str, Any], *, told: Told | None = None
) -> None:
    """Call a command's `function` for every newsletter of the config file; `told` hears of the errors of each.

    Exits with the highest of their codes. Raises ConfigError when the file is one newsletter, or one was named.
    """
    from digest.config import newsletter_names
    from digest.console.several import OneOfSeveral

    names = _several(common, newsletter_names(common.config))
    shared, as_json = common.screen(), values.get("json")
    codes = [0]
    answers: dict[str, Any] = {}
    for name in names:
        screen = OneOfSeveral(
            name, quiet=common.quiet, verbose=common.verbose, options=replace(common, newsletter=name).naming
        )
        if not as_json:
            screen.heading(first=name == names[0])
        codes.append(_turn(function, common, values, screen, told))
        answers[name] = screen.answer
        if codes[-1] == INTERRUPTED:
            break
    if as_json:
        shared.json(answers)
    raise typer.Exit(max(codes))


def _turn(
    function: Callable[..., None], common: Common, values: Mapping[str, Any], screen: OneOfSeveral, told: Told | None
) -> int:
    """The exit code for one newsletter. A fault of our own shows its traceback, and the next one has its turn."""
    options = {each.name: getattr(common, each.name) for each in fields(Common)}
    turn = _Turn(**options | {"newsletter": screen.name}, own_screen=screen)
    try:
        return outcome(turn, partial(function, turn, **values), told=told)
    except Exception as error:
        traceback.print_exc()
        known = error if isinstance(error, DigestError) else DigestError(f"{type(error).__name__}: {error}")
        screen.error(known)
        return known.exit_code


def _several(common: Common, names: tuple[str, ...]) -> tuple[str, ...]:
    if common.newsletter:
        raise ConfigError("-n names one newsletter, --all takes each", where="--all", hint="leave one of them out")
    if not names:
        hint = "leave --all out"
        raise ConfigError("the file is one newsletter", where=str(common.config), hint=hint)
    return names
