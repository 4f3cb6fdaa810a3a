"""Lay out plain text: wrapping at words or, where there are none, at characters; indents, rules, fields uncounted."""

from __future__ import annotations

import re
import unicodedata

from digest.renderer.words import direction

WIDTH = 76
"""Columns of the text part: leaves room for two quote marks in a line of 78 (RFC 5322 §2.1.1)."""

_MARK = re.compile(r"~[0-9a-z]+~[a-z][a-z0-9_]*~([^~\s]*)~")
_NO_ROOM = ("Mn", "Me", "Cf")
"""Combining accents, joiners and marks of direction (Unicode general categories)."""
_URL = re.compile(r"<?(https?://|mailto:|~)\S+$")


# What neither HTML nor UTF-8 can carry; libxml2 ends a document at a NUL.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` without control characters and what else no document may hold."""
    return _NOT_TEXT.sub("", text)


def wrap(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> str:
    """`text` in lines of at most `width` columns, the first begun with `first` and the others with `rest`.

    Its own line breaks are spaces. A web address or merge field is never broken; any other word is when it must.
    """
    lines: list[str] = []
    line, empty = first, True
    for word in str(text).split():
        for piece in _pieces(word, width - columns(rest)):
            gap = "" if empty else " "
            if not empty and columns(line) + columns(gap) + columns(piece) > width:
                lines.append(line)
                line, gap = rest, ""
            line += gap + piece
            empty = False
    return "\n".join([*lines, line]).rstrip() if not empty else ""


def columns(text: str) -> int:
    """How many columns `text` takes in a fixed-width font; a merge field counts as its fallback."""
    shown = _MARK.sub(r"\1", text)
    return sum(
        0
        if unicodedata.category(character) in _NO_ROOM
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in shown
    )


class Footnotes:
    """The addresses of a part of the text that stand under it, each with its number in square brackets."""

    def __init__(self) -> None:
        self._urls: list[str] = []

    def number(self, url: str) -> int:
        """The number of `url`, the same for the same address."""
        if url not in self._urls:
            self._urls.append(url)
        return self._urls.index(url) + 1

    def take(self) -> str:
        """The list of what was numbered since the last call, one address a line, or ""."""
        lines = "\n".join(f"[{number}] {url}" for number, url in enumerate(self._urls, 1))
        self._urls.clear()
        return lines


def rule(character: str = "-", width: int = WIDTH) -> str:
    """A line across the text."""
    return character * width


def indent(text: str, prefix: str = "  ") -> str:
    """`text` with `prefix` before every line that is not empty."""
    return "\n".join(prefix + line if line else line for line in str(text).split("\n"))


def tidy(text: str, *, rtl: bool = False) -> str:
    """`text` without spaces at line ends, without more than two empty lines in a row, ending in one line break.

    With `rtl`, a line of Hebrew or Arabic that begins with a Latin name is marked, so that it runs from the right.
    """
    lines = "\n".join(_marked(line.rstrip(), rtl) for line in printable(text).split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip("\n") + "\n"


def _marked(line: str, rtl: bool) -> str:
    """A client takes a line's direction from its first letter (UAX #9, rule P2)."""
    if rtl and direction(line) == "ltr" and any(direction(character) == "rtl" for character in line):
        return f"\u200f{line}"
    return line


def _pieces(word: str, width: int) -> list[str]:
    if columns(word) <= width or _URL.match(word):
        return [word]
    pieces, piece, used = [], "", 0
    for character in word:
        wide = columns(character)
        if used + wide > width:
            pieces.append(piece)
            piece, used = "", 0
        piece += character
        used += wide
    return [*pieces, piece]
