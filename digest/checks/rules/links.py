"""Every link is absolute http(s) or mailto, names a real host, and says where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.checks.report import Rendered
from digest.fields import cut
from digest.models import Finding, Level

_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0", "::1")  # noqa: S104 - compared with, not bound to


def check(rendered: Rendered) -> Iterator[Finding]:
    """Links go somewhere that a reader can reach, and have words or a picture with a text."""
    for link in rendered.document.iter("a"):
        href = link.get("href")
        if href is None:
            continue
        if len(cut(href, rendered.issue.mark)) == 1:
            yield from _address(href, link)
        if not _name(link):
            yield Finding(
                Level.error, "links", "a link without text", href, "give it words, or its picture an alt text"
            )


def _address(href: str, link: HtmlElement) -> Iterator[Finding]:
    where = f"“{_name(link)[:40]}”"
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        yield Finding(Level.error, "links", f"not an address: {href[:80]}", where, "mend it in its source")
        return
    if parts.scheme == "mailto":
        return
    if parts.scheme not in ("http", "https") or not host:
        yield Finding(
            Level.error, "links", f"not an absolute web address: {href[:80]}", where, "begin it with https://"
        )
    elif host in _LOCAL:
        yield Finding(Level.error, "links", f"points to this machine: {href[:80]}", where, "use the public address")


def _name(link: HtmlElement) -> str:
    pictures = " ".join(image.get("alt") or "" for image in link.iter("img"))
    return f"{link.text_content()} {pictures} {link.get('aria-label') or ''}".strip()
