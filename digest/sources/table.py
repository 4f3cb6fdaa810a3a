"""Source `table`: stories as rows of a CSV file or lines of JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from digest.addresses import host_of
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.bounds import MOST
from digest.sources.reading.characters import listed
from digest.sources.reading.dates import Order, doubt, moment, order_in
from digest.sources.reading.encoding import as_utf8
from digest.sources.reading.entry import Origin, Raw
from digest.sources.reading.gather import gather
from digest.sources.reading.images import Picture
from digest.sources.reading.model import Document, Fetch, Reading, Unusable

OPTIONS = {"base": str}
ALIASES = {
    "link": "url",
    "summary": "excerpt",
    "description": "excerpt",
    "content": "html",
    "date": "published",
    "modified": "updated",
    "views": "popularity",
    "category": "section",
    "id": "guid",
}
"""Other names that a column may have."""
COLUMNS = listed(
    "title url section html excerpt published updated author image image_alt image_width image_height popularity tags "
    "list guid language"
)
"""The columns that are read; any other is left alone."""

_DATES = ("published", "updated")
_GROUPED = re.compile(r"\d{1,3}(?:[, '\u00a0\u202f]\d{3})+")
_LONGEST_CELL = 10_000_000


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The rows with a title and a url, in order; each other row is a problem with its number.

    Columns: see COLUMNS and ALIASES; `tags` are a list, or separated by commas; a `list` is one more tag.
    JSON lines are recognised by their first character, whatever the file is called. Rows of CSV are numbered by
    the line they begin on. Whether a date like 05/06/2026 begins with the day is seen from the other rows; one that
    cannot be read is a problem, and its row undated. Raises SourceError when there is no column `url` (or `link`).
    """
    document = fetch(source)
    text = _decode(document)
    lines = list(islice(_json_lines(text) if text.startswith("{") else _csv_rows(text, source), MOST + 1))
    order = order_in(_text(row.get(name)) for _, row in lines if isinstance(row, Mapping) for name in _DATES)
    base = str(source.options.get("base", "")) or document.url
    origin = Origin(
        name=source.name or host_of(document.url) or (source.file.stem if source.file else source.place),
        now=document.fetched,
        base=base,
        section=source.section,
        language=source.language,
    )
    return gather(((number, _raw(row, order)) for number, row in lines), origin=origin, unit="row")


def _decode(document: Document) -> str:
    """The text; what is not UTF-8 is taken for a spreadsheet's Windows-1252."""
    content = as_utf8(document.content)
    for encoding in filter(None, ("utf-8-sig", document.charset)):
        try:
            return content.decode(encoding).lstrip()
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("windows-1252", errors="replace").lstrip()


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | Unusable]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Unusable("not valid JSON")
            continue
        yield (
            number,
            {_column(key): value for key, value in row.items()} if isinstance(row, dict) else Unusable("not an object"),
        )


def _csv_rows(text: str, source: SourceConfig) -> Iterator[tuple[int, Mapping[str, Any] | Unusable]]:
    csv.field_size_limit(_LONGEST_CELL)  # a story's HTML is longer than the module's 128 kB
    header, _, _ = text.partition("\n")
    delimiter = max(",;\t|", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [_column(cell) for cell in next(reader, [])]
    if "url" not in columns:
        found = ", ".join(filter(None, columns)) or "none"
        hint = f"name the columns in the first row; found: {found[:200]}"
        raise SourceError("this table has no column url", where=source.place, hint=hint)
    return _rows(reader, columns)


def _rows(reader: Any, columns: list[str]) -> Iterator[tuple[int, Mapping[str, Any] | Unusable]]:
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield number, Unusable(f"not readable: {error}")
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, dict(zip(columns, cells, strict=False))


def _column(name: object) -> str:
    plain = re.sub(r"[\s-]+", "_", str(name).strip().lower())
    return ALIASES.get(plain, plain)


def _raw(row: Mapping[str, Any] | Unusable, order: Order) -> Raw | Unusable:
    if isinstance(row, Unusable):
        return row
    cell = {column: _text(row.get(column)) for column in COLUMNS}
    if not cell["url"]:
        return Unusable("no url")
    return Raw(
        title=cell["title"],
        link=cell["url"],
        guid=cell["guid"],
        html=cell["html"],
        excerpt=cell["excerpt"],
        sections=(cell["section"],),
        tags=(*_tags(row.get("tags")), cell["list"]),
        author=cell["author"],
        published=moment(cell["published"], order=order),
        updated=moment(cell["updated"], order=order),
        pictures=(Picture(cell["image"], cell["image_alt"], cell["image_width"], cell["image_height"]),),
        popularity=_number(cell["popularity"]),
        language=cell["language"],
        doubt=next(filter(None, (doubt(cell[name], order=order) for name in _DATES)), ""),
    )


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _tags(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_text, value))
    return tuple(tag.strip() for tag in re.split(r"[,;|]", _text(value)))


def _number(written: str) -> float | None:
    """A count; spreadsheets group thousands with commas, spaces or apostrophes."""
    if _GROUPED.fullmatch(written):
        written = re.sub(r"\D", "", written)
    try:
        return float(written)
    except ValueError:
        return None
