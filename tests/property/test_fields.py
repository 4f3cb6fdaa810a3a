"""Merge fields hold for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.fields import Field, cut, fill, mark_field
from tests.build import MARK

NAMES = st.from_regex(r"[a-z][a-z0-9_]*", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PIECES = st.lists(st.one_of(TEXT, st.builds(Field, NAMES, TEXT)))


@given(PIECES)
def test_cut_finds_what_was_marked(pieces: list[str | Field]) -> None:
    """Text and fields come back in their order, whatever is in them."""
    text = "".join(
        piece if isinstance(piece, str) else mark_field(MARK, piece.name, piece.fallback) for piece in pieces
    )
    found = cut(text, MARK)
    assert [piece for piece in found if isinstance(piece, Field)] == [p for p in pieces if isinstance(p, Field)]
    assert "".join(p for p in found if isinstance(p, str)) == "".join(p for p in pieces if isinstance(p, str))
    assert all(isinstance(piece, str) == (index % 2 == 0) for index, piece in enumerate(found))
    assert len(found) % 2 == 1


@given(PIECES, TEXT.filter(str.strip))
def test_fill_puts_the_value_for_each_field(pieces: list[str | Field], value: str) -> None:
    """Every field becomes its value, everything else stays as it was."""
    text = "".join(
        piece if isinstance(piece, str) else mark_field(MARK, piece.name, piece.fallback) for piece in pieces
    )
    values = {piece.name: value for piece in pieces if isinstance(piece, Field)}
    expected = "".join(piece if isinstance(piece, str) else value.strip() for piece in pieces)
    assert fill(text, MARK, values) == expected


@given(TEXT)
def test_text_without_fields_is_untouched(text: str) -> None:
    """Nothing is cut where nothing was marked."""
    assert cut(text, MARK) == (text,)
    assert fill(text, MARK, {"name": "Ada"}) == text
