"""Tables on terminals of any width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from digest.console.screen import Rows

TITLE = "The council counts its beehives and finds one more than it has keepers"


def shown(rows: Rows, width: int) -> list[str]:
    """The lines of a table on a terminal of this width."""
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    console.print(rows.table(width))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def collected(*rows: tuple[str, ...]) -> Rows:
    return Rows(("Published", "Popularity", "Section", "Source", "Title"), list(rows))


@pytest.fixture
def equal() -> Rows:
    one = ("2026-11-19 11:00", "unknown", "", "The Bulletin", TITLE)
    return collected(one, ("2026-11-18 11:00", *one[1:-1], "Nine eels"))


def test_a_wide_terminal_shows_all(equal: Rows) -> None:
    """Where a table fits, it is whole, empty columns and all."""
    head, first, second = shown(equal, 140)
    assert head.split() == ["Published", "Popularity", "Section", "Source", "Title"]
    assert first.endswith(TITLE)
    assert second.endswith("Nine eels")


def test_a_narrow_terminal_leaves_out_what_tells_nothing(equal: Rows) -> None:
    """Columns that are empty or the same in every row make room for the others, and dates are never broken."""
    lines = shown(equal, 60)
    assert lines[0].split() == ["Published", "Title"]
    assert lines[1].startswith("2026-11-19 11:00  The council")
    assert max(map(len, lines)) <= 60


def test_a_very_narrow_terminal_shows_paragraphs() -> None:
    """Where a text would have too little room, it stands below what is short, and no word is chopped."""
    lines = shown(
        collected(("2026-11-19 11:00", "14", "Town", "", TITLE), ("2026-11-18 11:00", "9", "", "", "Eels")), 40
    )
    assert lines[0] == "2026-11-19 11:00  14  Town"
    assert lines[1].startswith("  The council counts its beehives")
    assert lines[-2:] == ["2026-11-18 11:00  9", "  Eels"]
    assert max(map(len, lines)) <= 40
    assert set(TITLE.split()) <= set(" ".join(lines).split())


def test_rows_of_long_texts_alone() -> None:
    """Without anything short, paragraphs are not indented."""
    assert shown(Rows(("A", "B"), [(TITLE, TITLE[:30])]), 40)[0].startswith("The council")


def test_a_single_row_keeps_what_it_says() -> None:
    """In one row all cells are the same as themselves: only empty ones go."""
    assert shown(collected(("2026-11-19 11:00", "14", "", "The Bulletin", TITLE)), 75)[0].split() == [
        *("Published", "Popularity", "Source", "Title"),
    ]


HOURS = (("2026-W48", "Fri 27 Nov 07:00", "Sat 28 Nov 07:00", "planned"), ("2026-W49", "Fri 04 Dec 07:00", "x", ""))


@pytest.mark.parametrize("columns", [("Issue", "Goes out", "At the latest", "Status"), ()])
def test_no_value_is_cut(columns: tuple[str, ...]) -> None:
    """Where even short values have no room beside each other, each has a line, after its heading."""
    lines = shown(Rows(columns, list(HOURS)), 40)
    heading = "Goes out  " if columns else ""
    assert lines[:2] == ["2026-W48", f"  {heading}Fri 27 Nov 07:00"]
    assert all(any(value in line for line in lines) for row in HOURS for value in row)
    assert max(map(len, lines)) <= 40
