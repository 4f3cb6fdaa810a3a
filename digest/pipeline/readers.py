"""Who must never be mailed: the suppression list, added to, taken from, read and imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.errors import ConfigError
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
    return _suppress(config, [(_checked(address), reason) for address in addresses])


def unsuppress(config: Config, addresses: Sequence[str]) -> SuppressionChange:
    """Mail `addresses` again; those that are not on the list do not count."""
    with open_ledger(config) as ledger:
        removed = sum(ledger.unsuppress(address) for address in addresses)
        return SuppressionChange(removed, sum(1 for _ in ledger.suppressions()))


def suppressions(config: Config) -> tuple[Suppression, ...]:
    """The suppression list, by address. Changes nothing."""
    if not has_ledger(config):
        return ()
    with open_ledger(config) as ledger:
        return tuple(ledger.suppressions())


def import_suppressions(config: Config, file: Path, *, reason: str) -> SuppressionChange:
    """Suppress every address of a CSV file; its column `reason` counts where it has one."""
    rows = read_audience(config.audience.model_copy(update={"file": file}))
    named = [(row.address, row.fields.get("reason") or reason) for row in rows.recipients]
    return _suppress(config, named, problems=rows.problems)


def _suppress(
    config: Config, reasons: Sequence[tuple[str, str]], *, problems: tuple[str, ...] = ()
) -> SuppressionChange:
    with open_ledger(config) as ledger:
        for address, reason in reasons:
            ledger.suppress(address, reason=reason, at=datetime.now(UTC))
        return SuppressionChange(len(reasons), sum(1 for _ in ledger.suppressions()), problems)


def _checked(address: str) -> str:
    try:
        return check_address(address)
    except ValueError as error:
        hint = "nothing was changed; write it like ann@example.org"
        raise ConfigError(f'"{address}" is not a mail address: {error}', hint=hint) from None
