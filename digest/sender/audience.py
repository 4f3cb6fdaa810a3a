"""Who gets the newsletter: the subscribers file, read with every problem named by its row."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Self

from digest.config.schema import AudienceConfig
from digest.errors import ConfigError
from digest.models import Recipient
from digest.sender.address import normalise
from digest.sender.headers import clean

LONGEST_CELL = 128 * 1024
"""Characters of one cell; more is a quote that was never closed."""
_HINT = "the first line names the columns, the others hold one reader each, like: email,name"


KEPT = 100
"""How many problems are named; of more only the number: a file of another kind has one a row."""
_PLAIN = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


class Audience:
    """The readers in the subscribers file, in its order, each address once: read anew whenever it is gone through.

    Rows that `only` leaves out are somebody else's, not a problem.

    `problems` are the rows that the last reading left out, and why; they are complete when it has come to its end.
    Neither holds the file in memory, whatever its size.
    """

    def __init__(self, config: AudienceConfig) -> None:
        self._config = config
        self._problems: list[str] = []
        self._unnamed = 0
        rows = _rows(config.file)
        _, self._names = self._header(rows)
        rows.close()

    @property
    def columns(self) -> tuple[str, ...]:
        """The merge fields that the file gives, in the order of its columns; the address is `email`."""
        return tuple(filter(None, self._names))

    @property
    def problems(self) -> tuple[str, ...]:
        """What was left out, row by row (the header is row 1), and how many more there are when they are many."""
        more = (f"{self._unnamed} more rows cannot be used",) if self._unnamed else ()
        return (*self._problems, *more)

    def __iter__(self) -> Iterator[Recipient]:
        """Raises ConfigError when the file as a whole cannot be used."""
        self._problems, self._unnamed = [], 0
        rows = _rows(self._config.file)
        column, names = self._header(rows)
        with _Seen() as seen:
            for number, cells in enumerate(rows, start=2):
                if not any(cell.strip() for cell in cells):
                    continue
                problem, recipient = _recipient(cells, column, names)
                if recipient is not None and not self._is_meant(recipient):
                    continue
                if recipient is not None:
                    first = seen.first(normalise(recipient.address), number)
                    if first == number:
                        yield recipient
                        continue
                    problem = f"{recipient.address} is already in row {first}"
                self._leave_out(f"row {number}: {problem}")

    def _is_meant(self, recipient: Recipient) -> bool:
        only = self._config.only.items()
        return all(
            recipient.fields.get(_field(name), "").casefold() == value.strip().casefold() for name, value in only
        )

    def _header(self, rows: Iterator[list[str]]) -> tuple[int, list[str]]:
        header = next(rows, None)
        if header is None or not any(cell.strip() for cell in header):
            raise ConfigError("the file is empty", where=str(self._config.file), hint=_HINT)
        column, names = _columns(header, self._config)
        if absent := [name for name in self._config.only if not _field(name) or _field(name) not in names]:
            hint = f"[audience] only asks for it; there are: {', '.join(name for name in names if name)}"
            raise ConfigError(f'no column named "{absent[0]}"', where=str(self._config.file), hint=hint)
        return column, names

    def _leave_out(self, problem: str) -> None:
        if len(self._problems) < KEPT:
            self._problems.append(problem)
        else:
            self._unnamed += 1


class _Seen:
    """Which address was met first in which row: on disk, in a file without a name, which grows with the audience."""

    def __enter__(self) -> Self:
        self._db = sqlite3.connect("", isolation_level=None)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"):
            self._db.execute(statement)
        self._db.execute("CREATE TABLE seen (address TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        return self

    def __exit__(self, *_exception: object) -> None:
        self._db.close()

    def first(self, address: str, number: int) -> int:
        """The row in which `address` was first met: `number` when it is new."""
        new = self._db.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (address, number))
        if new.rowcount:
            return number
        found: int = self._db.execute("SELECT number FROM seen WHERE address = ?", (address,)).fetchone()[0]
        return found


def read_audience(audience: AudienceConfig) -> Audience:
    """The subscribers in `audience.file`, a CSV file in UTF-8 whose first row names the columns.

    A row that cannot be used is a problem with its row number (the header is row 1), and the rest goes on; of a
    duplicate the first is kept. Raises ConfigError when the file as a whole cannot be used, as far as its head shows;
    going through it raises it for the rest.
    """
    return Audience(audience)


def check_address(address: str) -> str:
    """`address` without outer spaces. Raises ValueError saying what is wrong with it."""
    from email_validator import EmailNotValidError, validate_email

    address = clean(address).strip()
    if _is_plain(address):
        return address
    try:
        # test_environment admits .test, which demonstrations use like .example; nothing here asks DNS.
        validate_email(address, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    return address


def check_recipient(recipient: Recipient) -> Recipient:
    """`recipient` as the subscribers file would give it. Raises ConfigError when the address is none."""
    try:
        address = check_address(recipient.address)
    except ValueError as error:
        said = f'"{clean(recipient.address).strip()[:80]}" is not a mail address: {error}'
        raise ConfigError(said, hint="write it like ann@example.org") from None
    return Recipient(address, {name: clean(value).strip() for name, value in recipient.fields.items()})


def _is_plain(address: str) -> bool:
    """Whether `address` is of the common kind that needs no closer look, which would take 60 times as long."""
    local, _, domain = address.partition("@")
    if len(local) > 64 or len(domain) > 253 or not _PLAIN.fullmatch(address):
        return False
    from email_validator import SPECIAL_USE_DOMAIN_NAMES

    special = domain.lower().split(".")
    return "--" not in domain and not any(
        ".".join(special[start:]) in SPECIAL_USE_DOMAIN_NAMES for start in range(len(special))
    )


def _rows(path: Path) -> Generator[list[str], None, None]:
    reader = None
    try:
        if path.exists() and not path.is_file():
            hint = "name a file: it is read more than once, so a pipe or a folder will not do"
            raise ConfigError("is not a file", where=str(path), hint=hint)
        with path.open(encoding="utf-8-sig", newline="") as file:
            csv.field_size_limit(LONGEST_CELL)  # the module's is the process's: another reader may have raised it
            reader = csv.reader(file, strict=True)
            yield from reader
    except FileNotFoundError:
        hint = 'make it (a line "email,name", then one reader a line), or set [audience] file'
        raise ConfigError("there is no subscribers file", where=str(path), hint=hint) from None
    except UnicodeDecodeError as error:
        hint = 'save it as UTF-8 (in a spreadsheet: "CSV UTF-8")'
        raise ConfigError("the file is not UTF-8 text", where=str(path), hint=hint) from error
    except csv.Error as error:
        line = reader.line_num if reader else 1
        hint = "a cell that holds a comma or a quote stands in double quotes, which are doubled inside it"
        raise ConfigError(f"not readable as CSV: {error}", where=f"{path}, line {line}", hint=hint) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path), hint="check its permissions") from error


def _columns(header: Sequence[str], audience: AudienceConfig) -> tuple[int, list[str]]:
    """The index of the address column, and the merge field that each column gives (empty for none)."""
    wanted = audience.address_column.strip().casefold()
    found = [index for index, cell in enumerate(header) if cell.strip().casefold() == wanted]
    where = str(audience.file)
    if not found:
        there = ", ".join(clean(cell).strip()[:40] for cell in header[:20])
        hint = "set [audience] address_column to the one with the addresses (`suppress import`: --column)"
        if any("@" in cell for cell in header) or len(header) == 1:
            hint = _HINT
        if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
            hint = "its cells are separated by semicolons or tabs: save it with commas"
        raise ConfigError(f'no column named "{audience.address_column}"; there are: {there}', where=where, hint=hint)
    names = [_field(cell) for cell in header]
    names[found[0]] = "email"
    for index, name in enumerate(names):
        if name and name in names[:index]:
            message = f'two columns give the merge field "{name}"'
            raise ConfigError(message, where=f"{where}, column {index + 1}", hint="rename or remove one of them")
    return found[0], names


def _field(cell: str) -> str:
    name = re.sub(r"[^a-z0-9_]", "_", cell.strip().lower())
    return name if re.search("[a-z]", name) else ""


def _recipient(cells: Sequence[str], column: int, names: Sequence[str]) -> tuple[str, Recipient | None]:
    if any(cell.strip() for cell in cells[len(names) :]):
        return f"{len(cells)} cells for {len(names)} columns: a comma inside a cell needs quotes around the cell", None
    written = cells[column] if column < len(cells) else ""
    if not written.strip():
        return "no address", None
    try:
        address = check_address(written)
    except ValueError as error:
        return f'"{clean(written).strip()[:80]}" is not a mail address: {error}', None
    values = {name: clean(cell).strip() for name, cell in zip(names, cells, strict=False) if name and name != "email"}
    return "", Recipient(address, values)
