"""Print what a command says of each of several newsletters: a heading on a terminal, an object by name as JSON."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from digest.console.screen import Screen
from digest.errors import DigestError


class OneOfSeveral(Screen):
    """The screen of the newsletter called `name`: faults say that they are its, and its JSON waits for the others."""

    def __init__(self, name: str, *, quiet: bool = False, verbose: bool = False, options: str = "") -> None:
        super().__init__(quiet=quiet, verbose=verbose, options=options)
        self.name = name
        self.answer: Any = None
        """What the command gave as JSON, or its error."""

    def heading(self, *, first: bool) -> None:
        """The newsletter's name over what is said of it."""
        if not first:
            self.say()
        self.say(Text(f"── {self.name} ──", style="bold"))

    def json(self, content: Any) -> None:
        """Keep `content` for the object of all newsletters."""
        self.answer = content

    def event(self, content: Any) -> None:
        """An event that says which newsletter it is of."""
        super().event({"newsletter": self.name, **content})

    def warn(self, line: str) -> None:
        """A warning that says which newsletter it is of."""
        super().warn(f"{self.name}: {line}")

    def error(self, error: DigestError, *, json: bool = False) -> None:
        """An error that says which newsletter it is of."""
        self.err.print(Text(f"{self.name}:", style="bold red"), end=" ")
        super().error(error, json=json or self.answer is None)
