"""Screen readers go through a page by its headings: one title, and no level left out (WCAG 2.2 §1.3.1)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lxml.html import HtmlElement

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """There is one h1, it comes first, no level is skipped, and no heading is empty."""
    headings = list(rendered.document.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    levels = [_level(each) for each in headings]
    if levels.count(1) != 1:
        yield Found(f"{levels.count(1)} first-level headings", HTML, "give the newsletter's name the only h1")
    elif levels[0] != 1:
        yield Found("the first heading is not the h1", rendered.at(headings[0]), "begin with the h1")
    for before, after in itertools.pairwise(headings):
        if _level(after) > _level(before) + 1:
            said = f"h{_level(after)} follows h{_level(before)}"
            yield Found(said, rendered.at(after), f"use h{_level(before) + 1} here")
    for heading in headings:
        if not heading.text_content().strip() and not any(image.get("alt") for image in heading.iter("img")):
            yield Found("an empty heading", rendered.at(heading), "remove it, or give its picture an alt text")


def _level(heading: HtmlElement) -> int:
    return int(str(heading.tag)[1])
