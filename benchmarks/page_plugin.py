"""`digest`'s reading of one page, for a scorer of article extractors: the product's own source and nothing else.

python score_pages.py --callable page_plugin:extract
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from digest.config.schema import SourceConfig
from digest.sources.page import read
from digest.sources.reading.model import Document


def extract(html: bytes, url: str) -> dict[str, Any]:
    """What the source `page` gives for the page `html` at `url`."""
    source = SourceConfig(kind="page", url=url, options={"front": False})
    reading = read(source, lambda _: Document(html, fetched=datetime.now(UTC), url=url))
    if not reading.entries:
        raise ValueError("; ".join(reading.problems))
    entry = reading.entries[0]
    return {
        "title": entry.title,
        "author": entry.author,
        "published": entry.published.isoformat() if entry.published else None,
        "image": entry.image.url if entry.image else None,
        "excerpt": entry.excerpt,
        "body": entry.text,
    }
