"""What the editor does to the issue from the browser: one change at a time, each of which can be undone."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import Literal

from digest import archive
from digest.config import Config
from digest.errors import Refused
from digest.models import Edit, Issue
from digest.pipeline import edit_issue, restore_issue

KEPT = 200
"""Changes that can be undone."""


class Conflict(Refused):
    """The issue is not what the page shows any more: somebody else changed its file."""


def revision(issue: Issue) -> str:
    """What tells one state of an issue file from another."""
    return hashlib.sha256(archive.to_json(issue).encode("utf-8")).hexdigest()[:16]


class Workbench:
    """The issue that `read` gives, with its config, under the editor's hands, and what she did since the preview began.

    Each change names the revision that the page shows. Raises Conflict when the file holds another one, and Refused
    when the change is against a rule; the file is as it was then.
    """

    def __init__(self, read: Callable[[], tuple[Config, Issue]]) -> None:
        self._read = read
        self._past: list[Issue] = []
        self._future: list[Issue] = []
        self._written = ""
        self._turn = threading.Lock()

    def edit(self, edit: Edit, *, shown: str) -> Issue:
        """Do `edit`; the issue after it."""
        with self._turn:
            config, issue = self._as_shown(shown)
            changed = edit_issue(config, issue, edit)
            self._past = [*self._past, issue][-KEPT:]
            self._future = []
            return self._now(changed)

    def undo(self, *, shown: str) -> Issue:
        """Take back the last change."""
        with self._turn:
            return self._step(shown, "undo")

    def redo(self, *, shown: str) -> Issue:
        """Do again what was taken back last."""
        with self._turn:
            return self._step(shown, "redo")

    def replan(self, make: Callable[[Config, Issue], Issue], *, shown: str) -> Issue:
        """Let `make` decide the issue anew and write it; no edit comes in between."""
        with self._turn:
            return make(*self._as_shown(shown))

    def can(self, issue: Issue) -> dict[str, bool]:
        """Whether there is something to undo and to redo, of `issue` as it is."""
        own = revision(issue) == self._written
        return {"undo": own and bool(self._past), "redo": own and bool(self._future)}

    def _step(self, shown: str, verb: Literal["undo", "redo"]) -> Issue:
        config, issue = self._as_shown(shown)
        source, target = (self._past, self._future) if verb == "undo" else (self._future, self._past)
        if not source:
            raise Refused(f"there is nothing to {verb}")
        restored = restore_issue(config, issue, source[-1])
        target.append(issue)
        source.pop()
        return self._now(restored)

    def _as_shown(self, shown: str) -> tuple[Config, Issue]:
        config, issue = self._read()
        if revision(issue) != shown:
            hint = "this page shows it as it is now; do it again if you still want to"
            raise Conflict(f"{issue.id} was changed in the meantime", hint=hint)
        if shown != self._written:  # what was done before is of another state
            self._past, self._future = [], []
        return config, issue

    def _now(self, issue: Issue) -> Issue:
        self._written = revision(issue)
        return issue
