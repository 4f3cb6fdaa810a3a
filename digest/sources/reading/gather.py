"""The records of one source become its entries; those that cannot are told by number and reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from digest.addresses import identity
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
    return Reading(_told_apart(entries), (*more, *problems))


def _told_apart(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """`entries`, those with whole addresses as identities whose source tells apart what without them looks the same.

    Release notes have a fragment for each of their stories, some systems a parameter that elsewhere only tracks; who
    gives each a guid, or without any a title, of its own means different stories.
    """
    names, wholes = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for entry in entries:
        names[entry.identity].add(entry.guid if entry.guid != entry.identity else entry.title)
        wholes[entry.identity].add(identity(entry.url, whole=True))
    apart = {same for same in names if len(names[same]) > 1 < len(wholes[same])}
    return tuple(_whole(entry) if entry.identity in apart else entry for entry in entries)


def _whole(entry: Entry) -> Entry:
    if entry.identity != identity(entry.url):  # it leads to the site and has a name of its own
        return entry
    whole = identity(entry.url, whole=True)
    guid = entry.guid if entry.guid != entry.identity else whole
    return entry.model_copy(update={"identity": whole, "guid": guid})


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
