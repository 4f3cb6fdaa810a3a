"""Colours that follow from others, so that one accent serves in light and in dark."""

from __future__ import annotations

from digest.contrast import channels, contrast

_ENOUGH = 6.0
"""Above the 4.5 of WCAG 2.2 §1.4.3, because the clients that shift colours shift them a little."""


def readable_on(color: str, background: str) -> str:
    """`color` (`#rrggbb`), mixed with as little white as makes it readable on the dark `background`."""
    for step in range(21):
        share = step / 20
        mixed = tuple(round(channel + (255 - channel) * share) for channel in channels(color))
        shade = "#" + "".join(f"{channel:02x}" for channel in mixed)
        if contrast(shade, background) >= _ENOUGH:
            break
    return shade
