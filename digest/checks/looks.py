"""How each element of a page looks: a small cascade for what the checks ask of colours, sizes and what is hidden.

Only what inline styles, classes and media queries for dark mode do in an email is followed (CSS Cascading 4, §6):
normal rules, then `style` attributes, then `!important`. What browsers compute is measured in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from digest.checks.styles import Setting, Sheet, read_settings

_HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
"""Sizes in em of browsers' own style sheet (HTML Standard, 15.3.6)."""
_NUMBER = re.compile(r"(-?[\d.]+)(px|pt|em|rem|%)?")
_UNITS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}


@dataclass(frozen=True)
class Look:
    """What is seen of an element: colours as `#rrggbb`, sizes in CSS pixels. `own` are its winning declarations."""

    own: Mapping[str, str]
    color: str = "#000000"
    background: str = "#ffffff"
    size: float = 16.0
    line_height: str = "normal"
    bold: bool = False
    hidden: bool = False

    @property
    def large(self) -> bool:
        """Whether its text counts as large (WCAG 2.2 §1.4.3: 18 pt, or 14 pt bold)."""
        return self.size >= 24 or (self.bold and self.size >= 18.66)

    @property
    def line(self) -> float:
        """How high one line of its text is, in pixels."""
        if re.fullmatch(r"[\d.]+", self.line_height):
            return float(self.line_height) * self.size
        return length(self.line_height, self.size) or 1.2 * self.size

    def inner(self, side: str) -> float:
        """Its padding on one `side`, in pixels."""
        value = self.own.get(f"padding-{side}")
        if value is None:
            value = _side(self.own.get("padding", "0"), side)
        return length(value, self.size) or 0.0


def looks(document: HtmlElement, sheets: Sequence[Sheet], *, dark: bool) -> dict[HtmlElement, Look]:
    """The look of every element of `document` on a wide screen, in the scheme that is asked for."""
    layers = _matched(document, sheets, dark=dark)
    adapts = dark and any(meta.get("name") == "color-scheme" for meta in document.iter("meta"))
    found: dict[HtmlElement, Look] = {}
    start = Look({}, color="#ffffff", background="#121212") if adapts else Look({})
    for element in document.iter():
        if isinstance(element.tag, str):
            parent = found.get(element.getparent(), start)
            found[element] = _look(element, parent, _own(element, layers.get(element, ())))
    return found


def texts(page: Mapping[HtmlElement, Look]) -> Iterator[tuple[HtmlElement, Look, str]]:
    """Every visible text with the element that it stands in."""
    for element, look in page.items():
        if look.hidden or element.tag in ("style", "script", "title", "head"):
            continue
        pieces = [element.text or "", *(child.tail or "" for child in element)]
        said = " ".join(" ".join(pieces).split())
        if said.strip("\u00a0\u200c\u034f \u00ad"):
            yield element, look, said


def alts(page: Mapping[HtmlElement, Look]) -> Iterator[tuple[HtmlElement, Look]]:
    """Every picture that is a text to who blocks pictures: visible, with words for `alt`."""
    for element, look in page.items():
        if element.tag == "img" and not look.hidden and element.get("alt", "").strip():
            yield element, look


def color(value: str) -> str | None:
    """`value` as `#rrggbb`; None when it is no opaque colour."""
    from tinycss2.color3 import RGBA, parse_color

    parsed = parse_color(value)
    if not isinstance(parsed, RGBA) or parsed.alpha < 1:
        return None
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in parsed[:3])


def length(value: str, size: float) -> float | None:
    """`value` in pixels where the font has `size`; None when it is not a length."""
    match = _NUMBER.fullmatch(value.strip())
    if not match:
        return None
    unit = match[2] or "px"
    return float(match[1]) * (size if unit == "em" else size / 100 if unit == "%" else _UNITS[unit])


def _matched(
    document: HtmlElement, sheets: Sequence[Sheet], *, dark: bool
) -> dict[HtmlElement, list[tuple[tuple[int, int], Setting]]]:
    """For each element, the settings of the sheets that apply to it, with their specificity and order."""
    found: dict[HtmlElement, list[tuple[tuple[int, int], Setting]]] = {}
    order = 0
    for sheet in sheets:
        for rule in sheet.rules:
            order += 1
            if rule.within and not (dark and rule.for_dark and len(rule.within) == 1):
                continue
            for selector in rule.selectors:
                weight, elements = matches(document, selector)
                for element in elements:
                    found.setdefault(element, []).extend(((weight, order), setting) for setting in rule.settings)
    return found


def matches(document: HtmlElement, selector: str) -> tuple[int, Sequence[HtmlElement]]:
    """The specificity of `selector` as one number, and the elements it selects; none where it is for a state."""
    import cssselect

    try:
        parsed = cssselect.parse(selector)[0]
        path = cssselect.HTMLTranslator().selector_to_xpath(parsed, translate_pseudo_elements=False)
    except cssselect.SelectorError:
        return 0, ()
    if parsed.pseudo_element:
        return 0, ()
    ids, classes, types = parsed.specificity()
    elements: Any = document.getroottree().xpath(path)
    return ids * 10_000 + classes * 100 + types, elements


def _own(element: HtmlElement, layer: Sequence[tuple[tuple[int, int], Setting]]) -> dict[str, str]:
    inline = [((1_000_000, 0), setting) for setting in read_settings(element.get("style", ""))]
    ordered = sorted([*layer, *inline], key=lambda entry: (entry[1].important, entry[0]))
    own: dict[str, str] = {}
    for _, setting in ordered:
        own.pop(setting.name, None)  # so that of a shorthand and its longhand the later one comes last
        own[setting.name] = setting.value
    return own


def _look(element: HtmlElement, parent: Look, own: Mapping[str, str]) -> Look:
    size = _size(element, parent, own)
    weight = own.get("font-weight", "")
    link = "#0000ee" if element.tag == "a" and element.get("href") is not None and "color" not in own else None
    return Look(
        own=own,
        color=color(own.get("color", "")) or link or parent.color,
        background=_background(element, own) or parent.background,
        size=size,
        line_height=own.get("line-height", parent.line_height),
        bold=weight in ("bold", "bolder", "600", "700", "800", "900")
        or (not weight and (parent.bold or element.tag in ("b", "strong", "th", *_HEADINGS))),
        hidden=parent.hidden or _hides(element, own),
    )


def _size(element: HtmlElement, parent: Look, own: Mapping[str, str]) -> float:
    written = length(own.get("font-size", ""), parent.size)
    return parent.size * _HEADINGS.get(str(element.tag), 1.0) if written is None else written


def _background(element: HtmlElement, own: Mapping[str, str]) -> str | None:
    for name in reversed(list(own)):
        if name in ("background-color", "background"):
            for part in own[name].split():
                if found := color(part):
                    return found
    return color(element.get("bgcolor", ""))


def _hides(element: HtmlElement, own: Mapping[str, str]) -> bool:
    clipped = own.get("max-height") in ("0", "0px") and own.get("overflow") == "hidden"
    gone = own.get("display") == "none" or own.get("visibility") == "hidden"
    return gone or clipped or element.get("hidden") is not None


def _side(padding: str, side: str) -> str:
    parts = padding.split() or ["0"]
    top, right = parts[0], parts[1] if len(parts) > 1 else parts[0]
    sides = {"top": top, "right": right, "bottom": parts[2] if len(parts) > 2 else top}
    return sides.get(side, parts[3] if len(parts) > 3 else right)
