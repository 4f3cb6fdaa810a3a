"""A newsletter names the sender's postal address (CAN-SPAM § 7704(a)(5), and most countries' press laws)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding, Level


def check(rendered: Rendered) -> Iterator[Finding]:
    """The configured address is there, in both parts."""
    address = " ".join(rendered.issue.newsletter.address.split())
    if not address:
        remedy = 'add address = "…" under [newsletter] in digest.toml'
        yield Finding(Level.warning, "postal-address", "no postal address is configured", "digest.toml", remedy)
        return
    parts = {"email.html": rendered.document.text_content(), "email.txt": rendered.email.text}
    for name, text in parts.items():
        if "".join(address.split()) not in "".join(text.split()):
            remedy = "show newsletter.address in the theme's footer"
            yield Finding(Level.error, "postal-address", "the postal address is missing", name, remedy)
