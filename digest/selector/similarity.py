"""How alike stories are by what they say: one interface, and the function that opens what the config asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from digest.models import Entry

Kind = Literal["lexical", "semantic"]


class Likeness(Protocol):
    """How alike each two of a fixed sequence of stories are, by their positions: 0 nothing in common, 1 the same.

    `words` is how much there is to read of each. Values depend on the whole sequence (what is rare in it counts more),
    and on its order in the last digits, so give it in a fixed order. `same_event` is the likeness from which two
    stories of so many words tell one event.
    """

    words: Sequence[int]

    def between(self, first: int, second: int) -> float:
        """The likeness of two stories."""
        ...

    def row(self, index: int) -> list[float]:
        """The likeness of one story to each, 1 to itself."""
        ...

    def pairs(self, share: float) -> Iterator[tuple[int, int, float]]:
        """The pairs, first < second, with at least `share` of the likeness from which on they tell the same event."""
        ...

    def same_event(self, words: float) -> float:
        """From which likeness on two stories of about so many words tell the same event."""
        ...


def measure(entries: Sequence[Entry], *, kind: Kind = "lexical") -> Likeness:
    """The likeness of `entries`: by their words, or with `semantic` also by the meaning of words.

    Raises ConfigError for `semantic` when its extra is not installed.
    """
    from digest.selector.lexical import Lexical

    lexical = Lexical(entries)
    if kind == "lexical":
        return lexical
    from digest.selector.semantic import Semantic

    return Semantic(entries, lexical=lexical)


NEAR = 5
"""How many nearest stories speak for a story in `associated`."""

SHARE = 0.3
"""How much they say in it."""

SPOKEN = 0.5
"""How near they are together before they say that much: one alone, hardly like the story, does not make itself near."""

NEAR_FLOOR = 0.05
"""Least likeness of one of them."""


def associated(likeness: Likeness, index: int) -> list[float]:
    """The likeness of one story to each, in which its nearest stories have a say: what is like those is like it.

    Finds what tells the same in other words (query expansion, Rocchio 1971). Measured on human judgements: Pearson .59
    becomes .64 on lee50, average precision .52 becomes .55 on uci_titles.
    """
    direct = likeness.row(index)
    near = sorted((at for at in range(len(direct)) if at != index), key=lambda at: (-direct[at], at))[:NEAR]
    near = [at for at in near if direct[at] >= NEAR_FLOOR]
    if not near:
        return direct
    total = max(SPOKEN, sum(direct[at] for at in near))
    mixed = [(1 - SHARE) * value for value in direct]
    for at in near:
        weight = SHARE * direct[at] / total
        mixed = [value + weight * other for value, other in zip(mixed, likeness.row(at), strict=True)]
    mixed[index] = 1.0
    return mixed
