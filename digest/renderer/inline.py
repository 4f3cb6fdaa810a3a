"""Move the styles of a page into its tags: the only place that knows premailer, so that it can be replaced here."""

from __future__ import annotations

import logging
import re

from digest.renderer.text import printable

_ATTRIBUTES = ("width", "height", "bgcolor", "align", "valign")

_TAG = re.compile(r"<[a-z](?:[^>\"]|\"[^\"]*\")*>")
_STYLE = re.compile(r'(?<= )style="[^"]*"')


def inline(html: str) -> str:
    """`html` with its plain styles in `style` attributes.

    A `<style data-premailer="ignore">` stays as it is. Costs about 0.1 s for a long issue: call it once per issue.
    The settings are those that keep `!important`, unknown properties and the theme's own attributes, which premailer
    would strip, drop and double.
    """
    # Takes 0.2 s to import.
    from premailer import Premailer

    premailer = Premailer(
        printable(html),
        strip_important=False,
        disable_validation=True,
        allow_network=False,
        align_floating_images=False,
        disable_basic_attributes=list(_ATTRIBUTES),
        cssutils_logging_level=logging.CRITICAL,
    )
    inlined = str(premailer.transform(pretty_print=False))
    return _TAG.sub(lambda tag: _STYLE.sub(_without_spaces, tag[0]), inlined)


def _without_spaces(style: re.Match[str]) -> str:
    """premailer sets a space after every declaration and font: 1 to 2 % of the page (benchmarks/compaction.py)."""
    return style[0].replace("; ", ";").replace(", ", ",")
