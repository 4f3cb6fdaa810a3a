"""The commands of ours that a message names."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"`digest (?!init\b)(?![^`]* -[cn] )[^`\n]+(?=`)")
"""One which says by itself neither -c nor -n."""


def completed(text: str, options: str) -> str:
    """`text` with `options`, which name a newsletter, in each `digest …` in it, so that it can be copied."""
    return _COMMAND.sub(lambda found: found[0] + options, text)
