"""Commands that are called at pretended moments, and may be killed."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = ("EHLO", "MAIL", "RCPT", "RCPT", "DOT", "DOT", "DOT")
"""To the mail server; `DOT` is after a mail that it has taken."""


@dataclass(frozen=True)
class Death:
    """How a process is killed: at the `number`th time that it says `kind`, a word to the mail server; or puts a file in
    its place (`os.rename`), which every file of an issue is; or calls a function (`call`)."""

    kind: str
    number: int

    @property
    def at(self) -> str:
        """Where it strikes, for the tally."""
        return {"os.rename": "at a file", "call": "at any time"}.get(self.kind, "at a word to the server")


def death(luck: random.Random) -> Death:
    """One of many deaths."""
    kind = luck.choice(("word", "os.rename", "call"))
    if kind == "word":
        return Death(luck.choice(WORDS), luck.randint(1, 4))
    return Death(kind, luck.randint(1, 7) if kind == "os.rename" else int(10 ** luck.uniform(2, 4.5)))


@dataclass
class Call:
    """One call of a command: when, what became of it, and whether something stood in its way."""

    now: datetime
    code: int
    said: str
    hindered: str = ""
    killed: str = ""

    @property
    def outcome(self) -> str:
        """A run's outcome, or nothing."""
        found = re.search(r'"outcome": "([^"]+)"', self.said)
        return found[1] if found else ""


class Worker:
    """A process that runs commands: one by one, or each in a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.year.worker"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)

    def run(self, *command: str, now: datetime, environment: Mapping[str, str]) -> tuple[int, str]:
        """Run a command; its exit code and all that it said."""
        answer = self._ask({"run": _call(command, now, environment, None)})
        return int(str(answer["code"])), str(answer["said"])

    def begin(self, *command: str, now: datetime, environment: Mapping[str, str], death: Death | None) -> int:
        """Start a command that dies by itself where `death` says so; the id of its process."""
        return int(str(self._ask({"begin": _call(command, now, environment, death)})["process"]))

    def end(self, process: int) -> tuple[int, str]:
        """Wait for it; its exit code (negative: the signal that killed it) and all that it said."""
        answer = self._ask({"end": process})
        return int(str(answer["code"])), str(answer["said"])

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout
        self._process.stdout.close()

    def _ask(self, question: Mapping[str, object]) -> dict[str, object]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))


def _call(
    command: Sequence[str], now: datetime, environment: Mapping[str, str], death: Death | None
) -> dict[str, object]:
    return {
        "arguments": list(command),
        "now": now.isoformat(),
        "environment": dict(environment),
        "death": [death.kind, death.number] if death else None,
    }
