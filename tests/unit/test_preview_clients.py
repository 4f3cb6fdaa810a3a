"""The simulations of mail programs: each does to a page what it says, and leaves the rest."""

from __future__ import annotations

import pytest

from digest.contrast import contrast
from digest.preview.clients import clients, find_client
from digest.preview.clients.forced_dark import turn
from digest.preview.restyle import parse, restyle, write
from tests.cli.folder import Folder


def simulated(client: str, body: str, head: str = "") -> str:
    found = find_client(client)
    assert found
    return found.simulate(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


def test_the_four_of_them() -> None:
    """There are the four that an editor needs most, each with a name and its limits in a sentence or more."""
    found = {client.key: client for client in clients()}
    assert set(found) == {"forced_dark", "gmail_stripped", "images_blocked", "outlook_word"}
    for client in found.values():
        assert client.name
        assert client.limits.endswith(".")
        assert "not" in client.limits or "cannot" in client.limits or "differs" in client.limits
    assert find_client("nothing") is None
    assert find_client("__init__") is None


@pytest.mark.parametrize("client", [client.key for client in clients()])
def test_the_words_stay(client: str, sent_magazine: Folder) -> None:
    """A simulation of the example's email has all of its words."""
    page = (sent_magazine.root / "issues" / "2026-W47" / "email.html").read_text(encoding="utf-8")
    found = find_client(client)
    assert found
    after = parse(found.simulate(page)).text_content()
    for story in sent_magazine.issue().stories():
        assert story.title in " ".join(after.split())


def test_gmail_strips_styles() -> None:
    """Every `<style>` goes, with classes and ids; inline styles stay."""
    page = simulated(
        "gmail_stripped", '<p class="a" id="b" style="color:red">x</p>', "<style>p { color: blue }</style>"
    )
    assert "<style" not in page
    assert "class=" not in page
    assert "id=" not in page
    assert '<p style="color:red">x</p>' in page


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("mso", True),
        ("!mso", False),
        ("gte mso 9", True),
        ("(gte mso 9)|(IE)", True),
        ("mso | IE", True),
        ("lt mso 12", False),
        ("lte mso 16", True),
        ("gt mso 15", True),
        ("mso 16", True),
        ("mso 12", False),
        ("(gte mso 9)&(lte mso 15)", False),
        ("IE", False),
        ("!IE", True),
    ],
)
def test_conditions_of_word(condition: str, shown: bool) -> None:
    """Conditional comments are read as Word's newest version reads them."""
    page = simulated("outlook_word", f"<!--[if {condition}]><b>here</b><![endif]-->")
    assert ("<b>here</b>" in page) is shown


def test_what_is_not_for_word() -> None:
    """What is hidden from Word is gone, in both spellings."""
    page = simulated(
        "outlook_word", "<!--[if !mso]><!--><i>a</i><!--<![endif]--><![if !mso]><i>b</i><![endif]><u>c</u>"
    )
    assert "<i>" not in page
    assert "<u>c</u>" in page


def test_what_word_does_not_know() -> None:
    """Maximum widths, round corners, background pictures, floats and media queries are gone; the rest stays."""
    style = "max-width:600px;border-radius:8px;background-image:url(x.png);float:left;color:red;background-color:blue"
    head = "<style>.a { max-width: 10px; color: green } @media (max-width: 600px) { .a { color: pink } }</style>"
    page = simulated("outlook_word", f'<table><tr><td style="{style};padding:4px;width:9px">x</td></tr></table>', head)
    for gone in ("max-width", "border-radius", "url(", "float", "@media", "pink"):
        assert gone not in page
    assert "color:red;background-color:blue;padding:4px;width:9px" in page
    assert "color:green" in page


def test_boxes_of_word() -> None:
    """Width and padding count in cells only; Word's own properties count."""
    page = simulated(
        "outlook_word", '<div style="padding:9px;width:3px;margin:1px">a</div><p style="mso-hide:all">b</p>'
    )
    assert '<div style="margin:1px">' in page
    assert '<p style="display:none">' in page
    assert "padding:5px" in simulated("outlook_word", '<td style="mso-padding-alt:5px">x</td>')
    assert "inline" in simulated("outlook_word", '<a style="display:inline-block">x</a>')


def test_vml_is_a_rectangle() -> None:
    """A VML button is a rectangle with its words and its colours; other VML and Office settings leave nothing."""
    look = 'style="width:200px;height:40px" fillcolor="#123456" strokecolor="#abcdef"'
    vml = f"<v:roundrect {look}><center>Go</center></v:roundrect><v:fill type='tile'></v:fill>"
    page = simulated("outlook_word", f"<!--[if mso]>{vml}<![endif]-->")
    assert "<v:" not in page
    assert "background-color:#123456" in page
    assert "1px solid #abcdef" in page
    assert "Go" in page
    settings = "<o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings>"
    assert "96" not in simulated("outlook_word", f"<p>x</p><!--[if mso]><xml>{settings}</xml><![endif]-->")


def test_pictures_are_boxes_with_their_words() -> None:
    """A picture is a box in its size with its alt text, and no picture is left in the background."""
    page = simulated(
        "images_blocked",
        '<img src="https://a.example/x.png" alt="A dog" width="200" height="100">'
        '<img src="y.png" style="display:block" width="100%">'
        '<table background="z.png"><tr><td style="background:url(q.png);color:red">x</td></tr></table>',
        "<style>td { background-image: url(r.png); color: blue }</style>",
    )
    assert "<img" not in page
    assert ".png" not in page
    assert ">A dog</span>" in page
    assert "width:200px;height:100px" in page
    assert "color:red" in page


def test_colours_are_turned_round() -> None:
    """White turns dark and black light, hues stay; what is no colour stays as it is."""
    assert contrast(turn("#ffffff"), turn("#000000")) > 12
    assert turn("#ffffff") == turn("white") == turn("rgb(255, 255, 255)")
    for other in ("transparent", "inherit", "solid", "currentcolor", "#12", "rgb(x)"):
        assert turn(other) == other
    assert turn("rgba(0, 0, 0, 0.5)").endswith("80")
    red = turn("#aa0000")
    assert int(red[1:3], 16) > int(red[3:5], 16)


def test_dark_colours_are_forced() -> None:
    """Colours in attributes, tags and styles are turned; the email's own dark mode is off."""
    page = simulated(
        "forced_dark",
        '<table bgcolor="#fff"><tr><td style="color:#000;border:1px solid #000000;font-size:9px">x</td></tr></table>',
        '<meta name="color-scheme" content="light dark">'
        "<style>:root { color-scheme: light dark } .a { background: #fff url(x.png) } p { background-color: white }"
        "@media (prefers-color-scheme: dark) { p { color: pink } } @media (width < 9px) { p { color: #000 } }</style>",
    )
    white, black = turn("#fff"), turn("#000")
    assert f'bgcolor="{white}"' in page
    assert f"color:{black};border:1px solid {black};font-size:9px" in page
    assert f"background-color:{white}" in page
    assert "prefers-color-scheme" not in page
    assert "color-scheme" not in page
    assert "url(x.png)" in page


def test_at_rules_without_a_block() -> None:
    """An @import and a broken rule do not disturb the rest."""
    document = parse("<style>@import 'x.css'; p { color: red } @font-face { src: url(x) } }</style><p style=''>x</p>")
    restyle(document, lambda _tag, name, value: [(name, value.upper())])
    page = write(document)
    assert "color:RED" in page


def test_what_stays_of_a_style() -> None:
    """What is important stays important, a rule within a condition is changed like others, and a tag that is left
    without any style has no attribute for it."""
    document = parse(
        "<style>p { color: red !important } @media (width < 9px) { p { color: blue } }</style>"
        "<p style='color: red !important; float: left'>x</p><i style='float: left'>y</i>"
    )
    restyle(document, lambda _tag, name, value: [] if name == "float" else [(name, value.upper())])
    page = write(document)
    assert "{color:RED !important}" in page
    assert '<p style="color:RED !important">x</p>' in page
    assert "(width < 9px) {p {color:BLUE}}" in page
    assert "<i>y</i>" in page
