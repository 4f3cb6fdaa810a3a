"""Captions of media:content: kept for the picture, because feedparser would take them for the story's summary."""

from __future__ import annotations

import re

LONGEST = 20_000
"""Bytes of the largest media:content element that is looked into."""

# Stops at the next media:content, so that unclosed ones cost no more than closed ones.
_CONTENT = re.compile(rb"<media:content\b([^<>]*)(?<!/)>([^<]*(?:<(?!/?media:content\b)[^<]*)*)</media:content\s*>")
_CAPTION = re.compile(
    rb"<media:(description|title)\b[^<>]*(?:(?<=/)>|(?<!/)>([^<]*(?:<(?!/?media:(?:description|title)\b)[^<]*)*)</media:\1\s*>)"
)
_CDATA = re.compile(rb"\s*<!\[CDATA\[(.*?)\]\]>\s*\Z", re.DOTALL)


def lift_captions(feed: bytes) -> bytes:
    """`feed` with each caption inside a media:content as that element's attribute `description`.

    A media:description outside of one (YouTube's) is the story's own and stays.
    """
    return _CONTENT.sub(_lifted, feed) if b"<media:content" in feed else feed


def _lifted(match: re.Match[bytes]) -> bytes:
    attributes, inside = match[1], match[2]
    if len(inside) > LONGEST:
        return match[0]
    captions = [_attribute(found[2]) for found in _CAPTION.finditer(inside) if found[1] == b"description" and found[2]]
    named = b' description="' + captions[0] + b'"' if captions and b"description=" not in attributes else b""
    return b"<media:content" + attributes + named + b">" + _CAPTION.sub(b"", inside) + b"</media:content>"


def _attribute(text: bytes) -> bytes:
    literal = _CDATA.match(text)
    if literal:
        text = literal[1].replace(b"&", b"&amp;")
    return text.replace(b"<", b"&lt;").replace(b'"', b"&quot;")
