"""CSS as the checks read it."""

from __future__ import annotations

from digest.checks.styles import Setting, read_settings, read_sheet


def test_settings_of_an_attribute() -> None:
    """Names are lower case, values as written, `!important` apart, and what is no declaration is left out."""
    assert read_settings("COLOR: #FFF; margin:0 AUTO !important; nonsense; --x: 1;") == (
        Setting("color", "#FFF"),
        Setting("margin", "0 AUTO", important=True),
        Setting("--x", "1"),
    )


def test_rules_of_a_sheet() -> None:
    """Each rule has its selectors, the at-rules around it and its line in the page."""
    source = (
        "a, .b { color: red; }\n@media (prefers-color-scheme: dark) {\n  c { color: blue; }\n}\n@font-face { src: x; }"
    )
    sheet = read_sheet(source, line=10)
    first, second = sheet.rules
    assert (first.selectors, first.within, first.line, first.for_dark) == (("a", ".b"), (), 10, False)
    assert (second.selectors, second.within, second.for_dark) == (
        ("c",),
        ("@media (prefers-color-scheme: dark)",),
        True,
    )
    assert second.line == 12
    assert sheet.at_rules == ("media", "font-face")
    assert not sheet.nested
    assert sheet.faults == ()


def test_what_a_sheet_gets_wrong() -> None:
    """Nested at-rules, stray brackets and declarations without a colon are found, with their line."""
    assert read_sheet("@media screen { @supports (x: y) { a { margin: 0 } } }").nested
    assert [line for line, _ in read_sheet("a { margin 0; }\nb { color: red; } }", line=5).faults] == [5, 6]
    assert [said for _, said in read_sheet("a { b { color: red; } }").faults] == ["a rule inside a rule"]
