"""The command line: each command reads the config, calls one function of the pipeline and prints what it gave."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from digest.errors import DigestError
from digest.streams import outlive_readers

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


def _explained(error: OSError) -> DigestError:
    """What the operating system will not do, as an error for a person."""
    where = str(error.filename or "")
    return DigestError(error.strerror or str(error), where=where, hint="check the path, its permissions and free space")


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
                common.screen().error(_explained(error))
                raise typer.Exit(1) from None
            except KeyboardInterrupt:
                raise typer.Exit(130) from None

        run.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined] # inspect reads it, mypy does not know
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *options)}
        group.command(name)(run)
        return function

    return register


app = typer.Typer(
    name="digest",
    help="Turn a publisher's stories into a weekly email newsletter and send it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Boxes on a terminal, plain text off it, which also takes half the time.
    rich_markup_mode="rich" if sys.stdout and sys.stdout.isatty() else None,
)
suppress_app = typer.Typer(help="Who must never be mailed, and why.", no_args_is_help=True)
app.add_typer(suppress_app, name="suppress")
bounces_app = typer.Typer(help="What comes back from readers' mail servers, and from readers.", no_args_is_help=True)
app.add_typer(bounces_app, name="bounces")
theme_app = typer.Typer(help="The themes that there are, and new ones.", no_args_is_help=True)
app.add_typer(theme_app, name="theme")
ads_app = typer.Typer(help="What is sold, and what can be.", no_args_is_help=True)
app.add_typer(ads_app, name="ads")
checks_app = typer.Typer(help="The rules of `digest check`, and what they know of mail programs.", no_args_is_help=True)
app.add_typer(checks_app, name="checks")


def _issue_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    from digest.archive import issue_ids

    config = Path(ctx.params.get("config") or "digest.toml")
    return [name for name in issue_ids(config.parent / "issues") if name.startswith(incomplete)]


IssueArgument = Annotated[
    str | None,
    typer.Argument(help="An issue's id or folder; left out, the newest.", metavar="ISSUE", autocompletion=_issue_ids),
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]


@command(app)
def init(
    common: Common,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
) -> None:
    """Make a working folder: config, ads, sample stories and subscribers, workflow."""
    from digest.console.issues import print_created
    from digest.starter import create

    print_created(common.screen(), folder, create(folder))


@command(app)
def collect(
    common: Common,
    places: Annotated[list[str] | None, typer.Argument(metavar="URL|FILE", show_default=False)] = None,
    json: Json = False,
) -> None:
    """Show the stories as read from the configured or the given sources."""
    from digest.console.issues import print_entries
    from digest.pipeline import gather, sources_at

    if places:
        screen, sources = common.screen(), sources_at(places)
    else:
        config, screen = common.open()
        sources = config.sources
    with screen.progress() as progress:
        collected = gather(sources, cache=None, progress=progress)
    print_entries(screen, collected, json=json)


@command(app)
def plan(
    common: Common,
    replan: Annotated[bool, typer.Option("--replan", help="Decide anew, though the issue exists.")] = False,
    subject: Annotated[str, typer.Option(help="The subject, instead of the one proposed.")] = "",
    preheader: Annotated[str, typer.Option(help="The line after the subject, instead of the one proposed.")] = "",
    json: Json = False,
) -> None:
    """Collect, select, place: write the issue file. Does nothing if the issue exists."""
    from digest import pipeline
    from digest.console.issues import print_planned
    from digest.pipeline import Words

    config, screen = common.open()
    with screen.progress() as progress:
        words = Words(subject=subject.strip(), preheader=preheader.strip())
        planned = pipeline.plan(config, today=pipeline.today(config), replan=replan, words=words, progress=progress)
    print_planned(screen, planned, json=json)


@command(app)
def explain(
    common: Common,
    issue: IssueArgument = None,
    story: Annotated[
        str, typer.Option("--story", metavar="URL", help="The whole way of one story, by its address.")
    ] = "",
    json: Json = False,
) -> None:
    """Why each story and ad is in or out."""
    from digest import pipeline
    from digest.console.explained import print_explained, print_way

    config, screen = common.open()
    found = pipeline.find_issue(config, issue)
    if story:
        print_way(screen, found, story, json=json)
    else:
        print_explained(screen, found, json=json)


@command(app)
def render(common: Common, issue: IssueArgument = None) -> None:
    """Write email.html, email.txt, index.html and message.eml of an issue."""
    from digest import pipeline
    from digest.console.issues import print_files

    config, screen = common.open()
    found = pipeline.find_issue(config, issue)
    with screen.progress() as progress:
        pipeline.render_issue(config, found, progress=progress)
    print_files(screen, pipeline.files(config, found))


@command(app)
def check(
    common: Common,
    issue: IssueArgument = None,
    strict: Annotated[bool, typer.Option("--strict", help="A warning counts as an error.")] = False,
    online: Annotated[bool, typer.Option("--online", help="Also ask every address whether it answers.")] = False,
    github: Annotated[
        bool,
        typer.Option("--github/--no-github", envvar="GITHUB_ACTIONS", help="Also write annotations for GitHub."),
    ] = False,
    dns: Annotated[
        bool, typer.Option("--dns", help="Also ask the DNS about the sending domain: SPF, DKIM, DMARC, MX.")
    ] = False,
    selector: Annotated[list[str] | None, typer.Option(help="A DKIM selector to look for, with --dns.")] = None,
    json: Json = False,
) -> None:
    """Look for what would embarrass you. Exits with 1 on an error."""
    from digest import pipeline
    from digest.console.findings import print_annotations, print_findings

    config, screen = common.open()
    found = pipeline.find_issue(config, issue)
    findings = pipeline.check_issue(config, found, pipeline.rendered(config, found), online=online)
    if dns:
        findings = (*findings, *pipeline.check_sending_domain(config, found, selector or ()))
    print_findings(screen, findings, json=json)
    if github:
        print_annotations(screen, findings, folder=config.paths.issues / found.id, config=config.paths.config)
    if pipeline.failing(findings, strict=strict):
        raise typer.Exit(1)


@command(checks_app, "list")
def checks_list(common: Common, json: Json = False) -> None:
    """What is checked, and how much each rule matters."""
    from digest.checks import all_rules
    from digest.console.findings import print_rules

    print_rules(common.screen(), all_rules(), json=json)


@command(checks_app, "update")
def checks_update(
    common: Common,
    place: Annotated[str, typer.Argument(metavar="[URL|FILE]", show_default=False)] = "",
) -> None:
    """Fetch what mail programs support today, from caniemail.com or from another place."""
    from digest import pipeline
    from digest.console.findings import print_support

    config, screen = common.open()
    print_support(screen, *pipeline.update_support(config, place))


@command(app)
def preview(
    common: Common,
    issue: IssueArgument = None,
    port: Annotated[int | None, typer.Option(help="Port on this machine; a free one by default.")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Show the issue in the browser; it reloads when a template, the config or the issue changes."""
    from digest.preview import serve

    screen = common.screen()
    serve(
        lambda: common.open()[0],
        issue,
        port=port,
        open_browser=open_browser,
        on_ready=lambda url: screen.say(f"Preview: {url}  (Ctrl-C ends it)"),
    )


@command(app, "test")
def mail_test(
    common: Common,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Who gets it.")],
    issue: Annotated[str | None, typer.Option(help="An issue's id or folder; the newest by default.")] = None,
    json: Json = False,
) -> None:
    """Mail an issue to these people, marked as a test. Changes nothing."""
    from digest import pipeline
    from digest.console.mail import print_submissions

    config, screen = common.open()
    submissions = pipeline.test(config, pipeline.find_issue(config, issue), addresses)
    print_submissions(screen, submissions, json=json)
    if not all(submission.state == "accepted" for submission in submissions):
        raise typer.Exit(5)


@command(app)
def send(
    common: Common,
    issue: IssueArgument = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    json: Json = False,
) -> None:
    """Submit an issue to every recipient not yet accepted. Safe to run again at any time."""
    from digest import pipeline
    from digest.console.mail import confirm, event_writer, print_forecast, print_sent

    config, screen = common.open()
    found = pipeline.find_issue(config, issue)
    if dry_run:
        print_forecast(screen, pipeline.forecast(config, found), json=json)
        return
    if not yes:
        confirm(screen, pipeline.forecast(config, found), interactive=bool(sys.stdin and sys.stdin.isatty()))
    with screen.progress(json=json) as progress:
        result = pipeline.send(config, found, progress=progress, watch=event_writer(screen, json=json))
    print_sent(screen, result, json=json)


@command(app)
def run(common: Common, json: Json = False) -> None:
    """What the schedule calls: if an issue is due and not sent, plan, render, check and send it."""
    from digest import pipeline
    from digest.console.mail import event_writer, print_run

    config, screen = common.open()
    with screen.progress(json=json) as progress:
        result = pipeline.run(config, progress=progress, watch=event_writer(screen, json=json))
    print_run(screen, result, json=json)


@command(app)
def status(common: Common, issue: IssueArgument = None, json: Json = False) -> None:
    """Counts that add up: recipients = accepted + deferred + refused + unknown + suppressed + pending."""
    from digest import pipeline
    from digest.console.mail import print_status

    config, screen = common.open()
    print_status(screen, pipeline.status(config, pipeline.find_issue(config, issue)), json=json)


@command(theme_app, "list")
def theme_list(common: Common, json: Json = False) -> None:
    """The themes, bundled and your own, with their options."""
    from digest.console.themes import print_themes
    from digest.renderer import find_theme, theme_names

    folder = common.templates()
    themes = [find_theme(name, overrides=folder, options={}) for name in theme_names(folder)]
    print_themes(common.screen(), themes, json=json)


@command(theme_app, "new")
def theme_new(
    common: Common,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the theme shall be called.")],
    start: Annotated[str, typer.Option("--from", metavar="THEME", help="The theme to copy.")] = "classic",
) -> None:
    """Copy a theme into templates/NAME beside digest.toml, to make your own of it."""
    from digest.console.themes import print_new_theme
    from digest.renderer import new_theme

    print_new_theme(common.screen(), new_theme(name, start=start, overrides=common.templates()), start=start)


@command(app)
def report(
    common: Common,
    sponsor: Annotated[str, typer.Option(help="Only this sponsor, by id or name.", show_default=False)] = "",
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write a row for each insertion.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page for the sponsor.")] = None,
    json: Json = False,
) -> None:
    """Per sponsor: what ran, where, beside what, when, how many accepted, and what is owed."""
    from digest import pipeline
    from digest.console.sponsors import print_report, write_report

    config, screen = common.open()
    found = pipeline.sponsor_report(config, today=pipeline.today(config), sponsor=sponsor)
    write_report(screen, found, csv=csv, html=html)
    if json or not (csv or html):
        print_report(screen, found, json=json)


@command(ads_app, "calendar")
def ads_calendar(
    common: Common,
    issues: Annotated[int, typer.Option(min=1, max=60, help="How many issues ahead.")] = 8,
    json: Json = False,
) -> None:
    """Who has which slot in the next issues, what is free, and what is sold too often."""
    from digest import pipeline
    from digest.console.sponsors import print_calendar

    config, screen = common.open()
    print_calendar(screen, pipeline.ad_calendar(config, today=pipeline.today(config), issues=issues), json=json)


@command(ads_app, "import")
def ads_import(
    common: Common,
    file: Annotated[Path, typer.Argument(help="CSV with a row for each creative.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; left out, it is shown.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the file if it exists.")] = False,
) -> None:
    """Turn bookings of a spreadsheet into ads.toml."""
    from digest import pipeline
    from digest.console.sponsors import print_imported

    print_imported(common.screen(), pipeline.import_bookings(file, output=output, replace=replace))


@command(suppress_app, "add")
def suppress_add(
    common: Common,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...")],
    reason: Annotated[str, typer.Option(help="Why.")] = "manual",
    json: Json = False,
) -> None:
    """Never mail these addresses."""
    from digest import pipeline
    from digest.console.mail import print_suppressed

    config, screen = common.open()
    print_suppressed(screen, pipeline.suppress(config, addresses, reason=reason), reason=reason, json=json)


@command(suppress_app, "remove")
def suppress_remove(
    common: Common,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...")],
    json: Json = False,
) -> None:
    """Mail these addresses again."""
    from digest import pipeline
    from digest.console.mail import print_unsuppressed

    config, screen = common.open()
    print_unsuppressed(screen, pipeline.unsuppress(config, addresses), asked=len(addresses), json=json)


@command(suppress_app, "list")
def suppress_list(common: Common, json: Json = False) -> None:
    """Who is on the suppression list."""
    from digest import pipeline
    from digest.console.mail import print_suppressions

    config, screen = common.open()
    print_suppressions(screen, pipeline.suppressions(config), json=json)


@command(suppress_app, "export")
def suppress_export(
    common: Common,
    file: Annotated[Path | None, typer.Argument(help="The CSV file to write; left out, stdout.")] = None,
) -> None:
    """Write the list as CSV, as `import` reads it."""
    from digest import pipeline

    config, screen = common.open()
    if file is None:
        pipeline.export_suppressions(config, sys.stdout)
        return
    with file.open("w", encoding="utf-8", newline="") as opened:
        number = pipeline.export_suppressions(config, opened)
    screen.say(f"{number} suppressed addresses are in {file}.")


@command(suppress_app, "import")
def suppress_import(
    common: Common,
    file: Annotated[Path, typer.Argument(help="CSV with a column email, and reason if you like.")],
    reason: Annotated[str, typer.Option(help="For rows that give none.")] = "imported",
    json: Json = False,
) -> None:
    """Add the addresses of a CSV file."""
    from digest import pipeline
    from digest.console.mail import print_suppressed

    config, screen = common.open()
    print_suppressed(screen, pipeline.import_suppressions(config, file, reason=reason), json=json)


@command(bounces_app, "read")
def bounces_read(
    common: Common,
    place: Annotated[
        str | None, typer.Argument(metavar="MAILDIR|IMAP-URL", help="Left out, IMAP_URL of .env.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Read delivery reports, complaints and unsubscribe mails, and suppress who they are about."""
    from digest import pipeline
    from digest.console.mail import print_bounces

    config, screen = common.open()
    print_bounces(screen, pipeline.read_bounces(config, place), json=json)


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
    outlive_readers()
    app()
