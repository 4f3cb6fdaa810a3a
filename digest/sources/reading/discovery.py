"""What a web page says of where its stories can be read: its feed, and the API of a WordPress site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digest.addresses import absolute
from digest.errors import SourceError
from digest.sources.reading.metadata import read_metadata
from digest.sources.reading.model import Document
from digest.sources.reading.webpage import parse_page

TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
WORDPRESS = "https://api.w.org/"
"""The relation by which a WordPress site names its REST API (developer.wordpress.org/rest-api/using-the-rest-api)."""
_COMMENTS = re.compile(r"comment", re.IGNORECASE)


@dataclass(frozen=True)
class Discovery:
    """The address of the `feed` that a page names, or ""; whether it is an `article`, and of a `wordpress` site."""

    feed: str = ""
    article: bool = False
    wordpress: bool = False

    def hint(self) -> str:
        """What to write instead of the page, or nothing."""
        named = f"its feed is {self.feed}" if self.feed else ""
        api = 'since this is a WordPress site, write kind = "wordpress"' if self.wordpress else ""
        return "; or, ".join(filter(None, (named, api)))


def discover(document: Document) -> Discovery:
    """What the page in `document` and the answer's Link header name; no feed where it is no page that can be read."""
    by_header = WORDPRESS in document.headers.get("link", "")
    try:
        tree = parse_page(document, where=document.url)
    except SourceError:
        return Discovery(wordpress=by_header)
    links = [(link.get("rel", "").lower().split(), link) for link in tree.iter("link")]
    wordpress = by_header or any(WORDPRESS in rel for rel, _ in links)
    return Discovery(next(_feeds(links, document.url), ""), read_metadata(tree).is_article, wordpress)


def _feeds(links: list[tuple[list[str], Any]], base: str) -> Iterator[str]:
    """The feeds of stories that a page names, in its order."""
    for rel, link in links:
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if "alternate" in rel and kind in TYPES and not _COMMENTS.search(f"{link.get('title')} {link.get('href')}"):
            address = absolute(link.get("href", ""), base)
            if address:
                yield address
