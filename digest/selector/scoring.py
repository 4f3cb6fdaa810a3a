"""How much a story is worth in this issue: a product of factors, each kept so that it can be shown.

score = popularity · 0.5^(age / cadence) · source weight · section weight · editor's boost

Popularity is relative to the source's own median, so that a small site's hit can beat a large site's ordinary story;
where it is unknown the factor is 1, the worth of a typical story. An undated story counts as one cadence old.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from digest.config.schema import SelectionConfig
from digest.models import Entry
from digest.selector.eligible import matches


@dataclass(frozen=True)
class Scored:
    """An entry with its score, the factors of it, and its rank among the editor's pins (None: not pinned)."""

    entry: Entry
    score: float
    parts: Mapping[str, float]
    pin: int | None = None


def score(
    entries: Sequence[Entry],
    *,
    selection: SelectionConfig,
    weights: Mapping[str, float],
    cadence: timedelta,
    now: datetime,
) -> list[Scored]:
    """Every entry scored, best first. `weights` is a factor for each source name; ties go to the newer story."""
    medians = _medians(entries)
    scored = []
    for entry in entries:
        age = max(timedelta(0), now - entry.published) if entry.published else cadence
        parts = {
            "popularity": _relative(entry, medians),
            "freshness": 0.5 ** (age / cadence),
            "source": weights.get(entry.source, 1.0),
            "section": selection.sections.get(entry.section, 1.0),
            "boost": math.prod(factor for name, factor in selection.boosts.items() if matches(entry, [name])),
        }
        value = round(math.prod(parts.values()), 6)
        shown = {name: round(part, 6) for name, part in parts.items() if part != 1.0 or name in _ALWAYS}
        scored.append(Scored(entry, value, shown, _pin(entry, selection.pins)))
    return sorted(scored, key=best_first)


_ALWAYS = ("popularity", "freshness")


def best_first(item: Scored) -> tuple[object, ...]:
    """Sort key: pins in the editor's order, then score, then the newer, then the address."""
    pinned = math.inf if item.pin is None else item.pin
    return (pinned, -item.score, *newest_first(item))


def newest_first(item: Scored) -> tuple[object, ...]:
    """Sort key: the newer story first, undated ones last, then the address."""
    published = item.entry.published
    return (-published.timestamp() if published else math.inf, item.entry.identity)


def _pin(entry: Entry, pins: Sequence[str]) -> int | None:
    return next((index for index, name in enumerate(pins) if matches(entry, [name])), None)


def _medians(entries: Sequence[Entry]) -> dict[str, float]:
    known: dict[str, list[float]] = {}
    for entry in entries:
        if entry.popularity is not None:
            known.setdefault(entry.source, []).append(entry.popularity)
    return {source: median(values) for source, values in known.items()}


def _relative(entry: Entry, medians: Mapping[str, float]) -> float:
    """Popularity against the source's median, both plus one so that a first comment does not count infinitely."""
    if entry.popularity is None:
        return 1.0
    return (1 + entry.popularity) / (1 + medians[entry.source])
