"""What all commands share: their common options, and how an error ends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from digest.errors import DigestError, explained

if TYPE_CHECKING:
    from digest.config import Config
    from digest.console import Screen


@dataclass(frozen=True)
class Common:
    """The options that every command takes."""

    config: Annotated[
        Path, typer.Option("--config", "-c", envvar="DIGEST_CONFIG", help="The newsletter's configuration.")
    ] = Path("digest.toml")
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Pretend that this is today.", show_default=False)
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
        return Screen(quiet=self.quiet, verbose=self.verbose)

    def templates(self) -> Path:
        """Where this newsletter's own themes and overrides are, whether or not its config can be read."""
        return self.config.resolve().parent / "templates"

    def open(self) -> tuple[Config, Screen]:
        """The config that the options name, and where to print."""
        import os

        from digest.config import load

        day = self.date.date() if self.date else None
        return load(self.config, environment=os.environ, today=day), self.screen()


def command(group: typer.Typer, name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function, whose first parameter is a `Common`, with the common options in its place.

    A DigestError ends it with two lines on stderr and the error's exit code, Ctrl-C with 130.
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

        @wraps(function)
        def run(**values: Any) -> None:
            common = Common(**{field.name: values.pop(field.name) for field in fields(Common)})
            try:
                function(common, **values)
            except DigestError as error:
                if common.traceback:
                    raise
                common.screen().error(error)
                raise typer.Exit(error.exit_code) from None
            except OSError as error:
                if common.traceback:
                    raise
                common.screen().error(explained(error))
                raise typer.Exit(1) from None
            except KeyboardInterrupt:
                raise typer.Exit(130) from None

        run.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined] # inspect reads it, mypy does not know
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *options)}
        group.command(name)(run)
        return function

    return register


def _issue_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    from digest.archive import issue_ids

    config = Path(ctx.params.get("config") or "digest.toml")
    return [name for name in issue_ids(config.parent / "issues") if name.startswith(incomplete)]


IssueArgument = Annotated[
    str | None,
    typer.Argument(help="An issue's id or folder; left out, the newest.", metavar="ISSUE", autocompletion=_issue_ids),
]


Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
