"""Many programs show pictures only when asked, some readers never see them: every picture says what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Every picture has an alt attribute, which is empty where it only decorates."""
    for image in rendered.document.iter("img"):
        if image.get("alt") is None:
            yield Found("an image without alt", rendered.at(image), 'add alt="" or a description')
