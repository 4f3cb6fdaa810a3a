"""Texts as an issue file keeps them: short, not to be read by people, and compared by the rule for texts at hand.

A fingerprint is the words of a text in order, twelve bits each. Two words may share a code, four in a row hardly ever
do, so that shingles, lengths and word counts are what they were: one rule says what is the same text within an issue
and across issues (`copies.same_text`). A text of 200 words takes 400 characters.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from digest.models import Entry
from digest.selector.copies import OFTEN, RUN, SHORT, Shingles, Texts, same_text

WORDS = 400
"""Words that are kept: all of what counts of a text, but for Chinese, Japanese and Thai, where each letter is one."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def fingerprint(read: Shingles) -> str:
    """What later issues know a text by: two characters a word, a dot, two for each number. Empty without a text."""
    if not read.runs:
        return ""
    words = "".join(_code(word) for word in read.words[:WORDS])
    return f"{words}.{''.join(sorted({_code(number) for number in read.numbers}))}"


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> str:
    value = zlib.crc32(word.encode())
    return _ALPHABET[value >> 6 & 63] + _ALPHABET[value & 63]


def recall(written: str) -> Shingles:
    """The text that a fingerprint stands for, to be compared with others that were recalled.

    One that is empty, or of a form of before, is of no text.
    """
    coded, dot, numbers = written.partition(".")
    words = tuple(coded[at : at + 2] for at in range(0, len(coded), 2))
    if not dot or len(words) < SHORT:
        return Shingles((), words, frozenset())
    width = 2 * RUN
    runs = (zlib.crc32(coded[at : at + width].encode()) for at in range(0, len(coded) - width + 1, 2))
    return Shingles(
        tuple(dict.fromkeys(runs)), words, frozenset(numbers[at : at + 2] for at in range(0, len(numbers), 2))
    )


def overlap(one: Shingles, other: Shingles) -> float:
    """The share of the shorter text's shingles that the other has, 0 to 1."""
    shorter = min(len(one.runs), len(other.runs))
    return len(set(one.runs) & set(other.runs)) / shorter if shorter else 0.0


class Known:
    """Recalled texts, each with its source and a note, to be asked for those that are the same.

    What more than `OFTEN` of them have is boilerplate, and counts with the first only.
    """

    def __init__(self, texts: Iterable[tuple[Shingles, str, str]]) -> None:
        self._texts: list[tuple[Shingles, str, str]] = []
        self._first: dict[int, int] = {}  # most shingles have one holder: no list for those
        self._more: dict[int, list[int]] = {}
        for at, text in enumerate(texts):
            self._texts.append(text)
            for run in text[0].runs:
                if self._first.setdefault(run, at) != at:
                    held = self._more.setdefault(run, [])
                    if len(held) + 1 < OFTEN:
                        held.append(at)

    def __bool__(self) -> bool:
        return bool(self._first)

    def same(self, asked: Shingles, *, source: str) -> set[str]:
        """The notes of the texts that are the recalled one that `asked` is, which `source` gives."""
        known = [run for run in asked.runs if run in self._first]
        shared = Counter(self._first[run] for run in known)
        for run in known:
            shared.update(self._more.get(run, ()))
        found = ((self._texts[at], count) for at, count in shared.items())
        return {
            note for (held, its, note), count in found if same_text(held, asked, shared=count, one_source=its == source)
        }


class Prints:
    """Fingerprints of entries, and what they recall, made once each."""

    def __init__(self, texts: Texts | None = None) -> None:
        self.texts = texts or Texts()
        self._made: dict[int, tuple[Entry, str, Shingles]] = {}

    def of(self, entry: Entry) -> str:
        """The fingerprint of `entry`."""
        return self._both(entry)[0]

    def recalled(self, entry: Entry) -> Shingles:
        """The text of `entry` as its fingerprint will recall it."""
        return self._both(entry)[1]

    def _both(self, entry: Entry) -> tuple[str, Shingles]:
        held = self._made.get(id(entry))
        if held is None:
            written = fingerprint(self.texts.of(entry))
            held = self._made[id(entry)] = (entry, written, recall(written))
        return held[1:]
