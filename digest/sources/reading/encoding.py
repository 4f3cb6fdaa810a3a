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
_DECLARED = re.compile(rb"""(\A\s*<\?xml[^<>]{0,200}?)\sencoding\s*=\s*["']([^"'<>]{0,100})["']""")
_NO_CHARSETS = frozenset(("idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape", "undefined"))
"""What Python decodes as text, though no document is written in it."""


def as_utf8(content: bytes) -> bytes:
    """`content` as UTF-8 when its first bytes show that it is UTF-16 or UTF-32, whatever it declares; else as it is."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
            return _DECLARED.sub(rb"\1", text.encode("utf-8", errors="replace"))
    return content


def without_false_charset(content: bytes) -> bytes:
    """`content` without the encoding that its XML declaration names, when that is none."""
    declared = _DECLARED.match(content)
    if declared is None or is_charset(declared[2].decode("ascii", errors="replace")):
        return content
    return declared[1] + content[declared.end() :]


def is_charset(name: str) -> bool:
    """Whether `name` is an encoding that documents are written in. What nobody knows is left to the parser."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return True
    text: bool = getattr(found, "_is_text_encoding", True)
    return text and found.name.replace("_", "-") not in _NO_CHARSETS
