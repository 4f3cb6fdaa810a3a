"""Word's engine in Outlook shows a picture at its file's size unless an attribute says otherwise, not CSS."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
WIDEST = 800
"""Pixels: wider than any letter, so that a picture of such a width is the file's, not the layout's."""


def check(rendered: Rendered) -> Iterator[Found]:
    """Every picture has a width attribute in whole pixels, and a style that lets it shrink on a phone."""
    for image in rendered.document.iter("img"):
        width = image.get("width") or ""
        if not width.isdecimal() or int(width) == 0:
            yield Found("a picture without a width", rendered.at(image), 'add width="…", in pixels as it is shown')
        elif int(width) > WIDEST:
            yield Found(f"a picture {width} pixels wide", rendered.at(image), "give the width at which it is shown")
        elif int(width) > 240 and not _shrinks(rendered, image):
            yield Found("a picture that does not shrink", rendered.at(image), "add max-width:100%;height:auto")


def _shrinks(rendered: Rendered, image: HtmlElement) -> bool:
    own = rendered.light[image].own
    return "%" in own.get("max-width", "") + own.get("width", "")
