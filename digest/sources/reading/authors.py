"""Names of authors in a feed: endless ones left out, because feedparser takes the square of their length over each."""

from __future__ import annotations

import re

ENDLESS = 100
"""Bytes without a space that no name or mail address has."""
LONGEST = 20_000
"""Bytes of the longest element with authors; research papers have thousands."""

_OPENING = re.compile(
    rb"<((?:[\w-]+:)?(?:author|creator|managingeditor|publisher|webmaster|owner))(?=[\s>])[^<>]*(?<!/)>", re.IGNORECASE
)
# What the parser reads as one text although these stand between.
_SEAMS = re.compile(rb"<!\[CDATA\[|\]\]>|<[^<>]*>")
# feedparser looks for mail addresses from each of these bytes on; `&#;` write the same ones.
_RUN = re.compile(rb"[\w.+&#;-]{%d}" % ENDLESS)


def without_endless_authors(feed: bytes) -> bytes:
    """`feed` with each element that holds authors empty if a part of it is ENDLESS; one that does not end is none."""
    pieces, position = list[bytes](), 0
    while opening := _OPENING.search(feed, position):
        end = _end(feed, opening)
        if end < 0:
            pieces.append(feed[position : opening.start()])
            position = opening.end()
        else:
            pieces.append(feed[position : opening.end() if _is_endless(feed[opening.end() : end]) else end])
            position = end
    return b"".join((*pieces, feed[position:]))


def _end(feed: bytes, opening: re.Match[bytes]) -> int:
    """Where the end tag of an element begins, -1 where there is none in LONGEST bytes."""
    return feed.find(b"</" + opening[1], opening.end(), opening.end() + LONGEST)


def _is_endless(written: bytes) -> bool:
    text = _SEAMS.sub(b"", written)
    # A bracket that is left is of a comment with tags in it: no name has one.
    return len(written) > ENDLESS and (b"<" in text or bool(_RUN.search(text)))
