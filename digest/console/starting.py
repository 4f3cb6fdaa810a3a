"""Ask what a new newsletter needs to know, and say what was made of the answers."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from digest.console.screen import Rows, Screen
from digest.counting import counted
from digest.errors import Refused

if TYPE_CHECKING:
    from digest.pipeline.starting import Found
    from digest.starter import Answers, Created, Question
    from digest.starter.answers import Ask


def asking(screen: Screen) -> Ask:
    """Puts each question on its own line with its default; Enter takes that."""

    def ask(question: Question, default: str, problem: str) -> str:
        if problem:
            screen.err.print(Text(f"  {problem}", style="yellow"), soft_wrap=True)
        screen.err.print(Text(question.asks, style="bold"), soft_wrap=True)
        try:
            return screen.err.input(Text(f"  [{default or 'none'}] ", style="dim")).strip()
        except EOFError:
            screen.err.print()
            raise Refused("not answered to the end", hint="nothing was made; --yes takes the defaults") from None

    return ask


def print_found(screen: Screen, found: Found) -> None:
    """What is at the address."""
    if found.problem:
        screen.warn(f"{found.url}: {found.problem}; it is in digest.toml all the same: try `digest collect` later")
        return
    newest = f", the newest of {found.newest:%Y-%m-%d}" if found.newest else ""
    kind = {"wordpress": "WordPress site", "opml": "list of feeds", "page": "web page"}.get(found.kind, found.kind)
    screen.say(f"Found the {kind} {found.url}: {counted(found.stories, 'story', 'stories')}{newest}.")


def print_created(screen: Screen, created: Created, answers: Answers) -> None:
    """What `init` made, what it left alone, and what to do next."""
    where = "this folder" if created.folder == Path() else str(created.folder)
    files = counted(len(created.written), "file")
    guide = "; README.md says what each is for" if "README.md" in created.written else ""
    screen.say(Text.assemble(("Made ", "green"), f"{files} in {where}{guide}."))
    if created.kept:
        screen.warn(f"kept as it is: {', '.join(created.kept)}")
    if created.unignored:
        screen.warn(f".gitignore does not name {', '.join(created.unignored)}: add it, or they may be published")
    screen.say()
    rows = Rows()
    if created.folder != Path():
        rows.add(f"cd {shlex.quote(str(created.folder))}", "")
    for command, does in _steps(created, answers):
        rows.add(Text(command, style="bold"), does)
    screen.rows(rows)


def _steps(created: Created, answers: Answers) -> list[tuple[str, str]]:
    trial = "makes an issue; its mails go to outbox/, to nobody"
    if created.day is None:
        first = [("digest collect", "shows the stories as read"), ("digest plan", "chooses those of the next issue")]
    elif answers.day:
        first = [(f"digest run --date {created.day}", trial)]
    else:
        first = [("digest run", trial)]
    return [
        *first,
        ("digest preview", "shows it in the browser, to look at and to change"),
        ("digest doctor", "says what is missing before you send"),
    ]
