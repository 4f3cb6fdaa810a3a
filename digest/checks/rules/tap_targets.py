"""A fingertip needs 44 pixels (Apple's guidelines; WCAG 2.2 §2.5.5): a smaller button is missed on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from digest.checks.looks import Look, length
from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
FINGERTIP = 44


def check(rendered: Rendered) -> Iterator[Found]:
    """Every button, that is a link with a colour behind it, is at least 44 pixels high."""
    for link in rendered.document.iter("a"):
        look = rendered.light[link]
        if link.get("href") is not None and not look.hidden and _is_button(link, rendered.light):
            height = _height(link, rendered.light)
            if height < FINGERTIP:
                remedy = "give it more padding: 13 pixels above and below a line of 20"
                yield Found(f"a button of {height:g} pixels", rendered.at(link), remedy)


def _is_button(link: HtmlElement, page: Mapping[HtmlElement, Look]) -> bool:
    own = page[link].own
    inside = link.getparent().tag == "td" and page[link.getparent()].own.get("background-color")
    alone = len(link.getparent()) == 1 and "block" in own.get("display", "")
    colored = "background-color" in own or "background" in own or (inside and alone)
    return bool(colored) and bool(link.text_content().strip())


def _height(link: HtmlElement, page: Mapping[HtmlElement, Look]) -> float:
    boxes = [link, link.getparent()] if link.getparent().tag == "td" and len(link.getparent()) == 1 else [link]
    padding = sum(page[box].inner("top") + page[box].inner("bottom") for box in boxes)
    written = length(page[link].own.get("height", ""), page[link].size) or 0.0
    return max(written, page[link].line) + padding
