"""How well a colour can be read on another: what a theme chooses by and what the checks measure."""

from __future__ import annotations


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours (`#rrggbb`), from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`, each from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    linear = [
        channel / 255 / 12.92 if channel <= 10 else ((channel / 255 + 0.055) / 1.055) ** 2.4
        for channel in channels(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
