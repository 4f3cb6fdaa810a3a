"""Which stories tell the same event."""

from __future__ import annotations

import pytest

from digest.models import Entry
from digest.selector.events import events
from digest.selector.similarity import measure
from tests.build import entry, own_words

QUAY = ("Council closes the northern quay for rotten piles", "Northern quay closed: rotten piles, says council")


def groups(*entries: Entry) -> list[list[int]]:
    filler = [entry(f"x{at}", title=own_words(f"x{at}"), source=f"X{at}") for at in range(40)]
    everything = [*entries, *filler]
    found = events(everything, likeness=measure(everything))
    return [group for group in found if group[0] < len(entries)]


def quay(at: int, **fields: object) -> Entry:
    return entry(f"q{at}", title=QUAY[at], text="", **{"source": f"Q{at}", **fields})


def test_same_event() -> None:
    """Two sources that tell one thing in other words tell one event; a third that tells another does not."""
    assert groups(quay(0), entry("z", title="Choir of welders records lullabies", text=""), quay(1)) == [[0, 2], [1]]


def test_time_parts_events() -> None:
    """What is alike but days apart is less likely the same event; without dates nothing parts them."""
    assert groups(quay(0), quay(1, hours=24)) == [[0, 1]]
    assert groups(quay(0, hours=1), quay(1, hours=None)) == [[0, 1]]
    weak = entry("w", title="Quay market opens under council flags", text="", source="W")
    assert groups(quay(0), weak.model_copy(update={"published": None})) == [[0, 1]]
    assert groups(quay(0, hours=1), weak.model_copy(update={"published": entry(hours=120).published})) == [[0], [1]]


def test_average_linkage_does_not_chain() -> None:
    """A chain of stories, each like the next, is not one event from end to end."""
    words = [own_words(f"c{at}").split()[:4] for at in range(6)]
    chain = [entry(f"c{at}", title=" ".join([*words[at], *words[at + 1]]), text="", source=f"C{at}") for at in range(5)]
    found = groups(*chain)
    assert max(len(group) for group in found) < 4
    assert sorted(at for group in found for at in group) == [0, 1, 2, 3, 4]


def test_one_source_seldom_tells_one_event_twice() -> None:
    """Likeness that makes an event of two sources does not make one of two stories of the same."""
    weak = "Quay market opens under council flags"
    assert groups(quay(0), entry("w", title=weak, text="", source="W", hours=40)) == [[0, 1]]
    assert groups(quay(0), entry("w", title=weak, text="", source="Q0", hours=40)) == [[0], [1]]


def test_nothing_has_no_events() -> None:
    """No stories, no events."""
    assert events([], likeness=measure([])) == []


@pytest.mark.parametrize("order", [1, -1])
def test_big_events_come_out_whole(order: int) -> None:
    """An event that many tell is one, in whatever order they come."""
    titles = [f"{QUAY[at % 2]} {own_words(str(at))[:8]}" for at in range(12)]
    told = [entry(f"q{at}", title=title, text="", source=f"S{at}") for at, title in enumerate(titles)]
    assert groups(*told[::order]) == [list(range(12))]
