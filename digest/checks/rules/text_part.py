"""Some read the plain-text part, and filters compare it with the HTML: it must carry the same links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding, Level

MIN_WORDS = 30
_END = r"(?![\w/?&=%#~+-]|[.:,;]\w)"
"""What must not follow: `https://a.example` is not there because `https://a.example/story` is."""


def check(rendered: Rendered) -> Iterator[Finding]:
    """The text part has words, and every address that the HTML part links to."""
    text = rendered.email.text
    words = len(text.split())
    if words < MIN_WORDS:
        yield Finding(Level.error, "text-part", f"only {words} words", "email.txt", "write the theme's .txt templates")
    for href in sorted({link.get("href") for link in rendered.document.iter("a") if link.get("href")}):
        if not re.search(re.escape(href) + _END, text):
            remedy = "add it to the block's .txt template"
            yield Finding(
                Level.error, "text-part", f"a link of the HTML part is missing: {href[:80]}", "email.txt", remedy
            )
