"""A link that leads nowhere, to a page without encryption or to an unknown place is worse than none."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.fields import cut
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Every link is an absolute https or mailto address at a public host, and has words or a picture with a text."""
    for link in rendered.document.iter("a"):
        href = link.get("href")
        if href is None:
            continue
        if len(cut(href, rendered.issue.mark)) == 1:
            yield from _address(href, rendered.at(link))
        if not _name(link):
            yield Found(
                f"a link without text: {href[:80]}", rendered.at(link), "give it words, or its picture an alt text"
            )


def _address(href: str, where: str) -> Iterator[Found]:
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        yield Found(f"not an address: {href[:80]}", where, "mend it in its source")
        return
    if parts.scheme == "mailto":
        return
    if parts.scheme not in ("http", "https") or not host:
        yield Found(f"not an absolute web address: {href[:80]}", where, "begin it with https://")
    elif _is_private(host):
        yield Found(f"points to a private machine: {href[:80]}", where, "use the public address")
    elif parts.scheme == "http":
        yield Found(f"not encrypted: {href[:80]}", where, "write it with https://", Level.warning)


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _name(link: HtmlElement) -> str:
    pictures = " ".join(image.get("alt") or "" for image in link.iter("img"))
    return f"{link.text_content()} {pictures} {link.get('aria-label') or ''}".strip()
