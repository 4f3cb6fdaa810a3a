"""Write docs/reference/commands.md from the commands that there are: `python docs/commands_reference.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from typer.main import get_command

from digest.cli import app

PAGE = Path(__file__).with_name("reference") / "commands.md"
COMMON = ("config", "newsletter", "date", "verbose", "quiet", "traceback")
"""Options that every command takes."""
_KINDS = {int: "NUMBER", Path: "PATH", datetime: "DATE"}
_HEAD = """\
# Commands

This page is made from the program: what `digest COMMAND --help` says, in one place.

Exit codes: 0 done, 1 checks failed, 2 configuration, 3 source, 4 template, 5 sending incomplete (run it again),
6 refused, 130 interrupted.

"""


def written() -> str:
    """The page, as the commands are now."""
    commands = list(_commands(get_command(app), ()))
    shared = [each for each in commands[0][1].params if each.name in COMMON]
    options = f"## Options of every command\n\n{_table(shared)}\n"
    root = "`digest --version` shows the version, `digest --help` and `digest COMMAND --help` the help.\n\n"
    completion = (
        "`digest --install-completion` teaches the shell to complete; `--show-completion` shows what it adds.\n\n"
    )
    return _HEAD + options + root + completion + "\n".join(_section(words, command) for words, command in commands)


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*words, name))
    if not hasattr(command, "commands"):
        yield words, command


def _section(words: tuple[str, ...], command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    own = [each for each in command.params if each.param_type_name == "option" and each.name not in COMMON]
    usage = " ".join(("digest", *words, *(["[OPTIONS]"] if own else []), *map(_argument, arguments)))
    described = "".join(f"`{_named(each)}`: {each.help}\n\n" for each in arguments if each.help)
    told = f"## digest {' '.join(words)}\n\n{command.help}\n\n    {usage}\n\n{described}{_table(own)}"
    return told.rstrip() + "\n"


def _named(argument: Any) -> str:
    return str(argument.metavar or argument.name).strip("[]").removesuffix("...").upper()


def _argument(argument: Any) -> str:
    name = _named(argument) + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _table(options: list[Any]) -> str:
    if not options:
        return ""
    rows = "".join(f"| {_flags(each)} | {_default(each)} | {_help(each)} |\n" for each in options)
    return f"| option | default | what it does |\n| --- | --- | --- |\n{rows}"


def _flags(option: Any) -> str:
    value = "" if option.is_flag else f" {_value(option)}"
    first, *others = [*sorted(option.opts, key=len, reverse=True), *option.secondary_opts]
    return ", ".join([f"`{first}{value}`", *(f"`{flag}`" for flag in others)])


def _value(option: Any) -> str:
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "\\|".join(each.value for each in kind)
    return str(option.metavar or _KINDS.get(kind, "TEXT"))


def _default(option: Any) -> str:
    if option.is_flag or option.default in (None, "", (), []):
        return ""
    return f"`{option.default}`"


def _help(option: Any) -> str:
    variable = f" Also `{option.envvar}`." if isinstance(option.envvar, str) else ""
    said = (option.help or "").replace("|", "\\|")
    return f"{said}{variable}"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
