"""Outlook for Windows with Word's engine: what stands in conditional comments for it, less what Word does not know."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from digest.preview.restyle import Declaration, parse, restyle, write

NAME = "Outlook classic (Word)"
LIMITS = (
    "Conditional comments for Word are on; maximum widths, rounded corners, shadows, background pictures, floats and "
    "media queries are gone, and widths and padding count only where Word takes them. Word draws with an engine of its "
    "own: its line heights, its fonts and VML cannot be shown in a browser. A VML button is drawn as a plain rectangle."
)
_SHOWN = re.compile(r"<!--\[if ([^\]]*)\]>(.*?)<!\[endif\]-->", re.DOTALL)
_OPEN = re.compile(r"<!--\[if ([^\]]*)\]>\s*(?:<!-->|-->)(.*?)<!--\s*<!\[endif\]-->", re.DOTALL)
_BARE = re.compile(r"<!\[if ([^\]]*)\]>(.*?)<!\[endif\]>", re.DOTALL)
_VERSION = 16
# caniemail.com, "Outlook Windows": not supported, or not on these elements.
_UNKNOWN = re.compile(
    "max-width|min-width|max-height|min-height|border-radius|box-shadow|text-shadow|background-(image|size|position|repeat)"
    "|float|position|top|right|bottom|left|object-fit|object-position|overflow|opacity|transform|transition|animation"
    "|filter|mix-blend-mode|flex|gap|box-sizing|word-break|overflow-wrap"
)
_NO_BOX = frozenset({"a", "body", "div", "p", "span", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"})
"""Elements whose width, height and padding Word does not take."""


def simulate(page: str) -> str:
    """`page` as Word is told to see it."""
    for pattern in (_OPEN, _SHOWN, _BARE):
        page = pattern.sub(lambda match: match[2] if _is_word(match[1]) else "", page)
    document = parse(page)
    restyle(document, _as_word, at_rules=False)
    for element in list(document.iter()):
        if isinstance(element.tag, str):
            _as_word_draws(element)
    return write(document)


def _is_word(condition: str) -> bool:
    """Whether a conditional comment is for Word (mso 16): `mso`, `!mso`, `gte mso 9`, joined by `|` and `&`."""
    either = condition.replace("(", " ").replace(")", " ").split("|")
    return any(all(_holds(term.strip()) for term in each.split("&")) for each in either)


def _holds(term: str) -> bool:
    negated, term = term.startswith("!"), term.lstrip("! ")
    compared = re.fullmatch(r"(?:(lte?|gte?)\s+)?mso(?:\s+(\d+))?", term.strip(), re.IGNORECASE)
    if compared is None:
        return negated  # neither Internet Explorer nor anything else
    how, version = (compared[1] or "").lower(), float(compared[2] or _VERSION)
    ways = {
        "lt": version > _VERSION,
        "lte": version >= _VERSION,
        "gt": version < _VERSION,
        "gte": version <= _VERSION,
        "": version == _VERSION,
    }
    return ways[how] != negated


def _as_word(tag: str, name: str, value: str) -> list[Declaration]:
    if _UNKNOWN.fullmatch(name) or ("background" in name and ("url(" in value or "gradient(" in value)):
        return []
    if name == "mso-hide":
        return [("display", "none")]
    if name == "mso-padding-alt":
        return [("padding", value)]
    box = name in ("width", "height") or name.startswith("padding")
    if box and tag in (_NO_BOX if name != "width" else _NO_BOX | {"img"}):
        return []
    if name == "display" and value != "none":
        return [] if tag not in ("a", "span") else [("display", "inline")]
    return [(name, value)]


def _as_word_draws(element: HtmlElement) -> None:
    tag = str(element.tag).lower()
    if tag in ("v:roundrect", "v:rect"):
        colour = element.get("fillcolor", "transparent")
        edge = element.get("strokecolor", colour)
        element.tag = "span"
        box = "display:inline-block;box-sizing:border-box;text-align:center;vertical-align:middle"
        element.set("style", f"{element.get('style', '')};{box};background-color:{colour};border:1px solid {edge}")
    elif element.getparent() is not None and tag.startswith("v:"):
        element.drop_tag()
    elif element.getparent() is not None and (tag == "xml" or tag.startswith(("o:", "w:"))):
        element.drop_tree()
