"""A picture that nobody sees is there to watch the reader, which `digest` does not do and the law may forbid."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
TINY = ("0", "1", "2", "3")


def check(rendered: Rendered) -> Iterator[Found]:
    """No picture is of a pixel or two, or hidden from the reader in light and in dark mode."""
    for image in rendered.document.iter("img"):
        tiny = image.get("width") in TINY or image.get("height") in TINY
        if tiny or (rendered.light[image].hidden and rendered.dark[image].hidden):
            yield Found(f"a picture to track readers: {image.get('src', '')[:80]}", rendered.at(image), "remove it")
