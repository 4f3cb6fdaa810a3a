"""Commands that make visible what there is: the settings, an issue's files, what is wrong with them, the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.command import Common, IssueArgument, Json, command

group = typer.Typer()


@command(group, "config", each=True)
def show_config(
    common: Common,
    defaults: Annotated[bool, typer.Option("--defaults", help="Also what nobody said.")] = False,
    json: Json = False,
) -> None:
    """Show the settings, and where each comes from: which line of which file, or the environment."""
    from digest.console.settings import print_settings

    print_settings(common.screen(), common.settings(), defaults=defaults, json=json)


@command(group, each=True)
def render(common: Common, issue: IssueArgument = None, json: Json = False) -> None:
    """Write email.html, email.txt, index.html and message.eml of an issue."""
    from digest import pipeline
    from digest.console.issues import print_files

    config, screen = common.open()
    found = pipeline.find_issue(config, issue)
    with screen.progress() as progress:
        pipeline.render_issue(config, found, progress=progress)
    print_files(screen, found, pipeline.files(config, found), json=json)


@command(group, each=True)
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


@command(group)
def preview(
    common: Common,
    issue: IssueArgument = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port on this machine; a free one by default.")
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Another address to serve at; by default this machine alone.", show_default=False)
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Open the studio: see the issue as it will be sent, and change it."""
    from digest.preview import serve

    screen = common.screen()
    serve(
        lambda: common.open()[0],
        issue,
        host=host,
        port=port,
        open_browser=open_browser,
        on_ready=lambda url: screen.say(f"Preview: {url}  (Ctrl-C ends it)"),
        warn=screen.warn,
    )
