"""Which stories are the same text published again (syndication, wire copies), and short fingerprints to know it later.

A text is the set of its runs of four words (shingles). Copies share most of those of the shorter one (containment;
Broder, "On the resemblance and containment of documents", 1997), and their words are as often the same (cosine).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from digest.models import Entry
from digest.selector.language import UNSPACED
from digest.selector.terms import TEXT

RUN = 4
"""Words in a shingle."""

CONTAINED = 0.42
"""Least share of the shorter text's shingles. Copies that were edited keep more than half, other texts share under a
fifth (350 ABC stories, among them eleven that were published twice)."""

BRIEF = 0.4
"""How much more is asked the shorter a text is, from 40 shingles down: in a sentence two reporters often agree."""

ALIKE = 0.5
"""Least cosine of the words of the shorter text's length: what only quotes the same sentence lies below."""

SHORT = 12
"""Texts of fewer words are not known to be the same, whatever they say: “Quiz of the week” comes each week."""

OFTEN = 64
"""A shingle that more stories have is boilerplate and no reason to compare them."""

_TOKEN = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Shingles:
    """What of a story is compared: its shingles in order as numbers, its words, and the numbers it names."""

    runs: tuple[int, ...]
    words: tuple[str, ...]
    numbers: frozenset[str]


def shingles(entry: Entry) -> Shingles:
    """The text (else the excerpt) of an entry as shingles; a story without one has none. The title is not the text."""
    text = (entry.text if len(entry.text) >= len(entry.excerpt) else entry.excerpt)[:TEXT].lower()
    words = tuple(_words(text))
    if len(words) < SHORT:
        return Shingles((), words, frozenset())
    runs = [zlib.crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)]
    return Shingles(tuple(dict.fromkeys(runs)), words, frozenset(_NUMBER.findall(text)))


class Texts:
    """Shingles of entries, read once each."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[Entry, Shingles]] = {}

    def of(self, entry: Entry) -> Shingles:
        """The shingles of `entry`."""
        held = self._read.get(id(entry))
        if held is None:
            held = self._read[id(entry)] = (entry, shingles(entry))  # the entry too, lest its id be given anew
        return held[1]


def _words(text: str) -> Iterator[str]:
    """Words; single characters where there are no spaces."""
    for token in _TOKEN.findall(text):
        if UNSPACED.search(token):
            yield from token
        else:
            yield token


def copies(entries: Sequence[Entry], *, read: Sequence[Shingles] | None = None) -> list[list[int]]:
    """The positions of `entries` in groups of one text each, ascending, ordered by their first; most hold one.

    `read` are the shingles of each, where they are known already.
    """
    read = [shingles(entry) for entry in entries] if read is None else read
    above = list(range(len(read)))

    def top(index: int) -> int:
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    for first, second, shared in _candidates(read):
        one, other = top(first), top(second)
        if one != other and _same(read[first], read[second], shared):
            above[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = {}
    for index in range(len(read)):
        groups.setdefault(top(index), []).append(index)
    return list(groups.values())


def _candidates(read: Sequence[Shingles]) -> Iterator[tuple[int, int, int]]:
    """The pairs that share shingles, and how many."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for index, each in enumerate(read):
        for run in each.runs:
            holders[run].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for found in holders.values():
        if 1 < len(found) <= OFTEN:
            shared.update((found[a], found[b]) for a in range(len(found)) for b in range(a + 1, len(found)))
    for (first, second), count in sorted(shared.items()):
        yield first, second, count


def _same(one: Shingles, other: Shingles, shared: int) -> bool:
    length = min(len(one.runs), len(other.runs))
    if shared < length * (CONTAINED + BRIEF * max(0.0, 1 - length / 40)):
        return False
    return not _numbers_differ(one.numbers, other.numbers) and _cosine(one.words, other.words) >= ALIKE


def _numbers_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each names numbers that the other does not, and they agree on less than half: a template filled anew."""
    return bool(one - other and other - one) and 2 * len(one & other) < len(one | other)


def _cosine(one: Sequence[str], other: Sequence[str]) -> float:
    """Of the words of both, as far as the shorter goes."""
    length = min(len(one), len(other))
    first, second = Counter(one[: length + RUN]), Counter(other[: length + RUN])
    dot = sum(count * second[word] for word, count in first.items())
    return dot / sqrt(sum(c * c for c in first.values()) * sum(c * c for c in second.values()))


_BINS = 64
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BAND = 4


def fingerprint(read: Shingles) -> str:
    """64 characters of which two texts share about as many as their shingles overlap (Jaccard); empty without a text.

    One-permutation MinHash with empty bins filled from the next (Li, Owen & Zhang 2012; Shrivastava & Li 2014), six
    bits a bin: unrelated texts share one character of 64, the error at an overlap of 0.8 is 0.05.
    """
    if not read.runs:
        return ""
    lowest: list[int | None] = [None] * _BINS
    for run in read.runs:
        mixed = (run * 0x9E3779B97F4A7C15 + 0x7F4A7C15) & 0xFFFFFFFFFFFFFFFF
        bin_, rest = mixed >> 58, (mixed >> 8) & 0xFFFFFFFFFFFF
        held = lowest[bin_]
        lowest[bin_] = rest if held is None else min(held, rest)
    filled = []
    for index in range(_BINS):
        step = next(step for step in range(_BINS) if lowest[(index + step) % _BINS] is not None)
        value = lowest[(index + step) % _BINS] or 0
        filled.append(_ALPHABET[((value + step * 0x5851F42D) >> 5) % 64])
    return "".join(filled)


def resemblance(one: str, other: str) -> float:
    """About how much of their shingles two texts share, by their fingerprints: 0 to 1."""
    if not (one and other):
        return 0.0
    agree = sum(a == b for a, b in zip(one, other, strict=False)) / _BINS
    return max(0.0, (agree - 1 / 64) / (1 - 1 / 64))


class Known:
    """Fingerprints of earlier texts, each with a note, to be asked for the nearest."""

    def __init__(self, prints: Iterable[tuple[str, str]]) -> None:
        self._bands: defaultdict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
        for written, note in prints:
            for at in range(0, len(written), _BAND):
                self._bands[at, written[at : at + _BAND]].append((written, note))

    def nearest(self, asked: str) -> tuple[float, str]:
        """The highest resemblance of what was noted, and its note; of equals the greatest note."""
        near = {
            held for at in range(0, len(asked), _BAND) for held in self._bands.get((at, asked[at : at + _BAND]), ())
        }
        return max(((resemblance(asked, written), note) for written, note in near), default=(0.0, ""))
