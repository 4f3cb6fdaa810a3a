"""Gzip bytes unpacked within a limit, all members, and never half of them in silence."""

from __future__ import annotations

import gzip
import io
import zlib

MEMBERS = 10_000
"""Members of one file that are unpacked; block-wise compressors (bgzip) write one for each 64 kB."""
_START = b"\x1f\x8b"
_MEMBER = b"\x1f\x8b\x08"


class Damaged(ValueError):
    """Compressed bytes that are broken, or end before they should."""


def is_gzip(content: bytes) -> bool:
    """Whether `content` begins as gzip does, said or unsaid."""
    return content.startswith(_START)


def gunzipped(content: bytes, *, limit: int) -> bytes:
    """What the members of a gzip file hold, one after the other (RFC 1952, 2.2), up to one byte more than `limit`.

    Raises Damaged when it is broken, cut short, or in more pieces than anybody makes.
    """
    if content.count(_MEMBER) > MEMBERS:  # each costs 20 bytes to send and a hundred times as much to read
        raise Damaged(f"in more than {MEMBERS:,} pieces")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(limit + 1)
    except EOFError:
        raise Damaged("it ends too early") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Damaged(str(error)) from None
