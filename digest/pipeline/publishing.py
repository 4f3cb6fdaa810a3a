"""Put files into a folder that others may have files in: ours are known by a list, theirs are never touched."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath

from digest import archive
from digest.errors import Refused

LIST = ".digest-archive.json"
"""In the folder: the paths of our files."""


@dataclass(frozen=True)
class Changes:
    """How many files were written, were as they should be, and were removed."""

    written: int
    kept: int
    removed: int


def published(folder: Path) -> tuple[str, ...]:
    """The ids of the issues that have a page of ours in `folder`, oldest first."""
    return tuple(sorted({name for path in _listed(folder) if (name := _issue_of(path))}))


def _issue_of(path: str) -> str:
    """The issue that a file of ours is of; nothing for what is of the whole site."""
    name, slash, _ = path.partition("/")
    return name if slash and archive.first_day(name) else ""


def publish(folder: Path, content: Mapping[str, bytes | Path], *, keep: Collection[str] = ()) -> Changes:
    """Make the files in `folder` that are ours those of `content`, by their paths; a Path is a file to copy.

    Each file is replaced whole, in the order of `content`, and what is ours no more goes last: who reads in between, or
    after a crash, finds no half page and no link to nothing, and the next call sets right what is left. The files of
    the issues in `keep` stay. Raises Refused, with nothing changed, when a file of somebody else's is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused("is a file", where=str(folder), hint="give a folder for the archive")
    ours = _listed(folder)
    changed = {path: made for path, given in content.items() if (made := _new(folder / path, given)) is not None}
    for path in changed:
        _refuse_others(folder, path, ours=ours)
    # Before the first file is there: after a crash the next call knows them all.
    _list(folder, {*ours, *content})
    for path, made in changed.items():
        archive.write_file(folder / path, made)
    kept = {path for path in ours if _issue_of(path) in keep}
    gone = [path for path in sorted(ours - kept) if path not in content]
    removed = sum(_remove(folder, path) for path in gone)
    _list(folder, {*kept, *content})
    return Changes(written=len(changed), kept=len(content) - len(changed), removed=removed)


def _new(path: Path, given: bytes | Path) -> bytes | None:
    """What is to be written at `path`, None when it is there."""
    content = given if isinstance(given, bytes) else given.read_bytes()
    return None if path.is_file() and path.read_bytes() == content else content


def _refuse_others(folder: Path, path: str, *, ours: Collection[str]) -> None:
    place = folder / path
    hint = "give another folder, or move that away"
    if not place.resolve().is_relative_to(folder.resolve()):
        raise Refused("leads out of the folder", where=str(place), hint=hint)
    if place.exists() and path not in ours:
        raise Refused("is there already, and not of the archive", where=str(place), hint=hint)


def _listed(folder: Path) -> frozenset[str]:
    """The paths of our files; of a list that cannot be read, none."""
    try:
        names = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
        paths = [PurePosixPath(name) for name in names]
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(str(path) for path in paths if not path.is_absolute() and ".." not in path.parts)


def _list(folder: Path, names: Collection[str]) -> None:
    content = json.dumps({"made_by": "digest archive build", "files": sorted(names)}, indent=1) + "\n"
    if _new(folder / LIST, content.encode("utf-8")) is not None:
        archive.write_file(folder / LIST, content)


def _remove(folder: Path, path: str) -> bool:
    """Take away a file of ours, and the folders that it leaves empty; whether it was there."""
    place = folder / path
    if not place.is_file() or not place.resolve().is_relative_to(folder.resolve()):
        return False
    place.unlink()
    for above in takewhile(lambda each: each != folder, place.parents):
        with contextlib.suppress(OSError):  # somebody else's file is in it
            above.rmdir()
    return True
