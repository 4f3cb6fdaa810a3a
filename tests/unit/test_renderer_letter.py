"""The web version as a part of a page: what HTML 4 says in attributes becomes style, what only mail needs goes."""

from __future__ import annotations

import pytest

from digest.renderer import read_letter


def content(body: str, **more: object) -> str:
    return read_letter(f"<html><head></head><body>{body}</body></html>", **more).content  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<p bgcolor="#fff">a</p>', '<p style="background-color:#fff">a</p>'),
        ('<p style="mso-line-height-rule:exactly;color:red">a</p>', '<p style="color:red">a</p>'),
        ('<p style="color:red;-ms-text-size-adjust:100%">a</p>', '<p style="color:red;">a</p>'),
        ('<p style="-webkit-text-size-adjust:100%">a</p>', "<p>a</p>"),
        ('<div aria-roledescription="email" lang="en">a</div>', '<div lang="en">a</div>'),
        ("<p>a<!--[if mso]><b>word</b><![endif]-->b</p>", "<p>ab</p>"),
        ('<p align="center">a</p>', '<p style="text-align:center">a</p>'),
        ('<p align="center" style="text-align:left">a</p>', '<p style="text-align:left">a</p>'),
        ("1 &lt; 2 <p>a</p> b", "1 &lt; 2 <p>a</p> b"),
        ('<img src="a.png" width="10" border="0">', '<img src="a.png" width="10">'),
    ],
)
def test_each_thing_of_old(old: str, new: str) -> None:
    """What says the same in today's HTML stands in its place, before the element's own styles; an own one wins."""
    assert content(old) == new


def test_cells() -> None:
    """Sizes, places and spaces of tables are styles; those of a table inside are its own."""
    inner = '<table cellpadding="4" align="right" width="50%"><tr><th>b</th></tr></table>'
    outer = (
        '<table cellspacing="2" cellpadding="0" border="0" width="600" align="center"><tbody>'
        f'<tr><td valign="top" height="9">{inner}</td></tr></tbody></table>'
    )
    assert content(outer) == (
        '<table style="width:600px;border-spacing:2px;margin-left:auto;margin-right:auto"><tbody>'
        '<tr><td style="vertical-align:top;height:9px;padding:0px">'
        '<table style="width:50%;margin-left:auto"><tr><th style="padding:4px">b</th></tr></table>'
        "</td></tr></tbody></table>"
    )


def test_alignment_moves_what_it_holds() -> None:
    """Browsers move tables and pictures in an aligned element, and begin anew inside of a table."""
    assert content('<div align="center"><p><img src="a.png"></p><table><tr><td>a</td></tr></table></div>') == (
        '<div style="text-align:center"><p><img src="a.png" style="margin-left:auto;margin-right:auto"></p>'
        '<table style="margin-left:auto;margin-right:auto;text-align:start"><tr><td>a</td></tr></table></div>'
    )


def test_pictures_beside_it_are_relative() -> None:
    """Only the pictures that lie beside it: links and other pictures keep their addresses."""
    home = "https://a.example/l/2026-W01/"
    page = (
        f'<p><img src="{home}images/a.jpg"><img src="{home}images/b.jpg"><img src="{home}images/a.jpg">'
        f'<a href="{home}images/a.jpg">a</a></p>'
    )
    letter = read_letter(f"<html><body>{page}</body></html>", home=home, beside={"images/a.jpg"})
    assert letter.pictures == ("images/a.jpg",)
    assert letter.content == page.replace(f'src="{home}images/a.jpg"', 'src="images/a.jpg"')


def test_styles_are_those_of_the_head() -> None:
    """The rules for phones and dark mode come along; those for Word, which stand in a comment, do not."""
    page = (
        "<html><head><!--[if mso]><style>w</style><![endif]--><style>a</style><style>b</style></head><body><p>c</body>"
    )
    assert read_letter(page).styles == "a\nb"


@pytest.mark.parametrize("page", ["", "<html><body></body></html>", "<!-- -->"])
def test_no_page(page: str) -> None:
    """What shows nothing is no web version."""
    with pytest.raises(ValueError, match=r"no HTML|without content"):
        read_letter(page)
