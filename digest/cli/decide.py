"""Commands that make an issue: its stories, its plan, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.command import Common, IssueArgument, Json, command

group = typer.Typer()


@command(group)
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


@command(group, each=True)
def plan(
    common: Common,
    replan: Annotated[bool, typer.Option("--replan", help="Decide anew, though the issue exists.")] = False,
    subject: Annotated[
        str | None, typer.Option(help="The subject, instead of the one proposed; an empty one proposes again.")
    ] = None,
    preheader: Annotated[str | None, typer.Option(help="The same for the line after the subject.")] = None,
    json: Json = False,
) -> None:
    """Collect, select, place: write the issue file. Does nothing if the issue exists."""
    from digest import pipeline
    from digest.console.issues import print_planned
    from digest.models import Word

    config, screen = common.open()
    with screen.progress() as progress:
        given = {"subject": subject, "preheader": preheader}
        edits = [Word(action="word", field=field, text=text) for field, text in given.items() if text is not None]
        planned = pipeline.plan(config, day=pipeline.issue_day(config), replan=replan, edits=edits, progress=progress)
    print_planned(screen, planned, json=json)


@command(group)
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
