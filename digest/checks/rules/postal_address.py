"""A newsletter names the sender's postal address (CAN-SPAM § 7704(a)(5), and most countries' press laws)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, TEXT, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """The configured address is there, in both parts; without one there is a warning."""
    address = " ".join(rendered.issue.newsletter.address.split())
    if not address:
        remedy = 'add address = "…" under [newsletter] in digest.toml'
        yield Found("no postal address is configured", "digest.toml", remedy, Level.warning)
        return
    parts = {HTML: rendered.document.text_content(), TEXT: rendered.email.text}
    for name, text in parts.items():
        if "".join(address.split()) not in "".join(text.split()):
            yield Found("the postal address is missing", name, "show newsletter.address in the theme's footer")
