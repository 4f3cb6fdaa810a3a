"""Which stories belong to another one: those of the same event first, then the nearest by text, above a floor."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.models import Entry, Link
from digest.selector.similarity import Likeness, associated

FLOOR = 0.83
"""Least likeness of a related story, against what makes an event of two stories of `ENOUGH` words: below it nothing is
shown rather than nonsense. The same for texts of any length, because chance likeness grows as texts shrink. Of 17
pairs of two sets of feeds that a person judged, it keeps all eleven that belong together and none of the six others.
"""
ENOUGH = 120.0


@dataclass(frozen=True)
class Pool:
    """The stories that may be pointed to: this issue's, older ones of the feeds, and those of earlier issues.

    `entries` are in the order of `likeness`; `group` is the event of each of the first ones, `issues` the earlier
    issue that carried a story, by identity.
    """

    entries: Sequence[Entry]
    likeness: Likeness
    group: Mapping[str, Sequence[str]]
    issues: Mapping[str, str]


def related(wanted: Mapping[str, int], *, pool: Pool, shown: frozenset[str]) -> dict[str, tuple[Link, ...]]:
    """For each identity in `wanted` up to that many links, nearest first.

    What the issue already shows (`shown`, identities) is no one's related story, and no story is related to two. As
    many of one source as it takes to fill `wanted` if all sources gave the same: one where there are several, all
    where a magazine has only its own.
    """
    place = {entry.identity: at for at, entry in enumerate(pool.entries)}
    sources = len({entry.source for entry in pool.entries}) or 1
    taken = set(shown)
    found: dict[str, tuple[Link, ...]] = {}
    for identity, count in wanted.items():
        chosen: list[Entry] = []
        counts: Counter[str] = Counter()
        for at in _nearest(place[identity], pool) if count else ():
            entry = pool.entries[at]
            if len(chosen) == count:
                break
            if entry.identity in taken or counts[entry.source] >= math.ceil(count / sources):
                continue
            chosen.append(entry)
            counts[entry.source] += 1
            taken.add(entry.identity)
        found[identity] = tuple(_link(entry, pool.issues.get(entry.identity, "")) for entry in chosen)
    return found


def _nearest(at: int, pool: Pool) -> list[int]:
    """The positions of what is related, the same event first."""
    likeness = pool.likeness
    values = associated(likeness, at)
    floor = FLOOR * likeness.same_event(ENOUGH)
    event = set(pool.group.get(pool.entries[at].identity, ()))
    near = []
    for other, value in enumerate(values):
        entry = pool.entries[other]
        same = entry.identity in event
        if other == at:
            continue
        if same or value >= floor:
            near.append((not same, -round(value, 6), entry.identity, other))
    return [other for *_, other in sorted(near)]


def _link(entry: Entry, issue: str) -> Link:
    return Link(title=entry.title, url=entry.url, section=entry.section, issue=issue)
