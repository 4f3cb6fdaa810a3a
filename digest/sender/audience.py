"""Who gets the newsletter: the subscribers file, read with every problem named by its row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.config.schema import AudienceConfig
from digest.errors import ConfigError
from digest.models import Recipient
from digest.sender.address import normalise
from digest.sender.headers import clean

LONGEST_CELL = 128 * 1024
"""Characters of one cell; more is a quote that was never closed."""
_HINT = "the first line names the columns, the others hold one reader each, like: email,name"


@dataclass(frozen=True)
class Audience:
    """The recipients in the file's order, each address once, and what was left out and why."""

    recipients: tuple[Recipient, ...]
    problems: tuple[str, ...]


def read_audience(audience: AudienceConfig) -> Audience:
    """The subscribers in `audience.file`, a CSV file in UTF-8 whose first row names the columns.

    A row that cannot be used is a problem with its row number (the header is row 1), and the rest goes on; of a
    duplicate the first is kept. Raises ConfigError when the file as a whole cannot be used.
    """
    rows = _rows(audience.file)
    header = next(rows, None)
    if header is None or not any(cell.strip() for cell in header):
        raise ConfigError("the file is empty", where=str(audience.file), hint=_HINT)
    column, names = _columns(header, audience)
    recipients: list[Recipient] = []
    problems: list[str] = []
    first_seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        problem, recipient = _recipient(cells, column, names)
        if recipient is not None:
            first = first_seen.setdefault(normalise(recipient.address), number)
            if first == number:
                recipients.append(recipient)
                continue
            problem = f"{recipient.address} is already in row {first}"
        problems.append(f"row {number}: {problem}")
    return Audience(tuple(recipients), tuple(problems))


def check_address(address: str) -> str:
    """`address` without outer spaces. Raises ValueError saying what is wrong with it."""
    from email_validator import EmailNotValidError, validate_email

    address = clean(address).strip()
    try:
        # test_environment admits .test, which demonstrations use like .example; nothing here asks DNS.
        validate_email(address, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    return address


def _rows(path: Path) -> Iterator[list[str]]:
    reader = None
    try:
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
        hint = "set [audience] address_column to the column that holds the addresses"
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
