"""The small cascade that the checks see with."""

from __future__ import annotations

import lxml.html
import pytest

from digest.checks.looks import Look, color, length, looks, matches, texts
from digest.checks.styles import read_sheet


def look(html: str, css: str = "", *, dark: bool = False) -> Look:
    """How the element with the id `it` looks."""
    page = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    return looks(page, (read_sheet(css),), dark=dark)[page.get_element_by_id("it")]


@pytest.mark.parametrize(
    ("css", "style", "expected"),
    [
        ("p { color: red }", "", "#ff0000"),
        ("p { color: red }", "color: blue", "#0000ff"),
        ("p { color: red !important }", "color: blue", "#ff0000"),
        (".a { color: red } p { color: lime }", "", "#ff0000"),
        ("#it { color: red } .a { color: lime }", "", "#ff0000"),
        ("p { color: red } p { color: lime }", "", "#00ff00"),
        ("p:hover { color: red }", "", "#000000"),
        ("p::first-line { color: red }", "", "#000000"),
        ("p $x { color: red }", "", "#000000"),
        ("@media (max-width: 600px) { p { color: red } }", "", "#000000"),
        ("@media (prefers-color-scheme: dark) { p { color: red } }", "", "#000000"),
        ("[data-ogsc] p { color: red }", "", "#000000"),
        ("p { color: rgba(255, 0, 0, 0.5) }", "", "#000000"),
        ("body { color: red }", "", "#ff0000"),
        ("body { color: red }", "color: inherit", "#ff0000"),
    ],
)
def test_the_winning_colour(css: str, style: str, expected: str) -> None:
    """Inline styles win over rules, `!important` over both, then specificity, then order; states do not count."""
    assert look(f'<p id="it" class="a" style="{style}">x</p>', css).color == expected


def test_dark_mode() -> None:
    """In dark mode its rules apply, and a page that says it knows dark mode starts from light on dark."""
    css = "@media (prefers-color-scheme: dark) { p { color: red !important } }"
    assert look('<p id="it" style="color: blue">x</p>', css, dark=True).color == "#ff0000"
    meta = '<meta name="color-scheme" content="light dark">'
    assert look(f'{meta}<p id="it">x</p>', dark=True).color == "#ffffff"
    assert look('<p id="it">x</p>', dark=True).color == "#000000"


def test_links_have_their_own_colour() -> None:
    """A link that sets none is blue, as browsers draw it; a mere anchor is like its text."""
    assert look('<a id="it" href="x">x</a>').color == "#0000ee"
    assert look('<a id="it">x</a>').color == "#000000"
    assert look('<p style="color:red"><a id="it" href="x" style="color:inherit">x</a></p>').color == "#ff0000"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<table bgcolor="#abcdef"><tr><td id="it">x</td></tr></table>', "#abcdef"),
        ('<table bgcolor="#abcdef"><tr><td id="it" style="background-color: #111">x</td></tr></table>', "#111111"),
        ('<p id="it" style="background: url(x) #222 no-repeat">x</p>', "#222222"),
        ('<p id="it" style="background: none; background-color: #333">x</p>', "#333333"),
        ('<div style="background:#444"><p id="it" style="background: url(x)">x</p></div>', "#444444"),
        ('<p id="it">x</p>', "#ffffff"),
    ],
)
def test_what_is_behind(html: str, expected: str) -> None:
    """The background is the nearest one around the text, of a style or an attribute."""
    assert look(html).background == expected


@pytest.mark.parametrize(
    ("html", "size", "line"),
    [
        ('<p id="it">x</p>', 16, 19.2),
        ('<h1 id="it">x</h1>', 32, 38.4),
        ('<p id="it" style="font-size: 75%">x</p>', 12, 14.4),
        ('<p id="it" style="font-size: 12pt; line-height: 1.5">x</p>', 16, 24),
        ('<p style="font-size: 20px; line-height: 30px"><b id="it" style="font-size: 0.5em">x</b></p>', 10, 30),
        ('<p id="it" style="font-size: 2rem; line-height: 150%">x</p>', 32, 48),
        ('<p id="it" style="font-size: larger">x</p>', 16, 19.2),
    ],
)
def test_sizes(html: str, size: float, line: float) -> None:
    """Sizes of type and lines in pixels, whatever they are written in."""
    seen = look(html)
    assert (seen.size, round(seen.line, 1)) == (size, line)


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", True),
        ("visibility:hidden", True),
        ("max-height:0;overflow:hidden", True),
        ("max-height:0px;overflow:hidden", True),
        ("max-height:0", False),
        ("", False),
    ],
)
def test_hidden(style: str, hidden: bool) -> None:
    """What is in a hidden element is hidden."""
    assert look(f'<div style="{style}"><p id="it">x</p></div>').hidden is hidden


def test_bold_and_large() -> None:
    """Large is 24 pixels, or 18.66 in bold (WCAG 2.2)."""
    assert look('<p id="it" style="font-size:24px">x</p>').large
    assert look('<p style="font-weight:700"><b id="it" style="font-size:19px">x</b></p>').large
    assert not look('<b><i id="it" style="font-size:19px;font-weight:400">x</i></b>').large
    assert not look('<p id="it" style="font-size:19px">x</p>').large


@pytest.mark.parametrize(
    ("style", "sides"),
    [
        ("padding: 1px", (1, 1, 1, 1)),
        ("padding: 1px 2px", (1, 2, 1, 2)),
        ("padding: 1px 2px 3px", (1, 2, 3, 2)),
        ("padding: 1px 2px 3px 4px", (1, 2, 3, 4)),
        ("padding: 1px; padding-left: 9px", (1, 1, 1, 9)),
        ("padding: auto", (0, 0, 0, 0)),
        ("", (0, 0, 0, 0)),
    ],
)
def test_padding(style: str, sides: tuple[float, ...]) -> None:
    """The padding of each side, of the shorthand or its own property."""
    seen = look(f'<p id="it" style="{style}">x</p>')
    assert tuple(seen.inner(side) for side in ("top", "right", "bottom", "left")) == sides


def test_visible_texts() -> None:
    """Texts come with the element they stand in; spaces, fillers, styles and what is hidden are none."""
    page = lxml.html.document_fromstring(
        "<html><head><title>t</title><style>s</style></head><body><p>one <b>two</b> three</p><p>\u00a0\u200c</p>"
        '<p style="display:none">off</p></body></html>'
    )
    assert [said for _, _, said in texts(looks(page, (), dark=False))] == ["one three", "two"]


def test_colours_and_lengths() -> None:
    """Only opaque colours and lengths are understood."""
    assert [color(each) for each in ("#ABC", "rgb(1, 2, 3)", "white", "transparent", "currentColor", "x")] == [
        *("#aabbcc", "#010203", "#ffffff"), *(None, None, None),
    ]  # fmt: skip
    assert [length(each, 10) for each in ("1px", "2em", "50%", "3pt", "1rem", "4", "auto", "1vw")] == [
        *(1, 20, 5, 4, 16, 4), *(None, None),
    ]  # fmt: skip


def test_specificity() -> None:
    """A selector's weight is its identifiers, then its classes, then its elements."""
    page = lxml.html.document_fromstring('<p id="it" class="a">x</p>')
    assert matches(page, "#it")[0] > matches(page, "p.a")[0] > matches(page, ".a")[0] > matches(page, "html p")[0]
