"""The records of one source become its entries; those that cannot are told by number and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from digest.models import Entry
from digest.sources.reading.boilerplate import without_boilerplate
from digest.sources.reading.bounds import MOST
from digest.sources.reading.decks import habit
from digest.sources.reading.entry import Origin, Raw, make_entry
from digest.sources.reading.markup import strip_tags
from digest.sources.reading.model import Reading, Unusable

LONGEST_SUMMARY = 3000
"""Characters of HTML beyond which a summary says nothing of how the source writes summaries."""
_NAMED = 3


def gather(records: Iterable[tuple[int | str, Raw | Unusable]], *, origin: Origin, unit: str) -> Reading:
    """Entries in the order of `records`, which are numbered or named as a person would find them, each a `unit`.

    An Unusable among the records, or raised by one, becomes a problem such as "row 7: no url", and so does the doubt
    of one that is used; those with the same reason are told together. At most MOST records are read.
    """
    records = list(islice(records, MOST + 1))
    more = (f"only the first {MOST} are read",) if len(records) > MOST else ()
    records = records[:MOST]
    origin = replace(origin, decks=habit([_summary(raw) for _, raw in records if isinstance(raw, Raw)]))
    entries: list[Entry] = []
    reasons: dict[str, list[int | str]] = {}
    for number, record in records:
        try:
            if isinstance(record, Unusable):
                raise record
            entries.append(make_entry(record, origin=origin))
            if record.doubt:
                reasons.setdefault(record.doubt, []).append(number)
        except Unusable as error:
            reasons.setdefault(str(error), []).append(number)
    plural = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    problems = (f"{_numbers(numbers, unit, plural)}: {reason}" for reason, numbers in reasons.items())
    return Reading(tuple(entries), (*more, *problems))


def _summary(raw: Raw) -> str:
    return without_boilerplate(strip_tags(raw.excerpt)) if len(raw.excerpt) < LONGEST_SUMMARY else ""


def _numbers(numbers: list[int | str], unit: str, plural: str) -> str:
    """Which records, for a person: "row 7", "rows 2–4, 7", "12 rows (2, 4, 6, …)"."""
    if len(numbers) == 1:
        return f"{unit} {numbers[0]}"
    spans = _spans(numbers)
    listed = ", ".join(spans[:_NAMED])
    return f"{plural} {listed}" if len(spans) <= _NAMED else f"{len(numbers)} {plural} ({listed}, …)"


def _spans(numbers: list[int | str]) -> list[str]:
    """Numbers in a row as one span; names, and two numbers, each by itself."""
    spans: list[list[int | str]] = []
    for number in numbers:
        if spans and isinstance(number, int) and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return [text for span in spans for text in ([f"{span[0]}–{span[-1]}"] if len(span) > 2 else map(str, span))]
