"""Tell the open pages of each file that is saved, wherever it lies, also when that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.config import Config
from digest.config.apart import OUTBOX
from digest.errors import DigestError
from digest.pipeline import inputs, theme_folders
from digest.preview.changes import Changes

STEP, DEBOUNCE = 25, 200
"""Milliseconds of quiet after which changes are told, and the longest that they are gathered: a save is one or two."""
BETWEEN = 1
"""Seconds after which other places are watched for sure."""


@dataclass(frozen=True)
class Places:
    """What is watched: all in `folders`, but for what is in `private`; and single `files`, wherever they lie."""

    folders: frozenset[Path]
    private: frozenset[Path]
    files: frozenset[Path]

    def has(self, path: Path) -> bool:
        """Whether a change of `path` is to be told."""
        around = {path, *path.parents}
        return path in self.files or (self.private.isdisjoint(around) and not around.isdisjoint(self.folders))

    def beside(self) -> tuple[Path, ...]:
        """The folders of the files that lie in no other watched folder."""
        known = [folder.resolve() for folder in self.folders]
        found = {file.parent for file in self.files if not any(file.is_relative_to(each) for each in known)}
        return tuple(sorted(folder for folder in found if folder.is_dir()))


def places(config: Config) -> Places:
    """Where the files lie that the studio's pages are made of, by `config`."""
    paths = config.paths
    try:
        themes = theme_folders(config)
    except DigestError:  # which the page tells; it is mended in the config, or with a file in this folder
        themes = ()
    around = (paths.templates, *themes)
    return Places(
        folders=frozenset((paths.root, *(each for each in around if each.is_dir() and paths.root not in each.parents))),
        private=frozenset((paths.records, paths.root / OUTBOX)),  # those of its neighbours, too
        files=frozenset(file.parent.resolve() / file.name for file in _files(config)),
    )


async def watch(read_config: Callable[[], Config], changes: Changes, warn: Callable[[str], None]) -> None:
    """Announce each saved file until cancelled; `warn` is told when the system does not say which are."""
    config = read_config()
    try:
        while True:
            config = await _watch(config, read_config, changes)
    except* (OSError, RuntimeError) as errors:  # such as the system's limit of watched folders
        warn(f"Saved files are not noticed ({errors.exceptions[0]}): load the page again to see what you saved.")


async def _watch(config: Config, read_config: Callable[[], Config], changes: Changes) -> Config:
    """Announce what is saved until other places have to be watched; the config that says so."""
    from watchfiles import Change, DefaultFilter, awatch

    watched, ended = places(config), asyncio.Event()

    class Wanted(DefaultFilter):  # which leaves out .git, .venv, caches and editors' own files
        def __call__(self, change: Change, path: str) -> bool:
            return super().__call__(change, path) and watched.has(Path(path))

    async def announce(*folders: Path, recursive: bool) -> None:
        nonlocal config
        async for _ in awatch(
            *folders, recursive=recursive, watch_filter=Wanted(), step=STEP, debounce=DEBOUNCE, stop_event=ended
        ):
            changes.announce()
            try:
                config = await asyncio.to_thread(read_config)
            except DigestError:  # what the page tells, and what was watched still is
                continue
            if places(config) != watched:
                ended.set()
                # What is saved while nobody watches.
                asyncio.get_running_loop().call_later(BETWEEN, changes.announce)

    async with asyncio.TaskGroup() as group:
        group.create_task(announce(*watched.folders, recursive=True))
        if beside := watched.beside():
            group.create_task(announce(*beside, recursive=False))
    return config


def _files(config: Config) -> Iterator[Path]:
    yield from inputs(config)
    yield from (file.parent / ".env" for file in config.paths.files)
