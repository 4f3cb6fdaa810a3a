"""Bounds on what one feed may hold, kept before it is parsed: the parser takes time for each entry and each tag."""

from __future__ import annotations

import json
import re
from typing import Any

from digest.errors import SourceError

MOST = 10_000
"""Records of one source that are read."""
ENTRIES = 5_000
"""Entries of one feed that are parsed, at half a millisecond each. The largest feeds in use hold about a thousand."""
TAGS = 120_000
"""Tags of one document that are parsed, at about 20 µs each, twice when it is not well-formed."""
AMPERSANDS = 5
"""As many of these cost as much as a tag."""
VALUES = 1_000_000
"""Objects and lists of one JSON document, at about 100 bytes each."""
CATEGORIES = 100
"""Categories in a row; the parser compares each with all before it."""
LONGEST_PROLOG = 20_000
"""Bytes before a feed's first element: some have a licence there, or name a few entities."""

_ELEMENT = re.compile(rb"<\w")
_SPACES = re.compile(rb"\s{2,}")
_DECLARATION = re.compile(rb"<\?xml[^<>]{0,200}>")
_ENTRY = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_CATEGORY = re.compile(rb"<category\b(?:[^<>]*/>|[^<>]*>(?:[^<]|<!\[CDATA\[)*</category\s*>)\s*", re.IGNORECASE)
_MARK = re.compile(rb"<!\[CDATA\[|<|&")
_LONGEST_TAIL = 10_000


def bounded(feed: bytes) -> tuple[bytes, bool]:
    """`feed` with at most ENTRIES entries, TAGS tags and CATEGORIES categories in a row, and whether some are missing.

    What is left out is cut from between two entries, so that the rest is as well-formed as before.
    """
    end = min(_entries_end(feed), _tags_end(feed))
    if end < len(feed):
        kept = max((match.end() for match in _END.finditer(feed, 0, end)), default=0)
        tail = max((match.end() for match in _END.finditer(feed, kept)), default=len(feed))
        cut = feed[:kept] + (feed[tail:] if len(feed) - tail < _LONGEST_TAIL else b"")
        return _few_categories(cut), True
    return _few_categories(feed), False


def with_short_prolog(feed: bytes) -> bytes:
    """`feed` with at most LONGEST_PROLOG bytes before its first element, white space in it squeezed.

    feedparser looks for entities in them from each line on. Of a longer prolog the XML declaration is kept.
    """
    first = _ELEMENT.search(feed)
    prolog = _SPACES.sub(b"\n", feed[: first.start()]) if first else b""
    if len(prolog) > LONGEST_PROLOG:
        declared = _DECLARATION.match(prolog)
        prolog = declared[0] if declared else b""
    return prolog + feed[first.start() :] if first else feed


def too_large(limit: int, *, where: str) -> SourceError:
    """The error for a document of more than `limit` bytes."""
    hint = "use a feed with fewer or shorter entries"
    return SourceError(f"larger than {limit // 1024 // 1024} MB", where=where, hint=hint)


def read_json_text(text: str) -> Any:
    """The value that JSON `text` holds. Raises ValueError when it is damaged, too deep or holds too many values."""
    if text.count("{") + text.count("[") > VALUES:
        raise ValueError(f"more than {VALUES:,} objects and lists")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _entries_end(feed: bytes) -> int:
    """Where the first entry too many begins."""
    for number, match in enumerate(_ENTRY.finditer(feed)):
        if number == ENTRIES:
            return match.start()
    return len(feed)


def _tags_end(feed: bytes) -> int:
    """Where the first tag too many begins. What stands in CDATA is no tag to the parser."""
    if feed.count(b"<") + feed.count(b"&") / AMPERSANDS <= TAGS:
        return len(feed)
    position, cost = 0, 0.0
    while match := _MARK.search(feed, position):
        position = match.end()
        if len(match[0]) > 1:
            close = feed.find(b"]]>", position)
            position = close if close > 0 else len(feed)
        cost += 1 if match[0] != b"&" else 1 / AMPERSANDS
        if cost > TAGS:
            return match.start()
    return len(feed)


def _few_categories(feed: bytes) -> bytes:
    if feed.lower().count(b"<category") <= CATEGORIES:
        return feed
    pieces, position, in_row, end = [], 0, 0, -1
    for match in _CATEGORY.finditer(feed):
        in_row = in_row + 1 if match.start() == end else 1
        end = match.end()
        if in_row > CATEGORIES:
            pieces.append(feed[position : match.start()])
            position = end
    return b"".join((*pieces, feed[position:]))
