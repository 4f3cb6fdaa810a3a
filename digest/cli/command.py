"""What all commands share: their common options, and how an error ends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from digest.errors import DigestError, explained

if TYPE_CHECKING:
    from digest.config import Config, Setting
    from digest.console import Screen


def _names(ctx: typer.Context, incomplete: str) -> list[str]:
    """The newsletters of the config file so far named, for the shell to complete."""
    from digest.config import newsletter_names

    try:
        found = newsletter_names(Path(ctx.params.get("config") or "digest.toml"))
    except DigestError:
        return []
    return [name for name in found if name.startswith(incomplete)]


def _date(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 # a day, which has no time zone
    except ValueError:
        raise typer.BadParameter(f'"{text}" is no date: write it like 2026-11-27') from None


@dataclass(frozen=True)
class Common:
    """The options that every command takes."""

    config: Annotated[
        Path, typer.Option("--config", "-c", envvar="DIGEST_CONFIG", help="The newsletter's configuration.")
    ] = Path("digest.toml")
    newsletter: Annotated[
        str,
        typer.Option(
            "--newsletter",
            "-n",
            metavar="NAME",
            help="Which one, where the file has several; also DIGEST_NEWSLETTER.",
            show_default=False,
            autocompletion=_names,
        ),
    ] = ""
    date: Annotated[
        datetime | None,
        typer.Option(parser=_date, metavar="YYYY-MM-DD", help="Pretend that this is today.", show_default=False),
    ] = None
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where an error comes from.")] = False

    def screen(self) -> Screen:
        """Where to print."""
        from digest.console import Screen

        if self.verbose:
            import logging

            logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
        return Screen(quiet=self.quiet, verbose=self.verbose, options=self.naming)

    @property
    def naming(self) -> str:
        """The options that name the newsletter again in a command that is shown, where the folder alone does not."""
        named = f" -n {self.newsletter}" if self.newsletter else ""
        return named if self.config == Path("digest.toml") else f"{named} -c {quote(str(self.config))}"

    def templates(self) -> Path:
        """Where this newsletter's own themes and overrides are, whether or not its config can be read."""
        from digest.config import folder_of

        return folder_of(self.config, self.newsletter) / "templates"

    def open(self) -> tuple[Config, Screen]:
        """The config that the options name, and where to print."""
        from digest.config import load

        return load(self.config, **self._given()), self.screen()

    def settings(self) -> tuple[Setting, ...]:
        """What the config is made of, and where that comes from."""
        from digest.config import settings_of

        return settings_of(self.config, **self._given())

    def _given(self) -> dict[str, Any]:
        import os

        day = self.date.date() if self.date else None
        return {"environment": os.environ, "today": day, "newsletter": self.newsletter}


Told = Callable[[Common, DigestError], None]
"""Who else is to hear of an error that ends a command."""


def outcome(common: Common, work: Callable[[], None], *, told: Told | None = None, json: bool = False) -> int:
    """The exit code of `work`, after two lines on stderr where a DigestError ended it, which is `told` as well; 130
    after Ctrl-C.

    With `json`, as the command was called, the same error stands on stdout too, as an object.
    """
    try:
        work()
    except (DigestError, OSError) as error:
        known = error if isinstance(error, DigestError) else explained(error)
        if told:
            told(common, known)
        if common.traceback:
            raise
        common.screen().error(known, json=json)
        return known.exit_code
    except KeyboardInterrupt:
        return 130
    except typer.Exit as ended:
        return ended.exit_code
    return 0


ALL = Parameter(
    "every_one",
    Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--all", help="Each newsletter of the file in turn.")],
)


def command(
    group: typer.Typer, name: str | None = None, *, each: bool = False, told: Told | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function, whose first parameter is a `Common`, with the common options in its place.

    A DigestError ends it with two lines on stderr and the error's exit code, Ctrl-C with 130; with a parameter `json`
    that was given, also with an object on stdout. With `each`, it takes `--all` as well, which calls it for every
    newsletter of the file. `told` hears of errors, too.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(Common, include_extras=True)
        options = [
            Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
            for field in fields(Common)
        ]
        own = [
            parameter.replace(kind=Parameter.KEYWORD_ONLY)
            for parameter in list(signature(function, eval_str=True).parameters.values())[1:]
        ]
        parameters = [*own, *([ALL] if each else ()), *options]

        @wraps(function)
        def run(**values: Any) -> None:
            common = Common(**{field.name: values.pop(field.name) for field in fields(Common)})
            json = bool(values.get("json"))
            if values.pop(ALL.name, False):
                from digest.cli.each import run_each

                code = outcome(common, lambda: run_each(function, common, values, told=told), told=told, json=json)
            else:
                code = outcome(common, lambda: function(common, **values), told=told, json=json)
            if code:
                raise typer.Exit(code)

        run.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # inspect reads it, mypy does not know
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        group.command(name)(run)
        return function

    return register


def issue_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """The issues of the newsletter so far named, for the shell to complete."""
    from digest import archive

    common = Common(Path(ctx.params.get("config") or "digest.toml"), ctx.params.get("newsletter") or "")
    try:
        folder = common.open()[0].paths.issues
    except DigestError:
        return []
    return [name for name in archive.issue_ids(folder) if name.startswith(incomplete)]


IssueArgument = Annotated[
    str | None,
    typer.Argument(help="An issue's id or folder; left out, the newest.", metavar="ISSUE", autocompletion=issue_ids),
]

DueArgument = Annotated[
    str | None,
    typer.Argument(
        help="An issue's id or folder; left out, the one whose turn it is.", metavar="ISSUE", autocompletion=issue_ids
    ),
]


Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
