"""Which of caniemail's features a page uses, and where: inline, where a program must know it, or as an enhancement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.checks.styles import Setting, Sheet, StyleRule, read_settings

_GROUPS = {
    "css-left-right-top-bottom": "left right top bottom",
    "css-gap": "column-gap row-gap gap",
    "css-grid-template": "grid-template grid-template-areas grid-template-columns grid-template-rows",
    "css-column-layout-properties": "columns column-fill column-rule column-width",
    "css-border-radius": "border-top-left-radius border-top-right-radius border-bottom-left-radius "
    "border-bottom-right-radius",
    "css-font": "font-family font-style font-variant",
    "css-display-flex": "flex flex-basis flex-grow flex-shrink flex-flow",
}
"""Properties that caniemail keeps under another one's name."""
_SLUGS = {name: slug for slug, names in _GROUPS.items() for name in names.split()}
_PAIRS = {
    ("display", "flex"): "css-display-flex",
    ("display", "grid"): "css-display-grid",
    ("display", "none"): "css-display-none",
    ("flex-direction", "column"): "css-flex-direction",
}
_UNITS = re.compile(r"(?<![\w#-])-?\d*\.?\d+(px|pt|pc|em|rem|ex|ch|cm|mm|in|vw|vh|vmin|vmax|%)(?![\w-])")
_FUNCTIONS = {
    "calc": "css-unit-calc",
    "var": "css-variables",
    "rgb": "css-rgb",
    "rgba": "css-rgba",
    "linear-gradient": "css-linear-gradient",
    "radial-gradient": "css-radial-gradient",
    "conic-gradient": "css-conic-gradient",
    **{name: f"css-function-{name}" for name in ("min", "max", "clamp", "light-dark")},
    **dict.fromkeys(("lab", "lch", "oklab", "oklch"), "css-modern-color"),
}
_SEMANTIC = [
    "article",
    "aside",
    "details",
    "figcaption",
    "figure",
    "footer",
    "header",
    "main",
    "mark",
    "nav",
    "section",
    "summary",
    "time",
]
_ELEMENTS = {
    **dict.fromkeys(_SEMANTIC, "html-semantics"),
    **{f"h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "dl"), "html-lists"),
    "map": "html-image-maps",
}
_ATTRIBUTES = {
    **{
        name: f"html-{name}"
        for name in ["align", "background", "cellpadding", "cellspacing", "dir", "height", "hidden", "lang"]
    },
    **{name: f"html-{name}" for name in ["popover", "required", "role", "srcset", "target", "valign", "width"]},
    **{f"aria-{name}": f"html-aria-{name}" for name in ["describedby", "hidden", "label", "labelledby", "live"]},
    "sizes": "html-srcset",
    "loading": "html-loading-attribute",
    "inert": "css-inert-attribute",
}
_FORMATS = {"jpeg": "jpg", "tif": "tiff", "heic": "heif"}


@dataclass(frozen=True)
class Use:
    """One use of the feature `slug`: by `element`, in a `setting` of its style, or in a `rule` of a `<style>`."""

    slug: str
    element: HtmlElement | None = None
    setting: Setting | None = None
    rule: StyleRule | None = None


def used(document: HtmlElement, sheets: Sequence[Sheet]) -> Iterator[Use]:
    """Every use of a feature in the page."""
    for element in document.iter():
        if isinstance(element.tag, str):
            yield from (Use(slug, element) for slug in _of_element(element))
            for setting in read_settings(element.get("style", "")):
                yield from (Use(slug, element, setting) for slug in of_setting(setting))
    for sheet in sheets:
        for rule in sheet.rules:
            yield from _of_rule(rule)


def of_setting(setting: Setting) -> Iterator[str]:
    """The features that a declaration uses. What only Word or WebKit reads is not one."""
    if setting.name.startswith(("-", "mso-")):
        yield from ("css-variables",) if setting.name.startswith("--") else ()
        return
    yield from _of_property(setting.name)
    if slug := _PAIRS.get((setting.name, setting.value)):
        yield slug
    for unit in dict.fromkeys(_UNITS.findall(setting.value)):
        yield f"css-unit-{'percent' if unit == '%' else unit}"
    for function in dict.fromkeys(re.findall(r"([a-z-]+)\(", setting.value)):
        if slug := _FUNCTIONS.get(function):
            yield slug
    if setting.important:
        yield "css-important"


def _of_property(name: str) -> Iterator[str]:
    """The feature of a property: its own, and the one of the property that it is a part of."""
    yield _SLUGS.get(name, f"css-{name}")
    first = name.partition("-")[0]
    if first in ("border", "margin", "padding", "outline") and name not in _SLUGS and name != first:
        yield f"css-{first}"


def _of_rule(rule: StyleRule) -> Iterator[Use]:
    slugs = [slug for selector in rule.selectors for slug in _of_selector(selector)]
    for condition in rule.within:
        keyword = re.match(r"@([\w-]+)", condition)
        slugs += [f"css-at-{keyword[1]}"] if keyword else []
        slugs += [f"css-at-media-{name}" for name in re.findall(r"\((?:any-)?([a-z-]+)", condition)]
    yield from (Use(slug, rule=rule) for slug in dict.fromkeys(slugs))
    for setting in rule.settings:
        yield from (Use(slug, setting=setting, rule=rule) for slug in of_setting(setting))


def _of_selector(selector: str) -> Iterator[str]:
    yield from (f"css-pseudo-element-{name}" for name in re.findall(r"::([a-z-]+)", selector))
    yield from (f"css-pseudo-class-{name}" for name in re.findall(r"(?<!:):([a-z-]+)", selector))
    signs = {"[": "attribute", ">": "child", "+": "adjacent-sibling", "~": "general-sibling", "*": "universal"}
    yield from (f"css-selector-{name}" for sign, name in signs.items() if sign in selector)


def _of_element(element: HtmlElement) -> Iterator[str]:
    tag = str(element.tag)
    yield _ELEMENTS.get(tag, f"html-{tag}")
    yield from (_ATTRIBUTES[str(name)] for name in element.attrib if name in _ATTRIBUTES)
    href = element.get("href", "")
    if tag == "a" and href.startswith(("#", "mailto:")):
        yield "html-anchor-links" if href.startswith("#") else "html-mailto-links"
    if tag == "meta" and element.get("name") == "color-scheme":
        yield "html-meta-color-scheme"
    if tag == "input":
        yield f"html-input-{element.get('type', 'text')}"


def picture_format(address: str) -> str:
    """The feature that a picture's address says by its ending, or ""."""
    try:
        ending = PurePosixPath(urlsplit(address).path).suffix.lstrip(".").lower()
    except ValueError:
        return ""
    return f"image-{_FORMATS.get(ending, ending)}" if ending else ""
