"""The command line: each command reads the config, calls one function of the pipeline and prints what it gave."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.config import Config
    from digest.console import Screen


@dataclass(frozen=True)
class Common:
    """The options that every command takes."""

    config: Path
    date: datetime | None
    verbose: bool
    quiet: bool
    traceback: bool


def _common_options() -> list[TyperOption]:
    return [
        TyperOption(
            param_decls=["-c", "--config"],
            type=Path,
            default="digest.toml",
            envvar="DIGEST_CONFIG",
            show_default=True,
            help="The newsletter's configuration.",
        ),
        TyperOption(param_decls=["--date"], type=_date_type(), help="Pretend that this is today."),
        TyperOption(param_decls=["-v", "--verbose"], is_flag=True, default=False, help="Say more."),
        TyperOption(param_decls=["-q", "--quiet"], is_flag=True, default=False, help="Say only what went wrong."),
        TyperOption(param_decls=["--traceback"], is_flag=True, default=False, help="Show where an error comes from."),
    ]


def _date_type() -> Any:
    import click

    return click.DateTime(formats=["%Y-%m-%d"])


class Command(TyperCommand):
    """A command with the common options, which ends an error with its message and exit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *_common_options()]

    def invoke(self, ctx: Any) -> Any:
        """Run the command. A DigestError becomes two lines on stderr; Ctrl-C exits with 130."""
        names = Common.__dataclass_fields__
        ctx.obj = common = Common(**{name: ctx.params.pop(name) for name in names})
        try:
            return super().invoke(ctx)
        except DigestError as error:
            if common.traceback:
                raise
            _screen(common).error(error)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


app = typer.Typer(
    name="digest",
    help="Turn a publisher's stories into a weekly email newsletter and send it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
suppress_app = typer.Typer(help="Who must never be mailed, and why.", no_args_is_help=True)
app.add_typer(suppress_app, name="suppress")


def _screen(common: Common) -> Screen:
    from digest.console import Screen

    return Screen(quiet=common.quiet, verbose=common.verbose)


def _open(ctx: typer.Context) -> tuple[Config, Screen]:
    """The config that the common options name, and the screen to print on."""
    import os

    from digest.config import load

    common: Common = ctx.obj
    day = common.date.date() if common.date else None
    return load(common.config, environment=os.environ, today=day), _screen(common)


def _issue_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    from digest.archive import issue_ids

    config = Path(ctx.params.get("config") or "digest.toml")
    return [name for name in issue_ids(config.parent / "issues") if name.startswith(incomplete)]


IssueArgument = Annotated[
    str | None,
    typer.Argument(help="An issue's id or folder; left out, the newest.", metavar="[ISSUE]", autocompletion=_issue_ids),
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]


@app.command(cls=Command)
def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
) -> None:
    """Make a working folder: config, ads, sample stories and subscribers, workflow."""
    from digest.starter import create

    _screen(ctx.obj).created(folder, create(folder))


@app.command(cls=Command)
def collect(
    ctx: typer.Context,
    places: Annotated[list[str] | None, typer.Argument(metavar="[URL or FILE]...", show_default=False)] = None,
    json: Json = False,
) -> None:
    """Show the stories as read from the configured or the given sources."""
    from digest.pipeline import gather, sources_at

    if places:
        screen, sources, cache = _screen(ctx.obj), sources_at(places), None
    else:
        config, screen = _open(ctx)
        sources, cache = config.sources, config.paths.state / "http"
    with screen.progress() as progress:
        collected = gather(sources, cache=cache, progress=progress)
    screen.entries(collected, json=json)


@app.command(cls=Command)
def plan(
    ctx: typer.Context,
    replan: Annotated[bool, typer.Option("--replan", help="Decide anew, though the issue exists.")] = False,
    json: Json = False,
) -> None:
    """Collect, select, place: write the issue file. Does nothing if the issue exists."""
    from digest import pipeline

    config, screen = _open(ctx)
    with screen.progress() as progress:
        planned = pipeline.plan(config, today=pipeline.today(config), replan=replan, progress=progress)
    screen.planned(planned, json=json)


@app.command(cls=Command)
def explain(ctx: typer.Context, issue: IssueArgument = None, json: Json = False) -> None:
    """Why each story and ad is in or out."""
    from digest import pipeline

    config, screen = _open(ctx)
    screen.explained(pipeline.find_issue(config, issue), json=json)


@app.command(cls=Command)
def render(ctx: typer.Context, issue: IssueArgument = None) -> None:
    """Write email.html, email.txt, index.html and message.eml of an issue."""
    from digest import pipeline

    config, screen = _open(ctx)
    found = pipeline.find_issue(config, issue)
    with screen.progress() as progress:
        pipeline.render_issue(config, found, progress=progress)
    screen.files(pipeline.files(config, found))


@app.command(cls=Command)
def check(
    ctx: typer.Context,
    issue: IssueArgument = None,
    strict: Annotated[bool, typer.Option("--strict", help="A warning counts as an error.")] = False,
    json: Json = False,
) -> None:
    """Look for what would embarrass you. Exits with 1 on an error."""
    from digest import pipeline

    config, screen = _open(ctx)
    found = pipeline.find_issue(config, issue)
    findings = pipeline.check_issue(config, found, pipeline.rendered(config, found))
    screen.findings(findings, json=json)
    if pipeline.failing(findings, strict=strict):
        raise typer.Exit(1)


@app.command(cls=Command)
def preview(
    ctx: typer.Context,
    issue: IssueArgument = None,
    port: Annotated[int | None, typer.Option(help="Port on this machine; a free one by default.")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Show the issue in the browser; it reloads when a template, the config or the issue changes."""
    from digest.preview import serve

    config, screen = _open(ctx)
    serve(config, issue, port=port, open_browser=open_browser, on_ready=screen.serving)


@app.command("test", cls=Command)
def mail_test(
    ctx: typer.Context,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Who gets it.")],
    issue: Annotated[str | None, typer.Option(help="An issue's id or folder; the newest by default.")] = None,
    json: Json = False,
) -> None:
    """Mail an issue to these people, marked \\[Test]. Changes nothing."""
    from digest import pipeline

    config, screen = _open(ctx)
    submissions = pipeline.test(config, pipeline.find_issue(config, issue), addresses)
    screen.submissions(config, submissions, json=json)
    if not all(submission.state == "accepted" for submission in submissions):
        raise typer.Exit(5)


@app.command(cls=Command)
def send(
    ctx: typer.Context,
    issue: IssueArgument = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    json: Json = False,
) -> None:
    """Submit an issue to every recipient not yet accepted. Safe to run again at any time."""
    from digest import pipeline

    config, screen = _open(ctx)
    found = pipeline.find_issue(config, issue)
    if dry_run:
        screen.would_send(pipeline.forecast(config, found), json=json)
        return
    screen.confirm(pipeline.forecast(config, found), yes=yes, interactive=sys.stdin.isatty())
    with screen.progress() as progress:
        result = pipeline.send(config, found, progress=progress)
    screen.sent(result, json=json)


@app.command(cls=Command)
def run(ctx: typer.Context, json: Json = False) -> None:
    """What the schedule calls: if an issue is due and not sent, plan, render, check and send it."""
    from digest import pipeline

    config, screen = _open(ctx)
    with screen.progress() as progress:
        result = pipeline.run(config, progress=progress)
    screen.ran(result, json=json)


@app.command(cls=Command)
def status(ctx: typer.Context, issue: IssueArgument = None, json: Json = False) -> None:
    """Counts that add up: recipients = accepted + deferred + refused + unknown + suppressed + pending."""
    from digest import pipeline

    config, screen = _open(ctx)
    screen.status(pipeline.status(config, pipeline.find_issue(config, issue)), json=json)


@suppress_app.command("add", cls=Command)
def suppress_add(
    ctx: typer.Context,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...")],
    reason: Annotated[str, typer.Option(help="Why.")] = "manual",
) -> None:
    """Never mail these addresses."""
    from digest import pipeline

    config, screen = _open(ctx)
    screen.say(pipeline.suppress(config, addresses, reason=reason))


@suppress_app.command("remove", cls=Command)
def suppress_remove(ctx: typer.Context, addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...")]) -> None:
    """Mail these addresses again."""
    from digest import pipeline

    config, screen = _open(ctx)
    screen.say(pipeline.unsuppress(config, addresses))


@suppress_app.command("list", cls=Command)
def suppress_list(ctx: typer.Context, json: Json = False) -> None:
    """Who is on the suppression list."""
    from digest import pipeline

    config, screen = _open(ctx)
    screen.suppressions(pipeline.suppressions(config), json=json)


@suppress_app.command("import", cls=Command)
def suppress_import(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV with a column email, and reason if you like.")],
    reason: Annotated[str, typer.Option(help="For rows that give none.")] = "imported",
) -> None:
    """Add the addresses of a CSV file."""
    from digest import pipeline

    config, screen = _open(ctx)
    screen.say(pipeline.import_suppressions(config, file, reason=reason))


def _version(wanted: bool) -> None:
    if wanted:
        from digest import __version__

        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn a publisher's stories into a weekly email newsletter and send it."""


def main() -> None:
    """The `digest` command."""
    app()
