"""On which line of a TOML file something stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

Place = tuple[int | str, ...]
"""Keys and indices, from the outermost table to a value."""


def line_of(text: str, place: Place) -> int | None:
    """The line of the key at `place` in a TOML file, or of the nearest thing around it that has one, counted from 1.

    Found by reading the headers again, because tomllib keeps no positions.
    """
    lines = text.splitlines()
    header, end, missed = -1, len(lines), ""
    path: list[str] = []
    for index, part in enumerate(place):
        if isinstance(part, int):
            continue
        path.append(part)
        number = next((following for following in place[index + 1 : index + 2] if isinstance(following, int)), 0)
        found = [each for each in range(header + 1, end) if _is_header(lines[each], path)]
        if number < len(found):
            header, missed = found[number], ""
            end = found[number + 1] if number + 1 < len(found) else end
        else:
            missed = missed or part
    key = _key_line(lines, missed, after=header) if missed else None
    return (header if key is None else key) + 1 or None


def _is_header(line: str, path: Sequence[str]) -> bool:
    dotted = r"\s*\.\s*".join(rf"""["']?{re.escape(name)}["']?""" for name in path)
    return bool(re.match(rf"^\s*\[\[?\s*{dotted}\s*\]\]?\s*(#.*)?$", line))


def _key_line(lines: Sequence[str], key: str, *, after: int) -> int | None:
    """Where `key` is set in the table whose header is line `after`."""
    written = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*[=.]""")
    for index in range(after + 1, len(lines)):
        if re.match(r"^\s*\[[^\],]*\]", lines[index]):
            return None
        if written.match(lines[index]):
            return index
    return None
