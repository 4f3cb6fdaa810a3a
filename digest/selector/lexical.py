"""How alike stories are by their words: TF-IDF in plain Python with an inverted index.

The weight of a term is (1 + ln tf) · (1 + ln((1 + n) / (1 + df))), vectors have unit length, likeness is their dot
product (Salton & Buckley, "Term-weighting approaches in automatic text retrieval", 1988; scikit-learn's smooth idf).
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from digest.models import Entry
from digest.selector.terms import BEGINNING, NAME, PAIR, Reader, Terms, names_among

COMMON = 128
"""A term that more stories have is no reason to compare two of them: so the cost of `pairs` grows with n, not n²."""

USUAL = 1000
"""What more stories than these have in common says next to nothing of two of them, and costs the most: left out of
`row`, for the same reason."""

TELLING = 30
"""So many terms of a story are reasons to compare it with others, its heaviest."""

GATE = 0.8
"""Two stories are compared in full when their telling terms give this share of the likeness that is asked for."""

Vector = dict[str, float]


class Lexical:
    """The likeness of stories by their words (a `Likeness`)."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        reader = Reader()
        read = [reader.read(entry) for entry in entries]
        self.words: Sequence[int] = [each.words for each in read]
        found_in = _frequencies(read)
        names = names_among(read)
        rarity = [1 + math.log((1 + len(read)) / (1 + found)) for found in range(len(read) + 1)]
        self._vectors = [_vector(each, found_in, names, rarity) for each in read]
        self._found_in = found_in
        self._postings: dict[str, list[int]] = {}

    def between(self, first: int, second: int) -> float:
        """The likeness of two stories."""
        return _dot(self._vectors[first], self._vectors[second])

    def row(self, index: int) -> list[float]:
        """The likeness of one story to each, 1 to itself."""
        if not self._postings:
            self._postings = _index(self._vectors, self._found_in)
        vectors = self._vectors
        sums = [0.0] * len(vectors)
        for term, weight in vectors[index].items():
            for other in self._postings.get(term, ()):
                sums[other] += weight * vectors[other][term]
        sums[index] = 1.0
        return sums

    def pairs(self, share: float) -> Iterator[tuple[int, int, float]]:
        """The pairs that are at least `share` of what makes an event alike, and share a telling term or two."""
        index: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        asked = [share * self.same_event(words) for words in self.words]
        for second, vector in enumerate(self._vectors):
            sums: defaultdict[int, float] = defaultdict(float)
            for term in self._telling(vector):
                weight = vector[term]
                postings = index[term]
                for first, its in postings:
                    sums[first] += weight * its
                postings.append((second, weight))
            for first in sorted(sums):
                least = min(asked[first], asked[second])
                if sums[first] >= GATE * least:
                    value = self.between(first, second)
                    if value >= least:
                        yield first, second, min(1.0, value)

    def _telling(self, vector: Vector) -> list[str]:
        """The heaviest single terms of a story, but for those that too many have."""
        found_in = self._found_in
        terms = [term for term in vector if found_in[term] <= COMMON and term[0] != "^" and " " not in term]
        return terms if len(terms) <= TELLING else heapq.nlargest(TELLING, terms, key=vector.__getitem__)

    def same_event(self, words: float) -> float:
        """Measured: 0.085 for the eight words of a title (UCI), 0.145 for the thirty of a teaser (same-day feeds)."""
        return max(0.07, 0.085 + 0.045 * math.log(max(words, 1.0) / 8))


def _frequencies(read: Sequence[Terms]) -> dict[str, int]:
    found_in: defaultdict[str, int] = defaultdict(int)
    for each in read:
        for term in each.counts:
            found_in[term] += 1
    return dict(found_in)


def _vector(terms: Terms, found_in: dict[str, int], names: frozenset[str], rarity: Sequence[float]) -> Vector:
    """The terms that other stories have too, weighted; those of this one alone only add to its length.

    `rarity` is the weight of a term by the number of stories that have it.
    """
    vector = {}
    squares = 0.0
    log = math.log
    for term, count in terms.counts.items():
        found = found_in[term]
        weight = rarity[found]
        if count != 1:
            weight *= 1 + log(count)
        if term[0] == "^":
            weight *= BEGINNING
        elif " " in term:
            weight *= PAIR
        elif term in names:
            weight *= NAME
        squares += weight * weight
        if found > 1:
            vector[term] = weight
    length = math.sqrt(squares)
    return {term: weight / length for term, weight in vector.items()}


def _index(vectors: Sequence[Vector], found_in: dict[str, int]) -> dict[str, list[int]]:
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        for term in vector:
            postings[term].append(index)
    return {term: holders for term, holders in postings.items() if found_in[term] <= USUAL}


def _dot(first: Vector, second: Vector) -> float:
    if len(second) < len(first):
        first, second = second, first
    return sum([weight * second[term] for term, weight in first.items() if term in second])
