"""The web version is for everyone: it may not say who a reader is, nor let one leave for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from digest import archive
from digest.checks.rendered import WEB, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
"""The look back keeps a long word from being tried at each of its letters."""
_KEYS = frozenset(("email", "e", "mail", "token", "subscriber", "subscriber_id", "recipient", "uid", "user_id"))


def check(rendered: Rendered) -> Iterator[Found]:
    """The web version has no merge field, no address that is not the issue's own, and no link made for one reader."""
    page, issue = rendered.email.web, rendered.issue
    content = archive.to_json(issue)
    if f"~{issue.mark}~" in page:
        yield Found("a merge field is left", WEB, "put it inside {% call email_only() %} in the template")
    for address in sorted(set(_ADDRESS.findall(page))):
        if address not in content:
            yield Found(f"an email address: {address}", WEB, "remove it from the template")
    for link in rendered.web.iter("a"):
        href = link.get("href") or ""
        if _is_personal(href) and href not in content:
            yield Found(f"a link made for one reader: {href[:80]}", WEB, "put it inside {% call email_only() %}")


def _is_personal(href: str) -> bool:
    try:
        return bool(_KEYS & {name.lower() for name, _ in parse_qsl(urlsplit(href).query)})
    except ValueError:
        return False
