"""Gmail shows the first 102 kB of a message's HTML and hides the rest, the unsubscribe link with it."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding, Level

CLIPPED = 102 * 1024
"""Bytes of HTML after which Gmail clips."""
AIM = 80 * 1024


def check(rendered: Rendered) -> Iterator[Finding]:
    """The HTML part stays under what Gmail clips, and warns above 80 kB."""
    size = len(rendered.email.html.encode("utf-8"))
    remedy = "carry fewer stories, or use the headline style for the long lists"
    if size > CLIPPED:
        yield Finding(
            Level.error, "size", f"the HTML has {size // 1024} kB: Gmail cuts it at 102", "email.html", remedy
        )
    elif size > AIM:
        yield Finding(Level.warning, "size", f"the HTML has {size // 1024} kB of 102", "email.html", remedy)
