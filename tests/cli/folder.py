"""A newsletter's working folder in a test, and the `digest` command run on it in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from digest.archive import issue_ids, read_issue
from digest.cli import app
from digest.models import Issue

LINK = "https://lantern.example/leave?who={email}&token={token}"
CONFIG = f"""
[newsletter]
name = "The Lantern"
from = "The Lantern <letter@lantern.example>"
address = "1 Harbour Street, Lampton"
reason = "You signed up at lantern.example."

[[sources]]
name = "Lantern"
file = "feed.xml"

[[blocks]]
kind = "lead"

[[blocks]]
kind = "list"
title = "More"

[audience]
unsubscribe_url = "{LINK}"
one_click = true

[schedule]
today = 2026-11-20
"""
STORIES = ("Lamps of the north", "A harbour in fog", "Bread at dawn", "Counting the gulls")


@dataclass(frozen=True)
class Folder:
    """The folder at `root`; calling it runs `digest` with its config."""

    root: Path

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None, answer: str | None = None) -> Result:
        return digest(*arguments, "-c", str(self.root / "digest.toml"), env=env, answer=answer)

    def json(self, *arguments: str) -> Any:
        """What a command says with `--json`: all of its stdout, as one document."""
        result = self(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def edit(self, old: str, new: str, *, name: str = "digest.toml") -> None:
        """Replace `old`, which must be there, in one of the folder's files."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def impatient(self) -> None:
        """Let a temporary refusal stand at once, so that a run ends."""
        self.write("digest.toml", (self.root / "digest.toml").read_text() + "\n[sending]\ngive_up_after = 0\n")

    def tree(self, *names: str) -> dict[str, bytes]:
        """Every file under the folders `names` (all of them when none is named), with its bytes."""
        starts = [self.root / name for name in names] or [self.root]
        files = (path for start in starts for path in start.rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in files}

    def issue(self) -> Issue:
        """The newest issue."""
        name = issue_ids(self.root / "issues")[-1]
        return read_issue(self.root / "issues" / name / "issue.json")

    def mails(self) -> dict[str, bytes]:
        """The filed messages, by file name."""
        return {path.name: path.read_bytes() for path in (self.root / "outbox").glob("*.eml")}


def digest(*arguments: str, env: Mapping[str, str] | None = None, answer: str | None = None) -> Result:
    """Run the command in this process, off a terminal. An error that is not for people comes through."""
    return CliRunner().invoke(app, arguments, env=env, input=answer, catch_exceptions=False)


def feed(*titles: str) -> str:
    """An RSS feed with a story a title, the first the newest, all of the day before the issue."""
    items = "".join(
        f"<item><title>{title}</title><link>https://lantern.example/{number}</link>"
        f"<pubDate>Thu, 19 Nov 2026 {20 - number:02}:00:00 GMT</pubDate>"
        f"<description>What there is to know about number {number}. It fits in two sentences.</description></item>"
        for number, title in enumerate(titles, start=1)
    )
    return f'<rss version="2.0"><channel><title>The Lantern</title>{items}</channel></rss>'


def small(root: Path) -> Folder:
    """A newsletter of four stories and three readers, without a mail server."""
    folder = Folder(root)
    folder.write("digest.toml", CONFIG)
    folder.write("feed.xml", feed(*STORIES))
    folder.write("subscribers.csv", "email,name\nann@example.org,Ann\nbo@example.net,Bo\ncy@example.com,\n")
    return folder
