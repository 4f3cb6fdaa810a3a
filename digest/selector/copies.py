"""Which stories are the same text published again (syndication, wire copies).

A text is the set of its runs of four words (shingles). Copies share most of those of the shorter one (containment;
Broder, "On the resemblance and containment of documents", 1997), and their words are as often the same (cosine).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
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

AGAIN = 0.6
"""Least share within one source. Of ABC's republished stories each keeps 0.87 or more."""

BRIEF = 0.4
"""How much more is asked the shorter a text is, from 40 shingles down: in a sentence two reporters often agree."""

ALIKE = 0.5
"""Least cosine of the words of the shorter text's length: what only quotes the same sentence lies below."""

SHORT = 12
"""Texts of fewer words are not known to be the same, whatever they say: “Quiz of the week” comes each week."""

OFTEN = 64
"""A shingle that more stories have is boilerplate, or a text that went everywhere: compared with the longest only."""

DATELINE = 20
"""So many shingles into a longer text what was cut from it must have begun; what begins later is quoted in it."""

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

    Each member is a copy of the longest text of its group, not of some other member: what leads from copy to copy may
    end at a text that shares no word with the first. `read` are the shingles of each, where they are known already.
    """
    read = [shingles(entry) for entry in entries] if read is None else read
    shared = _shared(read)
    roundups = _roundups(read, shared)
    holder: dict[int, int] = {}
    for index in _longest_first(read):
        found = [
            (-count, other)
            for other, count in shared[index].items()
            if holder.get(other) == other
            and other not in roundups[index]
            and _same(read[other], read[index], count)
            and (entries[index].source != entries[other].source or _again(read[other], read[index], count))
        ]
        holder[index] = min(found)[1] if found else index
    groups: dict[int, list[int]] = {}
    for index in range(len(read)):
        groups.setdefault(holder[index], []).append(index)
    return sorted(groups.values())


def same_text(one: Shingles, other: Shingles, *, shared: int, one_source: bool) -> bool:
    """Whether two texts that share so many shingles are the same: what `copies` asks of each pair, wherever both are.

    `one_source` says that the same source gives both.
    """
    if not _same(one, other, shared) or (one_source and not _again(one, other, shared)):
        return False
    short, long = sorted((one, other), key=lambda read: len(read.runs))
    return not _quoted(short, long, shared) or _begins(long, short)


def _longest_first(read: Sequence[Shingles]) -> list[int]:
    return sorted(range(len(read)), key=lambda index: (-len(read[index].runs), index))


def _shared(read: Sequence[Shingles]) -> list[Counter[int]]:
    """For each text, with which others it shares shingles, and how many.

    A shingle that more than `OFTEN` have counts only with the longest of them, so that the cost grows with n.
    """
    first_holder: dict[int, int] = {}
    holders: dict[int, list[int]] = {}
    for index in _longest_first(read):
        for run in read[index].runs:
            first = first_holder.setdefault(run, index)
            if first != index:  # most shingles have one holder: no list for those
                holders.setdefault(run, [first]).append(index)
    shared: list[Counter[int]] = [Counter() for _ in read]
    for found in holders.values():
        for at, first in enumerate(found if len(found) <= OFTEN else found[:1]):
            for second in found[at + 1 :]:
                shared[first][second] += 1
                shared[second][first] += 1
    return shared


def _roundups(read: Sequence[Shingles], shared: Sequence[Counter[int]]) -> list[set[int]]:
    """For each text, the longer ones that only quote it: it stands further down in them, or with another text."""
    quotes: list[set[int]] = [set() for _ in read]
    for index, each in enumerate(read):
        short = [other for other, count in shared[index].items() if _quoted(read[other], each, count)]
        apart = any(shared[a][b] == 0 for a in short for b in short if a < b)
        for other in short:
            if apart or not _begins(each, read[other]):
                quotes[other].add(index)
    return quotes


def _quoted(short: Shingles, long: Shingles, shared: int) -> bool:
    """Whether `short` is of less than half the length of `long` and stands in it."""
    return 2 * len(short.runs) < len(long.runs) and shared >= CONTAINED * len(short.runs)


def _begins(long: Shingles, short: Shingles) -> bool:
    """Whether `long` begins with what `short` has: within the length of a dateline and a credit."""
    return not set(short.runs).isdisjoint(long.runs[:DATELINE])


def _same(one: Shingles, other: Shingles, shared: int) -> bool:
    length = min(len(one.runs), len(other.runs))
    if not length or shared < length * (CONTAINED + BRIEF * max(0.0, 1 - length / 40)):
        return False
    return not _numbers_differ(one.numbers, other.numbers) and _cosine(one.words, other.words) >= ALIKE


def _again(one: Shingles, other: Shingles, shared: int) -> bool:
    """Whether two texts of one source are the same: it ends each with the same lines, so more is asked."""
    return shared >= AGAIN * min(len(one.runs), len(other.runs))


def _numbers_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each names numbers that the other does not, and they agree on less than half: a template filled anew."""
    return bool(one - other and other - one) and 2 * len(one & other) < len(one | other)


def _cosine(one: Sequence[str], other: Sequence[str]) -> float:
    """Of the words of both, as far as the shorter goes."""
    length = min(len(one), len(other))
    first, second = Counter(one[: length + RUN]), Counter(other[: length + RUN])
    dot = sum(count * second[word] for word, count in first.items())
    return dot / sqrt(sum(c * c for c in first.values()) * sum(c * c for c in second.values()))
