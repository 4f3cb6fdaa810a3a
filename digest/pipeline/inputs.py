"""The files that an issue is planned from, each known by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from digest.config import Config
from digest.models import Issue


def contents(config: Config) -> dict[str, str]:
    """A hash of the content of each file that an issue is planned from: config, ads, notes, tables, feeds on disk.

    They are named relative to the newsletter's folder, also in the folder around it; one outside of both by its name.
    """
    root = config.paths.root
    return {_name(path, root): _hash(path) for path in inputs(config) if path.is_file()}


def changed_since(config: Config, issue: Issue) -> tuple[str, ...]:
    """The files that are not what `issue` was planned from any more; nothing of an issue that does not say.

    An issue is frozen, so that they do not show in it.
    """
    if not issue.made_of:
        return ()
    now = contents(config)
    return tuple(name for name in {**issue.made_of, **now} if now.get(name) != issue.made_of.get(name))


def inputs(config: Config) -> Iterator[Path]:
    """The files that an issue is planned from, be they there or not."""
    root = config.paths.root
    yield from config.paths.files
    named = (config.ads.file, *(getattr(block, "file", None) for block in config.blocks))
    fed = (path for source in config.sources for path in (source.file, source.popularity))
    yield from (root / path for path in (*named, *fed) if path)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _name(path: Path, root: Path) -> str:
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    # The shared file of several newsletters has the name of each one's own.
    return f"../{path.relative_to(root.parent).as_posix()}" if path.is_relative_to(root.parent) else path.name
