"""Documents in UTF-16 and UTF-32 as UTF-8, so that all that follows can look at bytes."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(r"""(\A\s*<\?xml[^<>]*?)\sencoding\s*=\s*["'][^"'<>]*["']""")


def as_utf8(content: bytes) -> bytes:
    """`content` as UTF-8 when its first bytes show that it is UTF-16 or UTF-32, whatever it declares; else as it is."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
            return _DECLARED.sub(r"\1", text).encode("utf-8", errors="replace")
    return content
