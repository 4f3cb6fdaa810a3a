"""The web version of an issue as a part of a page of the web: HTML of today, without what only mail programs need."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

_VENDOR = re.compile(r"(?:^|(?<=;))\s*(?:mso-|-(?:webkit|moz|ms)-)[\w-]*\s*:[^;]*;?", re.IGNORECASE)
_OWN = re.compile(r"(?:^|;)\s*text-align\s*:", re.IGNORECASE)
_SIDES = {
    "center": "margin-left:auto;margin-right:auto",
    "left": "margin-right:auto",
    "right": "margin-left:auto",
}


@dataclass(frozen=True)
class Letter:
    """What a web version shows: the rules of its style sheets, and its content as markup. `pictures` are its own."""

    styles: str
    content: str
    pictures: tuple[str, ...]


def read_letter(page: str, *, home: str = "", beside: Collection[str] = ()) -> Letter:
    """The web version `page` without comments, attributes that HTML no longer has, and styles of one program.

    What such an attribute said is a style in its place (HTML, section 15, "Rendering"). Pictures that lie `beside` it,
    by their names below `home`, where it was to be published, get these names. Raises ValueError when it is no page.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        document = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
    except etree.ParserError as error:
        raise ValueError(f"no HTML: {error}") from None
    body = document.find("body")
    if body is None or not len(body):
        raise ValueError("a page without content")
    etree.strip_tags(body, etree.Comment)
    for element in list(body.iter()):
        _modernise(element)
    pictures = tuple(_own_pictures(body, home, beside))
    styles = "\n".join((style.text or "").strip() for style in document.iter("style"))
    parts = (lxml.html.tostring(each, encoding="unicode") for each in body)
    content = escape(body.text or "", quote=False) + "".join(parts)
    return Letter(styles, content.strip(), tuple(dict.fromkeys(pictures)))


def _modernise(element: HtmlElement) -> None:
    """Replace what HTML 4 says in attributes of `element` by styles, which its own styles go over."""
    said = list(_said(element))
    if element.tag == "table":
        _space_cells(element, said)
    side = element.attrib.pop("align", "")
    if side and not _OWN.search(element.get("style", "")):
        said += _align(element, side)
    element.attrib.pop("aria-roledescription", None)
    _style(element, said)


def _said(element: HtmlElement) -> Iterator[str]:
    if color := element.attrib.pop("bgcolor", ""):
        yield f"background-color:{color}"
    if place := element.attrib.pop("valign", ""):
        yield f"vertical-align:{place}"
    if element.tag in ("table", "td", "th"):
        for name in ("width", "height"):
            if size := element.attrib.pop(name, ""):
                yield f"{name}:{size}px" if size.isdecimal() else f"{name}:{size}"
    if element.tag in ("table", "img"):
        element.attrib.pop("border", None)


def _space_cells(table: HtmlElement, said: list[str]) -> None:
    if space := table.attrib.pop("cellspacing", ""):
        said.append(f"border-spacing:{space}px")
    if padding := table.attrib.pop("cellpadding", ""):
        rows = [*table.findall("tr"), *table.findall("*/tr")]
        for cell in (cell for row in rows for cell in row):
            _style(cell, [f"padding:{padding}px"])


def _align(element: HtmlElement, side: str) -> Iterator[str]:
    """What `align` says of `element`, and of what it holds.

    Browsers move tables and pictures in it as a whole, and begin anew inside of a table; `text-align` does neither.
    """
    if element.tag == "table":
        yield _SIDES.get(side, "")
        return
    yield f"text-align:{side}"
    for block in _blocks(element):
        _style(block, [_SIDES.get(side, ""), "text-align:start" if block.tag == "table" else ""])


def _blocks(element: HtmlElement) -> Iterator[HtmlElement]:
    """The tables and pictures in `element`, but for those in its tables."""
    for child in element:
        if child.tag in ("table", "img"):
            yield child
        else:
            yield from _blocks(child)


def _style(element: HtmlElement, said: list[str]) -> None:
    """Put `said` before the styles of `element`, which so count more, and drop what one program alone knows."""
    own = _VENDOR.sub("", element.get("style", ""))
    if whole := ";".join(part for part in (*said, own) if part):
        element.set("style", whole)
    else:
        element.attrib.pop("style", None)


def _own_pictures(body: HtmlElement, home: str, beside: Collection[str]) -> Iterator[str]:
    """Make the addresses of pictures that lie `beside` the page relative, and name them."""
    for image in body.iter("img"):
        name = image.get("src", "").removeprefix(home)
        if name in beside:
            image.set("src", name)
            yield name
