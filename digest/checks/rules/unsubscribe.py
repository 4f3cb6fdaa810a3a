"""Each reader can leave by one visible link, in both parts (CAN-SPAM, GDPR, Gmail's and Yahoo's sender rules)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.rendered import HTML, MESSAGE, TEXT, Rendered
from digest.checks.report import Found
from digest.fields import Field, cut
from digest.models import Level

LEVEL = Level.error
_PHISHING = re.compile(rb"[?&]email=[\w.+-]+(?:%40|@)", re.IGNORECASE)
"""What SpamAssassin gives a point for (GB_CUSTOM_HTM_URI): who steals logins puts the victim's address there."""
_REMEDY = "put {{ unsubscribe_url }} into the theme's footer"


def check(rendered: Rendered) -> Iterator[Found]:
    """The reader's own unsubscribe address is a visible link in the HTML part and stands in the text part."""
    links = [link for link in rendered.document.iter("a") if _has(link.get("href", ""), rendered.issue.mark)]
    if not links:
        yield Found("no unsubscribe link in the HTML part", HTML, _REMEDY)
    elif all(rendered.light[link].hidden or rendered.light[link].size < 12 for link in links):
        yield Found("the unsubscribe link is hidden or tiny", rendered.at(links[0]), "show it at 12 pixels or more")
    if not _has(rendered.email.text, rendered.issue.mark):
        yield Found("no unsubscribe address in the text part", TEXT, _REMEDY)
    if _PHISHING.search(rendered.message.partition(b"\r\n\r\n")[0]):
        remedy = "write ?who={email}, or only {token}, in unsubscribe_url under [audience]"
        yield Found("email={email} looks like phishing to filters", MESSAGE, remedy, Level.warning)


def _has(text: str, mark: str) -> bool:
    return any(isinstance(piece, Field) and piece.name == "unsubscribe_url" for piece in cut(text, mark))
