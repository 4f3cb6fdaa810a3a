"""HTML to plain paragraphs, headings and pictures; linear in time, whatever is thrown at it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from digest.sources.reading.characters import listed, plain

LIMIT = 1_000_000
"""Characters of one record's HTML that are read; what follows is ignored."""

_SILENT = frozenset(("noscript", "figcaption", "aside", "nav", "footer", "form", "button", "select", "option"))
_HIDDEN = frozenset(("script", "style", "iframe", "object", "embed", "template", "svg", "math", "audio", "video"))
_BLOCKS = listed(
    "address article blockquote body center dd details div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr legend li "
    "main ol p pre section summary table tbody td tfoot th thead tr ul"
) | (_SILENT - {"button", "option"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_VOID = frozenset(("img", "br", "hr", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"))
_SWALLOWERS = re.compile(r"</?(?:plaintext|xmp|textarea|title|listing|noembed|noframes)\b[^>]*>?", re.IGNORECASE)
_INVISIBLE_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(
    r"</?(?:a|abbr|address|article|aside|b|base|bdi|bdo|big|blockquote|body|br|button|center|cite|code|del|dfn|div|em|"
    r"embed|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|"
    r"mark|marquee|meta|nav|noscript|object|ol|option|p|param|plaintext|pre|q|s|samp|script|section|select|small|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video|audio|wbr|xmp)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"</?(?:br|p|div|li|tr|td|h[1-6])\b", re.IGNORECASE)
_ACTIVE = re.compile(r"<(script|style|iframe|object|svg)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Paragraph:
    """One block of text. `heading` is 1 to 6, 0 for running text; `linked` is the share of it inside links."""

    text: str
    heading: int = 0
    linked: float = 0.0


@dataclass(frozen=True)
class Body:
    """What a piece of HTML says: its blocks of text and the attributes of its visible images, in order."""

    paragraphs: tuple[Paragraph, ...] = ()
    images: tuple[Mapping[str, str], ...] = ()

    @property
    def text(self) -> str:
        """All of it as plain text, a line for each block."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def read_markup(source: str) -> Body:
    """The paragraphs and images of an HTML fragment; entities are decoded once.

    What scripts, styles, frames and hidden elements hold never becomes text; block elements separate words.
    Captions, forms, asides and navigation are not running text, but their images count.
    """
    source = _ILLEGAL.sub("", source[:LIMIT])
    if "<" not in source and "&" not in source:
        blocks = (plain(block) for block in re.split(r"\n[ \t\r]*\n", source))
        return Body(tuple(Paragraph(block) for block in blocks if block))
    from lxml import etree  # takes 20 ms to import, and only reading needs it

    walker = _Walker()
    # A target sees the tags go by: no tree is built, so depth and repetition cost nothing.
    parser = etree.HTMLParser(target=walker, encoding="utf-8")
    parser.feed(("<div>" + _SWALLOWERS.sub(" ", source)).encode("utf-8"))
    parser.close()
    return Body(tuple(walker.paragraphs), tuple(walker.images))


def strip_tags(source: str) -> str:
    """A title or name as plain text: the tags of HTML taken out, entities decoded once.

    Only names that HTML knows are tags here, so that "a <T> b" stays as it is.
    """
    source = _ACTIVE.sub(" ", source[:4000])
    return plain(html.unescape(_TAG.sub(lambda tag: " " if _BREAKING.match(tag[0]) else "", source)))


class _Walker:
    """Takes the parser's events and gathers paragraphs and images."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.images: list[Mapping[str, str]] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._heading = 0
        self._links = 0
        self._open: list[tuple[str, bool, bool]] = []
        self._silent = 0
        self._hidden = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._break()
        invisible = "hidden" in attributes or bool(_INVISIBLE_STYLE.search(attributes.get("style", "")))
        if tag == "img" and not (self._hidden or invisible):
            self.images.append(dict(attributes))
        if tag in _VOID:
            return
        hidden, silent = invisible or tag in _HIDDEN, tag in _SILENT
        self._open.append((tag, hidden, silent))
        self._hidden += hidden
        self._silent += silent
        self._links += tag == "a"
        self._heading = _HEADINGS.get(tag, self._heading)

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        # The parser closes what it opened, in order; a void element has no entry.
        if self._open and self._open[-1][0] == tag:
            _, hidden, silent = self._open.pop()
            self._hidden -= hidden
            self._silent -= silent
            self._links -= tag == "a"
            self._heading = 0 if tag in _HEADINGS else self._heading

    def data(self, data: str) -> None:
        if self._hidden or self._silent:
            return
        self._pieces.append(data)
        if self._links:
            self._linked += len(plain(data))

    def close(self) -> None:
        self._flush()

    def _break(self) -> None:
        """One line break is a space, two in a row end a paragraph."""
        written = [piece for piece in self._pieces[-2:] if piece == "\n" or piece.strip()]
        if written and written[-1] == "\n":
            self._flush()
        else:
            self._pieces.append("\n")

    def _flush(self) -> None:
        text = plain("".join(self._pieces))
        if text:
            self.paragraphs.append(Paragraph(text, self._heading, min(1.0, self._linked / len(text))))
        self._pieces.clear()
        self._linked = 0
