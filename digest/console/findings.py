"""Print what the checks found: as a table, as JSON, and as annotations that GitHub shows beside the files."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from digest.console.screen import Rows, Screen
from digest.models import Finding, Level

if TYPE_CHECKING:
    from digest.checks import Rule
    from digest.checks.support import Support

_PLACE = re.compile(r"(\S+\.(?:html|txt|eml|json|toml))(?::(\d+))?")


def print_findings(screen: Screen, findings: Sequence[Finding], *, json: bool) -> None:
    """What the checks found."""
    if json:
        screen.json({"findings": [asdict(finding) for finding in findings]})
        return
    if not findings:
        screen.say(Text("All checks passed.", style="green"))
        return
    rows = Rows(("Level", "Check", "What", "Where", "Remedy"))
    for finding in findings:
        rows.add(_level(finding.level), finding.check, finding.message, finding.where, finding.remedy)
    screen.rows(rows)


def print_annotations(screen: Screen, findings: Sequence[Finding], *, folder: Path, config: Path) -> None:
    """A workflow command for each finding, on stderr so that stdout stays what was asked for.

    The runner reads both streams. `folder` is the issue's, `config` the file that places named digest.toml mean.
    See https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
    """
    for finding in findings:
        match = _PLACE.match(finding.where)
        properties = {"title": f"digest: {finding.check}"}
        if match:
            path = config.with_name(match[1]) if match[1].endswith(".toml") else folder / match[1]
            properties["file"] = os.path.relpath(path)
        if match and match[2]:
            properties["line"] = match[2]
        said = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
        text = f"{finding.message} ({finding.where})\n{finding.remedy}"
        screen.err.print(f"::{finding.level.value} {said}::{_escaped(text)}", soft_wrap=True)


def _escaped(text: str, more: str = "") -> str:
    """`text` as a workflow command takes it: data without line ends, properties also without colons and commas."""
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def print_rules(screen: Screen, rules: Sequence[Rule], *, json: bool) -> None:
    """The rules there are."""
    if json:
        names = ("name", "level", "asks", "why")
        screen.json({"checks": [{name: str(getattr(rule, name)) for name in names} for rule in rules]})
        return
    rows = Rows(("Check", "Level", "What it asks"))
    for rule in rules:
        rows.add(rule.name, _level(rule.level), rule.asks)
    screen.rows(rows)


def print_support(screen: Screen, path: Path, support: Support) -> None:
    """What was fetched."""
    screen.say(f"Wrote {path}: {len(support.titles)} features as of {support.date}.")


def _level(level: Level) -> Text:
    return Text(level.value, style="red" if level is Level.error else "yellow")
