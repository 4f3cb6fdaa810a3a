"""Characters: one line of plain text from anything, without what is invisible, breaks lines or can spoof."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_JOINERS = re.compile("[\u200c\u200d]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are not white space
    "\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_WIDE_SIGNS = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LINE_BREAK = re.compile(f"(?<=[{_WIDE_SIGNS}])[ \\t\\r]*\n\\s*(?=[{_WIDE_SIGNS}])|(?<=[、。，]) +(?=[{_WIDE_SIGNS}])")
_MARKS = re.compile("([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f\u1ab0-\u20ff]+")
# Two bytes of one character in UTF-8, as Windows-1252 or Latin-1 read them; whether they are that, ftfy decides.
_TWICE = re.compile(
    "[\u00c2-\u00f4]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_LAYERS = 5
_JOINED_SCRIPTS = (
    (0x0600, 0x08FF),  # Arabic (with Persian and Urdu), Syriac, Thaana, N'Ko
    (0x0900, 0x0DFF),  # the scripts of India and Sri Lanka
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0xFB50, 0xFEFC),  # Arabic presentation forms
)
_INDIC = (0x0900, 0x0DFF)
_EMOJI = ((0x200D, 0x200D), (0x2190, 0x2BFF), (0xFE0F, 0xFE0F), (0x1F000, 0x1FAFF))


def plain(text: str) -> str:
    """`text` as one line: white space collapsed, Unicode NFC, nothing invisible.

    Between Chinese or Japanese characters, which put no spaces, a line break leaves none (CSS Text 3, segment breaks).

    Removed are controls, soft hyphens, zero-width characters, direction overrides and marks, tags, and piles of
    more than four combining marks. The joiners ZWNJ and ZWJ stay inside words of scripts that are written with
    them (Persian, Hindi…) and inside emoji sequences. Text that was encoded twice ("Ã©") is what it was before.
    """
    for _ in range(_LAYERS):  # what was encoded twice may have been hidden in what is invisible
        before, text = text, _cleaned(_decoded_again(text) if _TWICE.search(text) else text)
        if text == before or not _TWICE.search(text):
            break
    return text


def _cleaned(text: str) -> str:
    text = _LINE_BREAK.sub("", _JOINERS.sub(_joiner, _INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", _SPACE.sub(" ", text))).strip()


def _decoded_again(text: str) -> str:
    """`text` without the traces of UTF-8 that somebody took for Windows-1252; there are feeds full of them."""
    from ftfy import fix_encoding  # takes 0.1 s to import, and few feeds need it

    return fix_encoding(text)


def _joiner(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    before = ord(text[start - 1]) if start else 0
    after = ord(text[end]) if end < len(text) else 0
    if _within(before, _JOINED_SCRIPTS) and _within(after, _JOINED_SCRIPTS):
        return match[0]
    if match[0] == "\u200d":
        # Old Malayalam spells word-final chillus with a joiner at the word's end.
        chillu = _within(before, (_INDIC,))
        if chillu or (_within(before, _EMOJI) and _within(after, _EMOJI)):
            return match[0]
    return ""


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def listed(names: str, separator: str | None = None) -> frozenset[str]:
    """The names written in one string: word lists are easiest to read and to add to as text."""
    return frozenset(name.strip() for name in names.split(separator))


_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def dense(text: str) -> bool:
    """Whether `text` is mostly in a script where one character says as much as two Latin ones (Chinese, Japanese…)."""
    return 2 * len(_CJK.findall(text[:1000])) > len(text[:1000].replace(" ", ""))


def count_words(text: str) -> int:
    """How many words `text` has; of Chinese and Japanese, which put no spaces, two characters count as a word."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // 2
