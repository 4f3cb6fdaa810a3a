"""Print what is in a web archive that was built, and what is not."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from digest.console.screen import Screen
from digest.counting import counted

if TYPE_CHECKING:
    from digest.pipeline import Built


def print_archive(screen: Screen, built: Built, *, json: bool) -> None:
    """How many issues are in it, where it is, what changed; a warning for each issue that cannot be shown."""
    for problem in built.problems:
        stays = " (its page stays as it was)" if problem.stays else ""
        screen.warn(f"{problem.issue} is not in the archive{stays}: {problem.error}")
    if json:
        screen.json({**asdict(built), "folder": str(built.folder)})
        return
    changes = built.changes
    screen.say(f"The archive of {counted(len(built.issues), 'issue')} is in {built.folder}, for {built.url}")
    screen.say(f"  {counted(changes.written, 'file')} written, {changes.kept} as before, {changes.removed} removed")
    if built.unsent:
        screen.say(f"  {counted(len(built.unsent), 'issue')} not sent, and so not in it")
