"""Colours that follow from others, so that one accent serves in light and in dark."""

from __future__ import annotations

_ENOUGH = 6.0
"""Above the 4.5 of WCAG 2.2 §1.4.3, because the clients that shift colours shift them a little."""


def readable_on(color: str, background: str) -> str:
    """`color` (`#rrggbb`), mixed with as little white as makes it readable on the dark `background`."""
    red, green, blue = _channels(color)
    for step in range(21):
        share = step / 20
        mixed = tuple(round(channel + (255 - channel) * share) for channel in (red, green, blue))
        shade = "#" + "".join(f"{channel:02x}" for channel in mixed)
        if contrast(shade, background) >= _ENOUGH:
            break
    return shade


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    linear = [
        channel / 255 / 12.92 if channel <= 10 else ((channel / 255 + 0.055) / 1.055) ** 2.4
        for channel in _channels(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
