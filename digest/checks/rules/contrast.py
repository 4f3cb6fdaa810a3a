"""Text in pale colours cannot be read outdoors, at night or with weak eyes (WCAG 2.2 §1.4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from digest.checks.looks import Look, alts, texts
from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.contrast import contrast
from digest.models import Level

LEVEL = Level.error
NORMAL, LARGE = 4.5, 3.0


def check(rendered: Rendered) -> Iterator[Found]:
    """Every text, and a picture's alt (a warning), has a contrast of 4.5 to what is behind it, or 3 where it is large,
    in light and in dark mode."""
    for mode, page in (("light", rendered.light), ("dark", rendered.dark)):
        for (color, background), (element, look) in _pairs(page).items():
            ratio, needed = contrast(color, background), LARGE if look.large else NORMAL
            if ratio < needed:
                said = f"contrast {ratio:.1f} of {color} on {background} in {mode} mode, {needed:g} is needed"
                level = Level.warning if element.tag == "img" else None
                yield Found(said, rendered.at(element), "make one of the two colours darker or lighter", level)


def _pairs(page: Mapping[HtmlElement, Look]) -> Mapping[tuple[str, str], tuple[HtmlElement, Look]]:
    """The pairs of colours on the page, each with the smallest text that has it."""
    found: dict[tuple[str, str], tuple[HtmlElement, Look]] = {}
    for element, look, _ in texts(page):
        pair = (look.color, look.background)
        if pair not in found or (found[pair][1].large and not look.large):
            found[pair] = (element, look)
    for element, look in alts(page):
        found.setdefault((look.color, look.background), (element, look))
    return found
