"""Each reader can leave by one visible link, in both parts (CAN-SPAM, GDPR, Gmail's and Yahoo's sender rules)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.fields import Field, cut
from digest.models import Finding, Level

_REMEDY = "put {{ unsubscribe_url }} into the theme's footer"


def check(rendered: Rendered) -> Iterator[Finding]:
    """The reader's own unsubscribe address is a link in the HTML part and stands in the text part."""
    links = (link.get("href", "") for link in rendered.document.iter("a"))
    if not any(_has(href, rendered.issue.mark) for href in links):
        yield Finding(Level.error, "unsubscribe", "no unsubscribe link in the HTML part", "email.html", _REMEDY)
    if not _has(rendered.email.text, rendered.issue.mark):
        yield Finding(Level.error, "unsubscribe", "no unsubscribe address in the text part", "email.txt", _REMEDY)


def _has(text: str, mark: str) -> bool:
    return any(isinstance(piece, Field) and piece.name == "unsubscribe_url" for piece in cut(text, mark))
