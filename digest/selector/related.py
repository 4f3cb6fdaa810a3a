"""Which stories belong to another one: the nearest by text, above a floor below which nothing beats nonsense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.models import Entry, Link
from digest.selector.similarity import likeness, vectors

FLOOR = 0.1
"""Least likeness of a related story. Unrelated news stories lie below 0.06, stories of one subject above 0.12."""


def related(wanted: Mapping[str, int], *, pool: Sequence[Entry], shown: frozenset[str]) -> dict[str, tuple[Link, ...]]:
    """For each identity in `wanted` up to that many links to stories of `pool`, nearest first.

    What the issue already shows (`shown`, identities) is no one's related story, and no story is related to two.
    """
    if not any(wanted.values()):
        return {}
    ordered = sorted({entry.identity: entry for entry in pool}.values(), key=lambda entry: entry.identity)
    vector = dict(zip((entry.identity for entry in ordered), vectors(ordered), strict=True))
    taken = set(shown)
    found: dict[str, tuple[Link, ...]] = {}
    for identity, count in wanted.items():
        near = [
            (round(likeness(vector[identity], vector[entry.identity]), 6), entry)
            for entry in ordered
            if entry.identity not in taken
        ]
        near = sorted((pair for pair in near if pair[0] >= FLOOR), key=lambda pair: (-pair[0], pair[1].identity))
        chosen = [entry for _, entry in near[:count]]
        taken.update(entry.identity for entry in chosen)
        found[identity] = tuple(Link(title=e.title, url=e.url, section=e.section) for e in chosen)
    return found
