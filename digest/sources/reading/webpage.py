"""A web page as a tree: decoded as it declares, or as its bytes show."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import Any

from digest.errors import SourceError
from digest.sources.reading.model import Document

LARGEST = 2_500_000
"""Characters of the largest page; front pages of newspapers have up to half of it."""
PIECES = 100
"""Texts between tags that are put together to one title."""
LONGEST_TITLE = 4000

_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parse_page(document: Document, *, where: str) -> Any:
    """The page in `document` as an lxml element. Raises SourceError when it is too large or no web page."""
    text = decode_page(document)
    if len(text) > LARGEST:
        hint = "give the address of a smaller page"
        raise SourceError(f"larger than {LARGEST / 1_000_000} million characters", where=where, hint=hint)
    text = _ILLEGAL.sub("", _DECLARATION.sub("", text))
    if not re.search(r"<(?:html|head|body|article|main|div|p|h1)\b", text[:200_000], re.IGNORECASE):
        hint = "give the address of an article or of a front page"
        raise SourceError("this is not a web page", where=where, hint=hint)
    from lxml import etree, html  # takes 30 ms to import, and only reading needs it

    try:
        return html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        hint = "open it in a browser: if it is empty there too, give another address"
        raise SourceError(f"this page cannot be read: {error}", where=where, hint=hint) from None


def text_within(element: Any) -> str:
    """The text of an element, of its beginning where it is long: a hostile page has the same long text in many."""
    return "".join(islice(element.itertext(), PIECES))[:LONGEST_TITLE]


def decode_page(document: Document) -> str:
    """The text: by its byte-order mark, the server's word, its own `<meta charset>`, UTF-8, or else Windows-1252."""
    for mark, encoding in _MARKS:
        if document.content.startswith(mark):
            return document.content[len(mark) :].decode(encoding, errors="replace")
    declared = _DECLARED.search(document.content[:4096])
    named = declared[1].decode("ascii", errors="replace") if declared else ""
    for encoding in filter(None, (document.charset, named, "utf-8")):
        try:
            return document.content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return document.content.decode("windows-1252", errors="replace")
