"""Colours that follow from others, so that one accent serves in light and in dark."""

from __future__ import annotations

import colorsys

from digest.contrast import channels, contrast

_ENOUGH = 6.0
"""Above the 4.5 of WCAG 2.2 §1.4.3, because the clients that shift colours shift them a little."""
_CALM = 0.5
"""Saturation (HLS) of a colour on a dark ground: more glares, and white mixed in leaves a grey."""


def readable_on(color: str, background: str) -> str:
    """`color` (`#rrggbb`), with as little more light as makes it readable on the dark `background`."""
    if contrast(color, background) >= _ENOUGH:
        return color
    hue, dark, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in channels(color)))
    for step in range(1, 41):
        lighter = colorsys.hls_to_rgb(hue, dark + (1 - dark) * step / 40, min(saturation, _CALM))
        shade = "#" + "".join(f"{round(channel * 255):02x}" for channel in lighter)
        if contrast(shade, background) >= _ENOUGH:
            break
    return shade
