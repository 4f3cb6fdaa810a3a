"""Copy the starter's files into a new folder, with the dates of its sample stories counted back from today."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from digest.archive import write_file
from digest.errors import Refused

_FILES = Path(__file__).parent / "files"
_AGO = re.compile(r"\{hours ago: (\d+)\}")


def create(folder: Path, *, now: datetime | None = None) -> tuple[str, ...]:
    """Make `folder` and put the starter's files in it; returns their names. Never touches a file that is there.

    Raises Refused when the folder has one of the files already.
    """
    files = sorted(path for path in _FILES.rglob("*") if path.is_file())
    names = {path: _name(path) for path in files}
    there = [name for name in names.values() if (folder / name).exists()]
    if there:
        raise Refused(f"{there[0]} is there already", where=str(folder), hint="name a new or an empty folder")
    moment = now or datetime.now(UTC)
    for path, name in names.items():
        text = path.read_text(encoding="utf-8")
        dated = _AGO.sub(lambda match: format_datetime(moment - timedelta(hours=int(match[1]))), text)
        write_file(folder / name, dated)
    return tuple(names.values())


def _name(path: Path) -> str:
    """The name in the new folder: `dot-env.example` becomes `.env.example`, so that no tool takes ours for its own."""
    parts = path.relative_to(_FILES).parts
    return "/".join(f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part for part in parts)
