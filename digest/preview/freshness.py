"""Which files have changed since the issue was planned: an issue is frozen, so that they do not show in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from digest import archive
from digest.config import Config
from digest.models import Issue
from digest.preview.workbench import revision


@dataclass
class Freshness:
    """What the issue was planned from, held against when that was; `made_here` tells the revisions of the editor's.

    A new state of the issue file that no edit has made was planned: from then on, all is fresh.
    """

    made_here: Callable[[Issue], bool]
    _planned: int = 0
    _seen: str = field(default="")

    def outdated(self, config: Config, issue: Issue) -> tuple[str, ...]:
        """The files, relative to the newsletter's folder, that the issue was planned from and that are newer."""
        now = revision(issue)
        if now != self._seen:
            if not self._seen or not self.made_here(issue):
                self._planned = _time(config.paths.issues / issue.id / archive.FILE)
            self._seen = now
        return tuple(_name(path, config.paths.root) for path in _inputs(config) if _time(path) > self._planned)

    def planned(self) -> None:
        """The issue has just been planned: whatever state it is in now is fresh."""
        self._seen = ""


def _inputs(config: Config) -> tuple[Path, ...]:
    named = [getattr(block, "file", None) for block in config.blocks]
    named += [source.file for source in config.sources]
    found = [*config.paths.files, config.ads.file, *named]
    paths = dict.fromkeys(config.paths.root / path for path in found if path)
    return tuple(path for path in paths if path.is_file())


def _time(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
