"""What Outlook or Gmail does not know is lost there: each feature has a fallback, or its loss does no harm."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.checks.styles import read_settings
from digest.checks.support import Use, used
from digest.models import Level

LEVEL = Level.warning
HARMLESS = {
    "css-border-radius": "corners are square",
    "css-box-shadow": "there is no shadow",
    "css-text-shadow": "there is no shadow",
    "css-letter-spacing": "letters stand as usual",
    "css-word-spacing": "words stand as usual",
    "css-text-decoration": "a link keeps its line (Proton iOS)",
    "css-text-decoration-color": "a link's line has its text's colour",
    "css-text-decoration-thickness": "a link's line is as usual",
    "css-text-underline-offset": "a link's line is as usual",
    "css-text-transform": "words stand as they are written",
    "css-hyphens": "words are not divided",
    "css-orphans": "only printers mind",
    "css-widows": "only printers mind",
    "css-cursor": "the arrow stays",
    "css-transition": "nothing moves",
    "css-outline": "the program draws its own",
    "css-border-collapse": "cellspacing says the same",
    "css-border-spacing": "cellspacing says the same",
    "css-table-layout": "cells have widths of their own",
    "css-height": "Yahoo takes it as a least height",
    "css-object-fit": "a picture fills its own width and height",
    "css-direction": "the dir attribute says the same",
    "css-color-scheme": "the program chooses",
    "html-aria-hidden": "a screen reader reads a little more (Yahoo)",
    "html-aria-label": "a screen reader reads the words (Yahoo)",
    "html-aria-labelledby": "a screen reader reads the words (Yahoo)",
    "html-body": "its attributes go; the table inside has them too",
    "html-style": "style-survival looks after it",
    "html-meta-color-scheme": "the program chooses",
}
"""Features whose loss changes nothing that matters, and what happens instead."""
BESIDE = {
    "css-word-break": ("overflow-wrap", "word-wrap"),
    "css-overflow-wrap": ("word-break", "word-wrap"),
    "css-word-wrap": ("word-break", "overflow-wrap"),
    "css-display-none": ("max-height", "mso-hide"),
    "css-max-height": ("display", "mso-hide"),
    "css-overflow": ("display", "mso-hide"),
    "css-visibility": ("display", "mso-hide"),
    "css-background-image": ("background-color",),
    "css-background-size": ("background-color",),
    "css-background-position": ("background-color",),
    "css-linear-gradient": ("background-color",),
    "css-rgba": ("background-color",),
}
"""Features that are safe where one of these properties stands in the same style."""


def check(rendered: Rendered) -> Iterator[Found]:
    """No feature of CSS or HTML is used inline without a fallback that a large mail program does not support.

    What stands in a `<style>` is an addition to the inline styles, which are its fallback.
    """
    seen: set[str] = set()
    for use in used(rendered.document, rendered.sheets):
        missing = rendered.support.missing(use.slug)
        if not missing or use.slug in seen or use.rule or _falls_back(use):
            continue
        seen.add(use.slug)
        name = rendered.support.titles[use.slug]
        where = HTML if use.element is None else rendered.at(use.element)
        remedy = f"add a fallback: https://www.caniemail.com/features/{use.slug}/"
        yield Found(f"{name} is not supported by {', '.join(missing)}", where, remedy)


def _falls_back(use: Use) -> bool:
    if use.slug in HARMLESS:
        return True
    own = {each.name for each in read_settings(use.element.get("style", ""))} if use.element is not None else set()
    return any(name in own for name in BESIDE.get(use.slug, ()))
