"""Bookings kept in a spreadsheet: read from CSV with the same strictness, and written as `ads.toml`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from digest import registry
from digest.ads.inventory import Inventory
from digest.ads.reading import faults
from digest.errors import ConfigError

_BOOKING = ("slots", "first", "last", "insertions", "tier", "pace", "exclusive", "beside_soft")
_TARGET = ("sections", "keywords", "not_sections", "not_keywords")
_CREATIVE = ("headline", "body", "cta", "url", "label", "shape")
_IMAGE = {"image": "url", "image_alt": "alt", "image_width": "width", "image_height": "height"}
COLUMNS = ("sponsor", "name", "category", "contact", "booking", *_BOOKING, *_TARGET, *_CREATIVE, *_IMAGE)
_LISTS = ("slots", *_TARGET)
_DAYS = ("first", "last")
_CHOICES = ("tier", "pace", "shape")
_NUMBERS = ("insertions", "image_width", "image_height")
_TRUE, _FALSE = ("yes", "true", "1", "x"), ("no", "false", "0")


Days = Callable[[Collection[str]], Mapping[str, date]]
"""Reads the days that one sheet writes, all at once: what one means may be proven by another. What is not read is
left out."""


def read_sheet(path: Path, text: str, *, days: Days) -> Inventory:
    """The inventory in a CSV file, whose `text` has a row for each creative; rows of one `booking` belong together.

    A row of tier `house` without days is a promo called by its `booking`. A later row may leave empty what an earlier
    one of the same booking or sponsor says. Raises ConfigError with the line and the column.
    """
    rows = tuple(_rows(path, text))
    if not rows:
        raise ConfigError("there are no rows", where=str(path), hint="write a row for each creative under the header")
    written = {row[column] for _, row in rows for column in _DAYS if row.get(column)}
    found = _Sheet(path, days(written))
    for line, row in rows:
        found.take(line, row)
    try:
        inventory = Inventory.model_validate(found.tables)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        table, number, *rest = first["loc"]
        column = _column(str(table), [str(part) for part in rest])
        message = re.sub(r"^Value error, ", "", first["msg"])
        raise ConfigError(f'"{column}": {message}', where=found.at(str(table), rest, int(number)), hint=_HINT) from None
    for place, message, hint in faults(inventory, slots=None, promos=()):
        table, number = (str(place[0]), int(place[1])) if len(place) > 1 else ("", 0)
        raise ConfigError(message, where=found.at(table, [], number), hint=hint)
    return inventory


_HINT = "mend the cell, and import again"


class _Sheet:
    """What the rows say, gathered into the tables of `ads.toml`, with the line that each began on."""

    def __init__(self, path: Path, days: Mapping[str, date]) -> None:
        self.path = path
        self._days = days
        self.tables: dict[str, list[dict[str, Any]]] = {"sponsors": [], "bookings": [], "promos": []}
        self._lines: dict[tuple[str, int, int], int] = {}

    def at(self, table: str, rest: list[int | str], number: int) -> str:
        """The file with the line of a table, or of one of a booking's creatives."""
        creative = next((part for part in rest if isinstance(part, int)), 0) if "creatives" in rest else 0
        return f"{self.path}:{self._lines.get((table, number, creative), 1)}"

    def take(self, line: int, row: Mapping[str, str]) -> None:
        """One row: a creative of a booking that may be known already, or a promo."""
        cells = {column: self._cell(column, value, line) for column, value in row.items() if value}
        shown = {key: cells[key] for key in _CREATIVE if key in cells}
        if picture := {key: cells[column] for column, key in _IMAGE.items() if column in cells}:
            shown["image"] = picture
        if cells.get("sponsor"):
            self._merge("sponsors", "id", cells["sponsor"], line, {k: cells[k] for k in _SPONSOR if k in cells})
        if cells.get("tier") == "house" and "first" not in cells:
            self._merge("promos", "name", cells.get("booking", ""), line, shown)
            return
        deal = {key: cells[key] for key in ("sponsor", *_BOOKING) if key in cells}
        if target := {key: cells[key] for key in _TARGET if key in cells}:
            deal["target"] = target
        booking = self._merge("bookings", "id", cells.get("booking", ""), line, deal)
        creatives = booking.setdefault("creatives", [])
        creatives.append(shown)
        self._lines["bookings", self.tables["bookings"].index(booking), len(creatives) - 1] = line

    def _merge(self, table: str, key: str, name: str, line: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """The entry called `name`, with what the row says of it; two rows must not say two things."""
        entry = next((each for each in self.tables[table] if each[key] == name), None)
        if entry is None:
            entry = {key: name}
            self.tables[table].append(entry)
            self._lines[table, len(self.tables[table]) - 1, 0] = line
        for column, value in values.items():
            if entry.setdefault(column, value) != value:
                message = f'"{column}" is {value!s} here, and {entry[column]!s} further up for "{name}"'
                raise ConfigError(message, where=f"{self.path}:{line}", hint="leave it empty, or make both the same")
        return entry

    def _cell(self, column: str, value: str, line: int) -> Any:
        """A cell as the kind of value that its column holds."""
        if column in _LISTS:
            marks = r"[;|]" if re.search(r"[;|]", value) else ","
            return [part.strip() for part in re.split(marks, value) if part.strip()]
        if column in _DAYS:
            return self._day(column, value, line)
        if column in _CHOICES:
            return value.lower()
        if column in _NUMBERS and value.isdecimal():
            return int(value)
        if column in ("exclusive", "beside_soft") and value.lower() in (*_TRUE, *_FALSE):
            return value.lower() in _TRUE
        return value

    def _day(self, column: str, value: str, line: int) -> date:
        """The day that a cell names."""
        if value in self._days:
            return self._days[value]
        message = f'"{column}": {value} is not a day, or may be two'
        raise ConfigError(message, where=f"{self.path}:{line}", hint="write it as 2026-11-20")


_SPONSOR = ("name", "category", "contact")


def _column(table: str, rest: list[str]) -> str:
    """The column that a place in the tables comes from."""
    if table == "sponsors":
        return "sponsor" if rest == ["id"] else rest[0]
    names = [part for part in rest if not part.isdecimal() and part not in ("creatives", "target")]
    if names[:1] == ["image"]:
        return next((column for column, key in _IMAGE.items() if names[1:] == [key]), "image")
    return "booking" if not names or rest in (["id"], ["name"]) else names[0]


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line that each begins on; comma, semicolon or tab, as the header row shows, or as Excel says
    before it (`sep=;`)."""
    stream = io.StringIO(text, newline="")
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    above = 1 if said and stream.readline() else 0
    header = text.split("\n")[above] if text else ""
    reader = csv.reader(stream, delimiter=said[1] if said else max(",;\t", key=header.count))
    columns = _columns(path, next(reader, []), above + 1)
    line = reader.line_num + above + 1
    for cells in reader:
        if any(cell.strip() for cell in cells[len(columns) :]):
            hint = "put a text that has a comma or semicolon in it in quotes"
            raise ConfigError(f"{len(cells)} cells for {len(columns)} columns", where=f"{path}:{line}", hint=hint)
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
        if any(row.values()):
            yield line, row
        line = reader.line_num + above + 1


def _columns(path: Path, header: Sequence[str], line: int) -> list[str]:
    """The names of the columns; spreadsheets write empty ones to the right. Raises ConfigError."""
    columns = [name.strip().lower() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    for number, column in enumerate(columns):
        if column not in COLUMNS:
            hint = registry.suggestion(column, COLUMNS)
            raise ConfigError(f'unknown column "{column}"', where=f"{path}:{line}", hint=hint)
        if column in columns[:number]:
            raise ConfigError(f'two columns are called "{column}"', where=f"{path}:{line}", hint="take one away")
    if "booking" not in columns or "headline" not in columns:
        hint = f"the first row names the columns: {', '.join(COLUMNS)}"
        raise ConfigError("there is no header row with booking and headline", where=f"{path}:{line}", hint=hint)
    return columns


def to_toml(inventory: Inventory) -> str:
    """The inventory as `ads.toml`, a header for each table as in the guide, without what is left at its default."""
    content = inventory.model_dump(mode="python", exclude_defaults=True)
    return "\n".join(_table(f"[[{name}]]", name, entry) for name in content for entry in content[name])


def _table(header: str, name: str, entry: Mapping[str, Any]) -> str:
    """One table with the tables in it. tomli-w would write short ones in a line, which nothing could be added to."""
    import tomli_w

    tables = {key: value for key, value in entry.items() if isinstance(value, dict)}
    lists = {key: value for key, value in entry.items() if isinstance(value, tuple) and isinstance(value[0], dict)}
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in entry.items()}
    own = {key: value for key, value in plain.items() if key not in (*tables, *lists)}
    parts = [f"{header}\n{tomli_w.dumps(own)}"]
    parts += [_table(f"[{name}.{key}]", f"{name}.{key}", value) for key, value in tables.items()]
    parts += [_table(f"[[{name}.{key}]]", f"{name}.{key}", each) for key, value in lists.items() for each in value]
    return "\n".join(parts)
