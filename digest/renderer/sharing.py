"""Addresses that share a page on a network: links alone, nothing is fetched from anyone."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from digest.models import Link

_NETWORKS = {
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={words}%20{url}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "reddit": ("Reddit", "https://www.reddit.com/submit?url={url}&title={words}"),
    "threads": ("Threads", "https://www.threads.net/intent/post?text={words}%20{url}"),
    "whatsapp": ("WhatsApp", "https://api.whatsapp.com/send?text={words}%20{url}"),
    "x": ("X", "https://x.com/intent/post?url={url}&text={words}"),
}


def share_links(networks: Sequence[str], url: str, words: str) -> tuple[Link, ...]:
    """A link for each of `networks` that shares the page at `url` with `words`, titled with the network's name."""
    return tuple(
        Link(title=name, url=pattern.format(url=quote(url, safe=""), words=quote(words, safe="")))
        for name, pattern in (_NETWORKS[network] for network in networks)
    )
