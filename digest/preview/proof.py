"""The issue as it is now and what is made of it, each once until a file changes; the last good one where it fails."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from digest import archive
from digest.config import Config
from digest.errors import ConfigError, DigestError
from digest.models import Email, Finding, Issue
from digest.pipeline import Compiled, check_issue, find_issue, rendered, source_of, theme_folders

Stamp = tuple[tuple[str, int, int], ...]
"""What tells one state of some files from another: name, time, size of each."""


@dataclass(frozen=True)
class Proof:
    """An issue as it was rendered."""

    config: Config
    issue: Issue
    email: Email

    @cached_property
    def fingerprint(self) -> str:
        """What tells one rendering from another."""
        content = "\0".join((self.email.html, self.email.text, self.email.web, self.email.subject))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find in it."""
        return check_issue(self.config, self.issue, self.email)

    @cached_property
    def source(self) -> str:
        """Its HTML before the styles were moved into the tags."""
        return source_of(self.config, self.issue)


@dataclass(frozen=True)
class Shown:
    """What the studio shows: the newest that could be rendered, and why it is not what the files say now.

    There is no `proof` when nothing could be rendered since the studio was opened.
    """

    proof: Proof | None
    error: DigestError | None = None


@dataclass
class Proofs:
    """The issue called `named` (None: the newest), rendered when it is asked for and something has changed."""

    read_config: Callable[[], Config]
    named: str | None
    _shown: Shown = Shown(None)
    _stamp: Stamp | None = None
    _compiled: Compiled = field(default_factory=Compiled)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def last(self) -> Proof | None:
        """The last that could be rendered."""
        return self._shown.proof

    def read(self) -> tuple[Config, Issue]:
        """The config and the issue as their files have them, rendered or not. Raises DigestError when there is none."""
        config = self.read_config()
        try:
            return config, find_issue(config, self.named)
        except ConfigError:
            if self.last and not (path := config.paths.issues / self.last.issue.id / archive.FILE).exists():
                said = f"the issue {self.last.issue.id} is not there any more"
                hint = "put its folder back, or make it anew with `digest plan`; then it shows here again"
                raise ConfigError(said, where=str(path), hint=hint) from None
            raise

    def now(self) -> Shown:
        """What is to be shown now. Whoever asks while another renders gets that rendering."""
        with self._turn:
            try:
                config = self.read_config()  # anew at each request, so that a saved change of it shows
                # What is written from here on is newer than the stamp, and so rendered when somebody asks again.
                stamp = _stamp(config, find_issue(config, self.named).id)
                if stamp != self._stamp:
                    self._stamp = None
                    config = self.read_config()
                    issue = find_issue(config, self.named)
                    self._shown = Shown(Proof(config, issue, rendered(config, issue, compiled=self._compiled)))
                    self._stamp = stamp
            except DigestError as error:
                self._stamp = None
                self._shown = Shown(self._shown.proof, error)
            return self._shown


def _stamp(config: Config, issue: str) -> Stamp:
    """The state of all files that a rendering of the issue called `issue` depends on."""
    paths = [*config.paths.files, config.paths.issues / issue / archive.FILE]
    paths += [file.parent / ".env" for file in config.paths.files]
    for folder in (*theme_folders(config), config.paths.templates / "labels"):
        paths += folder.rglob("*")
    return tuple(sorted(_states(paths)))


def _states(paths: list[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            state = path.stat()
        except OSError:  # it is not there, or not any more
            continue
        yield str(path), state.st_mtime_ns, state.st_size
