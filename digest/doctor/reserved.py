"""Names that stand for others: domains that belong to nobody, which samples use."""

from __future__ import annotations

from urllib.parse import urlsplit

TOP = frozenset(("example", "invalid", "test"))
"""RFC 2606, 2 and RFC 6761, 6: never delegated."""
SECOND = frozenset(("example.com", "example.net", "example.org"))
"""RFC 2606, 3."""


def is_reserved(place: str) -> bool:
    """Whether a domain, a mail address or a web address is one of those."""
    host = (urlsplit(place).hostname or "") if "://" in place else place.rpartition("@")[2]
    labels = host.rstrip(".").lower().split(".")
    return labels[-1] in TOP or ".".join(labels[-2:]) in SECOND
