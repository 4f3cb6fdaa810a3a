"""Who must never be mailed: the suppression list, added to, taken from, read, imported and exported."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from digest.config import Config
from digest.errors import ConfigError
from digest.models import Recipient
from digest.pipeline.record import has_ledger, open_ledger
from digest.sender import Suppression, check_address, read_audience


@dataclass(frozen=True)
class SuppressionChange:
    """How many addresses were put on the list or taken off it, how many are on it now, and what was left out."""

    changed: int
    total: int
    problems: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {**asdict(self), "problems": list(self.problems)}


def suppress(config: Config, addresses: Sequence[str], *, reason: str) -> SuppressionChange:
    """Never mail `addresses` again. Raises ConfigError, and changes nothing, when one of them is no address."""
    now = datetime.now(UTC)
    return _suppress(config, [Suppression(_checked(address), reason, now) for address in addresses])


def unsuppress(config: Config, addresses: Sequence[str]) -> SuppressionChange:
    """Mail `addresses` again; those that are not on the list do not count."""
    with open_ledger(config) as ledger:
        return SuppressionChange(ledger.unsuppress_all(addresses), ledger.suppressed())


def suppressions(config: Config) -> Iterator[Suppression]:
    """The suppression list, by address. Changes nothing."""
    if not has_ledger(config):
        return
    with open_ledger(config) as ledger:
        yield from ledger.suppressions()


def import_suppressions(config: Config, file: Path, *, reason: str, column: str = "") -> SuppressionChange:
    """Suppress every address of a CSV file, all or none of them; they stand in `column`, by default the audience's.

    Its columns `reason`, `added_at` and `note` count where it has them, as `export_suppressions` writes them.
    """
    audience = config.audience
    columns = {"address_column": column or audience.address_column, "only": {}}
    rows = read_audience(audience.model_copy(update={"file": file, **columns}))
    now = datetime.now(UTC)
    return _suppress(config, (_imported(row, reason, now) for row in rows), lambda: rows.problems)


def export_suppressions(config: Config, file: TextIO) -> int:
    """Write the suppression list to `file` as CSV, as `import_suppressions` reads it; how many there are."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow((config.audience.address_column, "reason", "added_at", "note"))
    number = 0
    for row in suppressions(config):
        table.writerow((row.address, row.reason, row.added_at.isoformat(), row.note))
        number += 1
    return number


def _imported(row: Recipient, reason: str, now: datetime) -> Suppression:
    added = row.fields.get("added_at", "")
    try:
        at = datetime.fromisoformat(added)
    except ValueError:
        at = now
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Suppression(row.address, row.fields.get("reason") or reason, at, row.fields.get("note", ""))


def _suppress(
    config: Config, rows: Iterable[Suppression], problems: Callable[[], tuple[str, ...]] = tuple
) -> SuppressionChange:
    with open_ledger(config) as ledger:
        return SuppressionChange(ledger.suppress_all(rows), ledger.suppressed(), problems())


def _checked(address: str) -> str:
    try:
        return check_address(address)
    except ValueError as error:
        hint = "nothing was changed; write it like ann@example.org"
        raise ConfigError(f'"{address}" is not a mail address: {error}', hint=hint) from None
