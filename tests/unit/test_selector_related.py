"""Which stories stand beside another one, on likenesses that are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from digest.selector.related import ENOUGH, FLOOR, Pool, related
from tests.build import entry

NEEDED = 0.2


class Given:
    """A likeness where the first story is like the others as a table says, and these are like nothing."""

    def __init__(self, values: Sequence[float]) -> None:
        self._values = [1.0, *values]
        self.words: Sequence[int] = [30] * len(self._values)

    def between(self, first: int, second: int) -> float:
        return self.row(first)[second]

    def row(self, index: int) -> list[float]:
        if index == 0:
            return self._values
        return [self._values[index] if at == 0 else float(at == index) for at in range(len(self._values))]

    def pairs(self, share: float) -> Iterator[tuple[int, int, float]]:
        raise NotImplementedError(f"nobody asks for pairs of {share}")

    def same_event(self, words: float) -> float:
        return NEEDED if words == ENOUGH else NEEDED / 2


def beside(*told: tuple[str, float], count: int, event: Sequence[str] = ()) -> list[str]:
    """The sources of what is related to a story, given the source and likeness of each other one."""
    entries = [entry("lead", source="Own"), *(entry(f"n{at}", source=name) for at, (name, _) in enumerate(told))]
    group = ["https://paper.example/lead", *(f"https://paper.example/{name}" for name in event)]
    pool = Pool(
        entries, Given([value for _, value in told]), dict.fromkeys(group, group), {"https://paper.example/n0": "W1"}
    )
    lead = entries[0].identity
    links = related({lead: count}, pool=pool, shown=frozenset({lead}))[lead]
    names = {each.url: each.source for each in entries}
    assert [link.issue for link in links] == ["W1" if link.url.endswith("n0") else "" for link in links]
    return [names[link.url] for link in links]


def test_floor_is_that_of_long_texts() -> None:
    """Below the floor nothing is shown rather than nonsense, whatever is nearest; on it, it is."""
    # One alone says little more of itself than its likeness (`associated`).
    low, high = NEEDED * FLOOR * 0.6, NEEDED * FLOOR
    assert beside(("A", low), count=3) == []
    assert beside(("A", high), count=3) == ["A"]


@pytest.mark.parametrize(
    ("sources", "count", "expected"),
    [
        ("AAAABC", 3, ["A", "B", "C"]),
        ("AAAA", 3, ["A", "A"]),  # two sources in all: its own and A share three places
        ("AAAABB", 3, ["A", "B"]),
    ],
)
def test_sources_share_the_places(sources: str, count: int, expected: list[str]) -> None:
    """One of each source where there are as many sources as places, else no more of one than its even share."""
    told = [(name, 0.9 - at / 100) for at, name in enumerate(sources)]
    assert beside(*told, count=count) == expected


def test_same_event_goes_first() -> None:
    """What tells the same event stands before what is nearer by its words."""
    assert beside(("A", 0.9), ("B", 0.2), count=2, event=["n1"]) == ["B", "A"]
