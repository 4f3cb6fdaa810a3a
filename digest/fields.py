"""Merge fields: the places in a rendered issue where each recipient's own values go.

An editor writes `{{ name | reader }}`. The renderer puts a mark `~<mark>~name~reader~` there, once per issue; the
sender cuts the bytes at the marks, once per issue, and joins them with each recipient's values. `mark` is a hash of
the issue's own content, so that no story can carry a mark of its own. All characters of a mark pass unchanged
through HTML, URLs and plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

_WRITTEN = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*(?:\|\s*([^{}]*?)\s*)?\}\}")


@dataclass(frozen=True)
class Field:
    """One merge field: the column it takes and what stands there when a recipient has none."""

    name: str
    fallback: str = ""


def mark_field(mark: str, name: str, fallback: str = "") -> str:
    """The mark for column `name` in an issue whose `Issue.mark` is `mark`."""
    return f"~{mark}~{name}~{quote(fallback, safe='').replace('~', '%7E')}~"


def mark_written(text: str, mark: str) -> str:
    """`text` with each `{{ name | fallback }}` that an editor wrote turned into a mark."""
    return _WRITTEN.sub(lambda match: mark_field(mark, match[1], match[2] or ""), text)


def cut(text: str, mark: str) -> tuple[str | Field, ...]:
    """`text` cut at its marks: strings and fields by turns, beginning and ending with a string (maybe empty)."""
    pieces: list[str | Field] = []
    end = 0
    for match in re.finditer(rf"~{re.escape(mark)}~([a-z][a-z0-9_]*)~([^~]*)~", text):
        pieces += [text[end : match.start()], Field(match[1], unquote(match[2]))]
        end = match.end()
    return (*pieces, text[end:])


def fill(text: str, mark: str, values: Mapping[str, str], *, encode: Callable[[str], str] = str) -> str:
    """`text` with each mark replaced by its value, or its fallback where the value is missing or blank.

    `encode` makes a value safe for where it stands, e.g. `html.escape`.
    """
    return "".join(
        piece if isinstance(piece, str) else encode(values.get(piece.name, "").strip() or piece.fallback)
        for piece in cut(text, mark)
    )
