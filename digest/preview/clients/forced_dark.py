"""Dark colours forced upon a page, as Outlook.com and Gmail on an iPhone do: light turns dark, and dark light."""

from __future__ import annotations

import colorsys
import re

import tinycss2.color4
from lxml.html import HtmlElement

from digest.preview.restyle import Declaration, parse, restyle, write

NAME = "Forced dark colours"
LIMITS = (
    "Every colour has its lightness turned round, and the email's own dark mode is off, much as Gmail on an iPhone and "
    "Outlook.com do. Their formulas are their own: each shade differs, pictures stay as they are in all of them."
)
_GROUND, _WORDS = "#1b1b1d", "#e8e8ea"
_LIGHTEST, _DARKEST = 0.93, 0.1
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)|hsla?\([^)]*\)|\b[a-z]{3,20}\b")
_ATTRIBUTES = ("bgcolor", "color", "text", "link", "vlink", "alink", "bordercolor")


def simulate(page: str) -> str:
    """`page` with its colours turned round, and without its media queries for dark colours."""
    document = parse(page)
    for sheet in document.iter("style"):
        sheet.text = re.sub(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)", "(width < 0px)", sheet.text or "")
    restyle(document, _turned)
    for element in document.iter():
        if isinstance(element.tag, str):
            _turn_attributes(element)
    body = document.find("body")
    if body is not None:
        body.set("style", f"background-color:{_GROUND};color:{_WORDS};{body.get('style', '')}")
    for meta in document.xpath("//meta[contains(@name, 'color-scheme')]"):
        meta.drop_tree()
    return write(document)


def turn(colour: str) -> str:
    """`colour`, in any spelling of CSS, with its lightness turned round; what is none stays as it is."""
    parsed = tinycss2.color4.parse_color(colour)
    if parsed is None or parsed == "currentcolor" or parsed.alpha == 0:
        return colour
    luma, orange, green = colorsys.rgb_to_yiq(*parsed.to("srgb").coordinates)
    turned = _DARKEST + (1 - luma) * (_LIGHTEST - _DARKEST)
    channels = (round(255 * channel) for channel in colorsys.yiq_to_rgb(turned, orange, green))
    alpha = f"{round(255 * parsed.alpha):02x}" if parsed.alpha < 1 else ""
    return "#" + "".join(f"{channel:02x}" for channel in channels) + alpha


def _turned(_tag: str, name: str, value: str) -> list[Declaration]:
    if name == "color-scheme":
        return []
    coloured = name == "color" or name.endswith("-color") or name.startswith(("background", "border"))
    if not coloured or "url(" in value:
        return [(name, value)]
    return [(name, _COLOUR.sub(lambda match: turn(match[0]), value))]


def _turn_attributes(element: HtmlElement) -> None:
    for name in _ATTRIBUTES:
        if element.get(name):
            element.set(name, turn(element.get(name)))
