"""What the editor does to the issue from the browser: one change at a time, each of which can be undone."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from digest import archive
from digest.config import Config
from digest.errors import Refused
from digest.models import Edit, Issue
from digest.pipeline import copies_of, edit_issue, restore_issue
from digest.preview.words import WORDS, same_words, words_of

KEPT = 200
"""Changes that can be undone."""


class Conflict(Refused):
    """The issue is not what the page shows any more: somebody else changed its file.

    `now` is what their words say in the place of those that were to be changed; None where it is not about words.
    """

    def __init__(self, message: str, *, hint: str, now: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.now = now


def revision(issue: Issue) -> str:
    """What tells one state of an issue file from another."""
    return hashlib.sha256(archive.to_json(issue).encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class _Kept:
    """An issue as it was. `copies` are the files of its pictures that a new plan takes away."""

    issue: Issue
    copies: Mapping[str, bytes] = field(default_factory=dict)


class Workbench:
    """The issue that `read` gives, with its config, under the editor's hands, and what she did since the preview began.

    Each change names the revision that the page shows. Raises Conflict when the file holds another one, and Refused
    when the change is against a rule; the file is as it was then.
    """

    def __init__(self, read: Callable[[], tuple[Config, Issue]]) -> None:
        self._read = read
        self._past: list[_Kept] = []
        self._future: list[_Kept] = []
        self._written = ""
        self._turn = threading.Lock()

    def edit(self, edit: Edit, *, shown: str, was: str | None = None) -> tuple[Issue, Issue]:
        """Do `edit`; the issue before and after it.

        Words that the editor began to change when they said `was` need nothing else to be as it is shown.
        """
        with self._turn:
            of_words = was is not None and isinstance(edit, WORDS)
            config, issue = self._as_read(edit, was or "") if of_words else self._as_shown(shown)
            changed = edit_issue(config, issue, edit)
            self._past = [*self._past, _Kept(issue)][-KEPT:]
            self._future = []
            return issue, self._now(changed)

    def undo(self, *, shown: str) -> tuple[Issue, Issue]:
        """Take back the last change; the issue before and after that."""
        with self._turn:
            return self._step(shown, "undo")

    def redo(self, *, shown: str) -> tuple[Issue, Issue]:
        """Do again what was taken back last; the issue before and after that."""
        with self._turn:
            return self._step(shown, "redo")

    def replan(self, make: Callable[[Config, Issue], Issue], *, shown: str) -> tuple[Issue, Issue]:
        """Let `make` decide the issue anew and write it, which can be undone like an edit; no edit comes in between."""
        with self._turn:
            config, issue = self._as_shown(shown)
            kept = _Kept(issue, copies_of(config, issue))
            planned = make(config, issue)
            self._past = [*self._past, kept][-KEPT:]
            self._future = []
            return issue, self._now(planned)

    def can(self, issue: Issue) -> dict[str, bool]:
        """Whether there is something to undo and to redo, of `issue` as it is."""
        own = revision(issue) == self._written
        return {"undo": own and bool(self._past), "redo": own and bool(self._future)}

    def _step(self, shown: str, verb: Literal["undo", "redo"]) -> tuple[Issue, Issue]:
        config, issue = self._as_shown(shown)
        source, target = (self._past, self._future) if verb == "undo" else (self._future, self._past)
        if not source:
            raise Refused(f"there is nothing to {verb}")
        restored = restore_issue(config, issue, source[-1].issue, copies=source[-1].copies)
        target.append(_Kept(issue))
        source.pop()
        return issue, self._now(restored)

    def _as_shown(self, shown: str) -> tuple[Config, Issue]:
        config, issue = self._read()
        if revision(issue) != shown:
            hint = "this page shows it as it is now; do it again if you still want to"
            raise Conflict(f"{issue.id} was changed in the meantime", hint=hint)
        return config, self._own(issue)

    def _as_read(self, edit: Edit, was: str) -> tuple[Config, Issue]:
        config, issue = self._read()
        now = words_of(issue, edit)
        if now is not None and not same_words(now, was):
            hint = f"it says “{now}” now" if now else "it is empty now"
            raise Conflict("somebody else changed this meanwhile, and yours is not saved", hint=hint, now=now)
        return config, self._own(issue)

    def _own(self, issue: Issue) -> Issue:
        """`issue`; when somebody else has changed it, what was done before is of another state."""
        if revision(issue) != self._written:
            self._past, self._future = [], []
        return issue

    def _now(self, issue: Issue) -> Issue:
        self._written = revision(issue)
        return issue
