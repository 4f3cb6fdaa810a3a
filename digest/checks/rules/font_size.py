"""Small type is not read on a phone, and iPhones enlarge what is under 13 pixels until the layout breaks."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.looks import texts
from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
SMALLEST = 12
RUNNING = 14
"""Pixels of text that is read, not glanced at."""
LONG = 120
"""Characters from which a text is read."""


def check(rendered: Rendered) -> Iterator[Found]:
    """No text is under 12 pixels; a warning says where a text of more than a line is under 14."""
    seen: set[float] = set()
    for element, look, said in texts(rendered.light):
        if look.size in seen:
            continue
        if look.size < SMALLEST:
            seen.add(look.size)
            yield Found(f"text of {look.size:g} pixels", rendered.at(element), "make it 12 or more")
        elif look.size < RUNNING and len(said) > LONG and not _in_footer(rendered, said):
            seen.add(look.size)
            remedy = "make it 14 or more, better 16"
            yield Found(f"running text of {look.size:g} pixels", rendered.at(element), remedy, Level.warning)


def _in_footer(rendered: Rendered, said: str) -> bool:
    """Whether a text is the small print that the newsletter itself adds."""
    newsletter = rendered.issue.newsletter
    return any(part and part in said for part in (newsletter.reason, newsletter.address, newsletter.name))
