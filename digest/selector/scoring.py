"""How much a story is worth in this issue: a product of factors, each kept so that it can be shown.

score = popularity or coverage · 0.5^(age / cadence) · source weight · section weight · editor's boost

*Popularity* is relative to the source's own median, so that a small site's hit can beat a large site's ordinary story.
Where it is unknown, *coverage* stands for it: how many sources tell the event. The median of both is 1, so each kind
compares with itself as it is. Their tails differ, so where an issue has both, a coverage counts what the popularity
of the same rank counts (`_expected`). An event that several tell goes on, and ages half as fast. An undated story
counts as one cadence old.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from digest.config.schema import SelectionConfig
from digest.models import Entry
from digest.selector.eligible import matches

LASTING = 2
"""How many cadences it takes until the coverage of an event counts half. Measured on headlines of 36 hours as a daily
issue (UCI): nDCG@5 .75 with one, .79 with two, .78 with five or ten."""

FEW = 10
"""Of so many known popularities the ranks count half, of fewer less: a handful says little of how far they reach."""


@dataclass(frozen=True)
class Scored:
    """An entry with its score, the factors of it, and its rank among the editor's pins (None: not pinned).

    `popularity` is how often it is read, or whatever its source counts, against the source's median; None: unknown.
    """

    entry: Entry
    score: float
    parts: Mapping[str, float]
    pin: int | None = None
    popularity: float | None = None


def score(
    entries: Sequence[Entry],
    *,
    selection: SelectionConfig,
    weights: Mapping[str, float],
    cadence: timedelta,
    now: datetime,
    coverage: Mapping[str, int] | None = None,
    latest: Mapping[str, datetime] | None = None,
    also_at: Mapping[str, Sequence[Entry]] | None = None,
) -> list[Scored]:
    """Every entry scored, best first. `weights` is a factor for each source name; ties go to the newer story.

    `coverage` is the number of sources that tell the event of an entry, by its identity; 1 where it says nothing.
    `latest` is when that event was told last: it is as fresh as that, unless the entry has a popularity of its own.
    `also_at` are other versions of an entry: the one that is read most, against the median of its own source, counts.
    """
    coverage, latest = coverage or {}, latest or {}
    known = _known(entries, also_at or {})
    worth = _worth(entries, coverage, known)
    sections = {section_key(name): factor for name, factor in selection.sections.items()}
    scored = []
    for entry in entries:
        popularity = known.get(entry.identity)
        when = entry.published if popularity is not None else latest.get(entry.identity, entry.published)
        lasting = popularity is None and coverage.get(entry.identity, 1) > 1
        age = max(timedelta(0), now - when) if when else cadence
        parts = {
            "coverage" if popularity is None else "popularity": worth[entry.identity],
            "freshness": 0.5 ** (age / (cadence * LASTING if lasting else cadence)),
            "source": weights.get(entry.source, 1.0),
            "section": sections.get(section_key(entry.section), 1.0),
            "boost": math.prod(factor for name, factor in selection.boosts.items() if matches(entry, [name])),
        }
        shown = {name: round(part, 6) for name, part in parts.items() if part != 1.0 or name in _ALWAYS}
        value = float(f"{math.prod(parts.values()):.9g}")  # the last bits of a float differ between machines
        scored.append(Scored(entry, value, shown, _pin(entry, selection.pins), popularity))
    return sorted(scored, key=best_first)


_ALWAYS = ("popularity", "freshness")


def section_key(section: str) -> str:
    """A section's name without regard to case and spaces around it."""
    return section.strip().casefold()


def best_first(item: Scored) -> tuple[object, ...]:
    """Sort key: pins in the editor's order, then score, then the newer, then the address."""
    return (pinned(item), -item.score, *newest_first(item))


def pinned(item: Scored) -> float:
    """Sort key: pins in the editor's order, then all others."""
    return math.inf if item.pin is None else item.pin


def lead_first(item: Scored) -> tuple[object, ...]:
    """Sort key: who should lead. A lead needs something to show: a picture and key points each lift it by a quarter."""
    fit = 1 + 0.25 * (item.entry.image is not None) + 0.25 * (len(item.entry.points) >= 3)
    return (pinned(item), -item.score * fit, *newest_first(item))


def newest_first(item: Scored) -> tuple[object, ...]:
    """Sort key: the newer story first, undated ones last, then the address."""
    published = item.entry.published
    return (-published.timestamp() if published else math.inf, item.entry.identity)


def _pin(entry: Entry, pins: Sequence[str]) -> int | None:
    return next((index for index, name in enumerate(pins) if matches(entry, [name])), None)


def _known(entries: Sequence[Entry], also_at: Mapping[str, Sequence[Entry]]) -> dict[str, float]:
    """How popular each entry is where that is known, by its identity: 1 is the median of the source that counts.

    Each version is measured by its own source, since one counts views and another comments.
    """
    versions = {entry.identity: (entry, *also_at.get(entry.identity, ())) for entry in entries}
    counts: dict[str, list[float]] = {}
    for version in (version for found in versions.values() for version in found):
        if version.popularity is not None:
            counts.setdefault(version.source, []).append(version.popularity)
    usual = {source: median(values) for source, values in counts.items()}
    known: dict[str, float] = {}
    for identity, found in versions.items():
        for version in found:
            if version.popularity is not None:
                # Plus one: a first comment counts finitely.
                relative = (1 + version.popularity) / (1 + usual[version.source])
                known[identity] = max(known.get(identity, 0.0), relative)
    return known


def _worth(entries: Sequence[Entry], coverage: Mapping[str, int], known: Mapping[str, float]) -> dict[str, float]:
    """The first factor of each entry, by its identity."""
    unknown = {entry.identity: coverage.get(entry.identity, 1) for entry in entries if entry.identity not in known}
    expected = _expected(sorted(unknown.values()), sorted(known.values()))
    return {**known, **{identity: expected[count] for identity, count in unknown.items()}}


def _expected(coverages: Sequence[int], popularities: Sequence[float]) -> dict[int, float]:
    """What each coverage counts: itself, drawn towards the popularity of the same rank the more of these are known.

    Both sorted. A coverage that many stories share has the rank in the middle of them. The mean is geometric, since
    both are ratios.
    """
    share = len(popularities) / (len(popularities) + FEW)
    found = {}
    for count in set(coverages):
        rank = (bisect_left(coverages, count) + bisect_right(coverages, count)) / (2 * len(coverages))
        alike = _quantile(popularities, rank) if popularities else 1.0
        found[count] = count ** (1 - share) * max(alike, 0.01) ** share
    return found


def _quantile(values: Sequence[float], rank: float) -> float:
    """The value at `rank` (0 to 1) of sorted `values`, between two of them on the line that joins them."""
    place = min(max(rank * len(values) - 0.5, 0.0), len(values) - 1.0)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])
