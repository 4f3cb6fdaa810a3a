"""Gmail shows the first 102 kB of a message's HTML and hides the rest, the unsubscribe link with it."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
CLIPPED = 102 * 1024
"""Bytes of HTML after which Gmail clips."""
AIM = 80 * 1024


def check(rendered: Rendered) -> Iterator[Found]:
    """The HTML part has at most 102 kB (102 × 1024 bytes); above 80 kB there is a warning."""
    size = len(rendered.email.html.encode("utf-8"))
    remedy = "carry fewer stories, or use the headline style for the long lists"
    if size > CLIPPED:
        yield Found(f"the HTML has {size // 1024} kB: Gmail cuts it at 102", HTML, remedy)
    elif size > AIM:
        yield Found(f"the HTML has {size // 1024} kB of 102", HTML, remedy, Level.warning)
