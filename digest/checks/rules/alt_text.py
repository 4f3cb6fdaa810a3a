"""Half of all readers see the email with images off, some never see them: every picture says what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding, Level


def check(rendered: Rendered) -> Iterator[Finding]:
    """Every image has an alt attribute, empty where it only decorates; `links` looks at pictures that are links."""
    for image in rendered.document.iter("img"):
        if image.get("alt") is None:
            yield Finding(
                Level.error, "alt-text", "an image without alt", image.get("src", ""), 'add alt="" or a description'
            )
