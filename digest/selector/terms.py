"""What a story is about, as weighted terms: stems, the beginnings of long stems, and pairs of neighbouring stems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.models import Entry
from digest.selector.language import UNSPACED, WORD, Language, language

NAME = 1.3
"""Weight of a name or a number against another word."""

PAIR = 0.15
"""Weight of a pair of neighbouring stems against a single one."""

BEGINNING = 0.5
"""Weight of a long stem's first letters: they meet where stems do not (Australia, Australian), at the cost of one term
a stem. Measured as good as character 3-5-grams, which cost a hundred."""

LETTERS = 5
"""How many first letters count, in scripts with spaces."""

EARLY = 20
"""What is said first counts twice, after so many stems half as much more: news puts first what matters."""

TEXT = 1200
"""Characters of a text that count: the beginning of a news story says what it is about."""


@dataclass(frozen=True)
class Terms:
    """The terms of one story with their counts, those written like names, and the number of stems.

    A term with a space in it is a pair, one that begins with ^ the beginning of a stem.
    """

    counts: Mapping[str, float]
    names: frozenset[str]
    words: int


def body(entry: Entry) -> str:
    """What there is to read of a story beside its title: the text, or the excerpt where that says more."""
    return (entry.text if len(entry.text) >= len(entry.excerpt) else entry.excerpt)[:TEXT]


class Reader:
    """Reads stories of any languages into terms."""

    def __init__(self) -> None:
        self._languages: dict[str, Language] = {}

    def read(self, entry: Entry) -> Terms:
        """The terms of `entry`."""
        tongue = self._languages.get(entry.language)
        if tongue is None:
            tongue = self._languages[entry.language] = language(entry.language)
        names: set[str] = set()
        stems = list(_stems(f"{entry.title}\n{body(entry)}", tongue, names))
        counts: defaultdict[str, float] = defaultdict(float)
        weight = 1.0
        before = ""
        for stem in stems:
            counts[stem] += 1 + weight
            if len(stem) >= LETTERS:
                counts[f"^{stem[:LETTERS]}"] += 1 + weight
            if before:
                counts[f"{before} {stem}"] += 1
            before = stem
            weight *= _FADING
        return Terms(counts, frozenset(names), len(stems))


_FADING = 0.5 ** (1 / EARLY)


def _stems(text: str, tongue: Language, names: set[str]) -> Iterator[str]:
    if not text.isascii() and UNSPACED.search(text):
        for run in UNSPACED.findall(text):
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
        text = UNSPACED.sub(" ", text)
    stem = tongue.stem
    for word in WORD.findall(text):
        found = stem(word.lower())
        if found:
            if word[0].isdigit() or (tongue.capitals and word[0].isupper()):
                names.add(found)
            yield found


def names_among(read: Sequence[Terms]) -> frozenset[str]:
    """The stems that are written as names, or are numbers, in at least four fifths of the stories that have them."""
    written: defaultdict[str, int] = defaultdict(int)
    for each in read:
        for stem in each.names:
            written[stem] += 1
    seen = dict.fromkeys(written, 0)
    for each in read:
        for stem in each.counts:
            if stem in seen:
                seen[stem] += 1
    return frozenset(stem for stem, count in written.items() if count >= 0.8 * seen[stem])
