"""The records of one source become its entries; those that cannot are told by number and reason."""

from __future__ import annotations

from collections.abc import Iterable

from digest.models import Entry
from digest.sources.reading.entry import Origin, Raw, make_entry
from digest.sources.reading.model import Reading, Unusable

_NAMED = 3


def gather(records: Iterable[tuple[int, Raw | Unusable]], *, origin: Origin, unit: str) -> Reading:
    """Entries in the order of `records`, which are numbered as a person would find them; `unit` names one of them.

    An Unusable among the records, or raised by one, becomes a problem such as "row 7: no url"; those with the same
    reason are told together.
    """
    entries: list[Entry] = []
    reasons: dict[str, list[int]] = {}
    for number, record in records:
        try:
            if isinstance(record, Unusable):
                raise record
            entries.append(make_entry(record, origin=origin))
        except Unusable as error:
            reasons.setdefault(str(error), []).append(number)
    plural = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    return Reading(tuple(entries), tuple(f"{_numbers(n, unit, plural)}: {reason}" for reason, n in reasons.items()))


def _numbers(numbers: list[int], unit: str, plural: str) -> str:
    if len(numbers) == 1:
        return f"{unit} {numbers[0]}"
    listed = ", ".join(map(str, numbers[:_NAMED]))
    return f"{plural} {listed}" if len(numbers) <= _NAMED else f"{len(numbers)} {plural} ({listed}, …)"
