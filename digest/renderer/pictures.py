"""How large a picture is shown, from what is known of its own size."""

from __future__ import annotations

from typing import NamedTuple

from digest.models import Image


class Shown(NamedTuple):
    """CSS pixels for the `width` and `height` attributes; `height` is None when the picture's shape is unknown."""

    width: int
    height: int | None


def fit(image: Image, width: int, tallest: float = 1.0) -> Shown:
    """`image` at `width` pixels, narrower if it would be taller than `tallest` times that (an upright picture)."""
    if not image.width or not image.height or image.width < 0 or image.height < 0:
        return Shown(width, None)
    ratio = image.height / image.width
    if ratio > tallest:
        width = max(1, round(width * tallest / ratio))
    return Shown(width, max(1, round(width * ratio)))
