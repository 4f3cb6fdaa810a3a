"""Half of all readers see the email with images off, some never see them: every picture says what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding, Level


def check(rendered: Rendered) -> Iterator[Finding]:
    """Every image has an alt attribute; one inside a link with no words has a text in it."""
    for image in rendered.document.iter("img"):
        if image.get("alt") is None:
            yield Finding(
                Level.error, "alt-text", "an image without alt", image.get("src", ""), 'add alt="" or a description'
            )
