"""How alike two stories are by their words: TF-IDF over stems, in plain Python.

Term weight is (1 + ln tf) · ln(1 + N / df), vectors have unit length, likeness is their dot product (Salton & Buckley,
"Term-weighting approaches in automatic text retrieval", 1988).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import snowballstemmer

from digest.models import Entry

_WORD = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
_TEXT = 2000
_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}

Vector = dict[str, float]


def vectors(entries: Sequence[Entry]) -> list[Vector]:
    """One unit vector an entry, weighted by how rare its terms are among `entries`."""
    counts = [Counter(terms(entry)) for entry in entries]
    frequency: Counter[str] = Counter()
    for count in counts:
        frequency.update(count.keys())
    total = len(entries)
    return [_unit({t: (1 + math.log(n)) * math.log(1 + total / frequency[t]) for t, n in c.items()}) for c in counts]


def likeness(first: Vector, second: Vector) -> float:
    """Cosine of two unit vectors: 0 nothing in common, 1 the same words."""
    if len(second) < len(first):
        first, second = second, first
    return math.fsum(weight * second[term] for term, weight in first.items() if term in second)


def terms(entry: Entry) -> list[str]:
    """The stemmed words of an entry, those of its title twice; pairs of characters where words have no spaces."""
    text = f"{entry.title} {entry.title} {entry.excerpt} {entry.text[:_TEXT]}".lower()
    language = entry.language.partition("-")[0].lower() or "en"
    words = _WORD.findall(_UNSPACED.sub(" ", text))
    if language in _STEMMERS:
        words = snowballstemmer.stemmer(_STEMMERS[language]).stemWords(words)
    pairs = [run[i : i + 2] for run in _UNSPACED.findall(text) for i in range(max(1, len(run) - 1))]
    return [*words, *pairs]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(math.fsum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}
