"""Newsletters with many issues that were sent, for the web archive."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from digest import archive
from digest.config import Config, load
from digest.models import Issue, Status
from digest.pipeline.output import rendered, write_email
from digest.schedule import issue_id
from tests.cli.folder import Folder

GOLDEN = archive.read_issue(Path(__file__).parent / "golden" / "issue.json")
HOME = "https://lantern.example/letters/"
LAST = date(2026, 11, 20)


def config_of(folder: Folder) -> Config:
    return load(folder.root / "digest.toml", environment={})


def with_address(folder: Folder) -> Folder:
    """`folder` with the addresses that a published archive has."""
    folder.edit(
        "[newsletter]\n",
        f'[newsletter]\narchive_url = "{HOME}"\nsubscribe_url = "https://lantern.example/subscribe"\n'
        'url = "https://lantern.example"\ndescription = "What the harbour talks about"\n'
        'social = [{ title = "Mastodon", url = "https://social.example/@lantern" }]\n',
    )
    return folder


def add_issues(folder: Folder, count: int, *, status: Status = Status.sent, render: bool = False) -> list[str]:
    """Write the last `count` weekly issues of `folder`, as they are after their send; their ids, oldest first.

    They are the golden one with other titles and other stories first. Their web versions are a few words, unless
    `render` writes all of their files as they are.
    """
    config = config_of(folder)
    names = []
    for number in range(1, count + 1):
        issue = weekly(config, number=number, day=LAST - timedelta(weeks=count - number), status=status)
        archive.write_issue(config.paths.issues, issue)
        if render:
            write_email(config, issue, rendered(config, issue))
        else:
            folder.write(f"issues/{issue.id}/index.html", f"<html><body><h1>Week {number}</h1></body></html>")
        names.append(issue.id)
    return names


def weekly(config: Config, *, number: int, day: date, status: Status) -> Issue:
    """The golden issue as that of another week."""
    story = GOLDEN.stories()[number % len(GOLDEN.stories())]
    blocks = tuple(
        block.model_copy(update={"stories": (story,)}) if block.kind == "lead" else block for block in GOLDEN.blocks
    )
    changes = {
        "id": issue_id(config.schedule, day),
        "number": number,
        "date": day,
        "status": status,
        "subject": f"Week {number}: {story.title}",
        "preheader": f"What is in number {number} & what is not",
        "blocks": blocks,
    }
    return GOLDEN.model_copy(update=changes)
