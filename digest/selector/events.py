"""Which stories tell the same event in other words: clusters of stories that are alike and near in time."""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from datetime import timedelta

from digest.models import Entry
from digest.selector.similarity import Likeness

BUNCH = timedelta(hours=8)
"""Coverage of an event comes in a bunch: likeness counts half after so long …"""

LATE = 0.25
"""… but never less than this share, since a weekly magazine comes days later."""

LOOSE = 0.4
"""Links of less than this share of what makes an event count as none."""

AGAIN = 0.5
"""What likeness counts between two stories of one source, which seldom tells one event twice. Where their titles are
the same but for numbers they are parts of a series: “Quiz 41”, “Quiz 42”."""

_NUMBER = re.compile(r"[\d\u2460-\u24ff]+")

FEW = 20
"""In a small pool any shared word looks rare: with so many stories an event takes half as much likeness again."""


def events(entries: Sequence[Entry], *, likeness: Likeness) -> list[list[int]]:
    """The positions of `entries`, the first that `likeness` knows, in clusters; most hold one. All ascending.

    Average linkage (UPGMA): two clusters become one while their stories are, on average over all pairs, alike enough
    for the amount of text there is. Measured better than single linkage everywhere. Costs no more than the number of
    pairs that are alike at all, times its logarithm.
    """
    links: list[dict[int, float]] = [{} for _ in entries]
    shapes = [_NUMBER.sub("", entry.title) for entry in entries]
    small = 1 + 0.5 * FEW / (FEW + len(entries)) if entries else 1.0
    for first, second, value in likeness.pairs(LOOSE * small):
        if second >= len(entries):
            continue
        words = min(likeness.words[first], likeness.words[second])
        strength = value * _nearness(entries[first], entries[second]) / (small * likeness.same_event(words))
        if entries[first].source == entries[second].source:
            strength *= 0 if shapes[first] == shapes[second] else AGAIN
        if strength >= LOOSE:
            links[first][second] = links[second][first] = strength
    members = _linked(links)
    return sorted(sorted(group) for group in members if group)


def _nearness(first: Entry, second: Entry) -> float:
    if first.published is None or second.published is None:
        return 1.0
    apart = abs(first.published - second.published)
    return float(LATE + (1 - LATE) * 0.5 ** (apart / BUNCH))


def _linked(links: list[dict[int, float]]) -> list[list[int]]:
    """Merge the two clusters with the highest mean link until none reaches 1. `links` are sums, changed in place."""
    members = [[index] for index in range(len(links))]
    heap = [(-value, a, b) for a, near in enumerate(links) for b, value in near.items() if a < b and value >= 1]
    heapq.heapify(heap)
    while heap:
        value, a, b = heapq.heappop(heap)
        if not (members[a] and members[b]) or -value != _mean(links, members, a, b):
            continue  # one of the two has changed since
        for other, total in links[b].items():
            del links[other][b]
            if other != a:
                links[a][other] = links[other][a] = links[a].get(other, 0.0) + total
        members[a] += members[b]
        members[b], links[b] = [], {}
        for other in links[a]:
            mean = _mean(links, members, a, other)
            if mean >= 1:
                heapq.heappush(heap, (-mean, min(a, other), max(a, other)))
    return members


def _mean(links: list[dict[int, float]], members: list[list[int]], a: int, b: int) -> float:
    return links[a].get(b, 0.0) / (len(members[a]) * len(members[b]))
