"""Plain text: wrapping, widths, rules."""

from __future__ import annotations

import pytest

from digest.renderer.text import columns, indent, rule, tidy, wrap


@pytest.mark.parametrize(
    ("text", "width", "wrapped"),
    [
        ("", 10, ""),
        ("one two three", 7, "one two\nthree"),
        ("one\n  two", 20, "one two"),
        ("abcdefghij", 4, "abcd\nefgh\nij"),
        ("a https://x.example/very/long b", 8, "a\nhttps://x.example/very/long\nb"),
        ("日本語日本", 6, "日本語\n日本"),
        ("a\u200e b\u200e c", 5, "a\u200e b\u200e c"),
        ("Dear ~ab12~name~reader~, hi", 12, "Dear ~ab12~name~reader~,\nhi"),
    ],
)
def test_wrap(text: str, width: int, wrapped: str) -> None:
    """Lines keep to the width; addresses stay whole; wide characters count two; a field counts as its fallback."""
    assert wrap(text, width) == wrapped


def test_wrap_with_prefixes() -> None:
    """The first line and the others may begin differently, as in a list."""
    assert wrap("aa bb cc", 7, "* ", "  ") == "* aa bb\n  cc"


def test_columns_of_accents_and_fields() -> None:
    """Combining accents take no room."""
    assert columns("e\u0301") == 1
    assert columns("~ab~name~you~") == 3


def test_a_line_that_begins_with_a_latin_name_still_runs_from_the_right() -> None:
    """A client takes a line's direction from its first letter; addresses and Latin lines stay as they are."""
    lines = "Acme גדל\nגדל Acme\nhttps://a.example/x\n1. גדל\n"
    assert tidy(lines, rtl=True) == "\u200fAcme גדל\nגדל Acme\nhttps://a.example/x\n1. גדל\n"
    assert tidy(lines) == lines


def test_indent_rule_tidy() -> None:
    """Empty lines stay empty; spaces at line ends, runs of empty lines and control characters go."""
    assert indent("a\n\nb", "> ") == "> a\n\n> b"
    assert rule("=", 3) == "==="
    assert tidy("\n\na  \n\n\n\n\nb\x00\n\n") == "a\n\n\nb\n"
