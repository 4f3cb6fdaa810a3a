"""The small pattern language of the word lists, and the plain form of a text in which patterns are looked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NUMBER = (
    r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty"
    r"|dozens?|scores|hundreds?|thousands|several|many|multiple|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|dutzende"
    r"|hunderte|tausende|mehrere|viele|deux|trois|quatre|cinq|huit|neuf|dix|plusieurs|dizaines|centaines|milliers|dos"
    r"|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|varios|decenas|cientos|miles)"
)
_WORD = re.compile(r"[\w']+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|\s[|•·]\s")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": " ", "”": " ", "„": " ", "«": " ", "»": " ", '"': " "})


def sentences(text: str) -> list[str]:
    """`text` in sentences, each as words in small letters with one space between and around them."""
    return [plain(sentence) for sentence in _SENTENCE.split(text) if sentence.strip()]


def plain(text: str) -> str:
    """` words in small letters `: hyphens are spaces, a possessive is left out, so is every other sign."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    text = re.sub(r"(?<=\d)[.,](?=\d)", "", text)
    text = re.sub(r"'s\b|s'(?=\s)", lambda match: "s" if match[0].startswith("s") else "", text)
    words = " ".join(word.strip("'") for word in _WORD.findall(text) if word.strip("'"))
    return f" {words} "


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all of `phrases`, of which there is at least one. Longer ones go first."""
    found = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<= )(?:{'|'.join(' '.join(map(_word, phrase.split())) for phrase in found)})(?= |$)")


def _word(word: str) -> str:
    if word == "#":
        return _NUMBER
    if word == "$":
        return word
    if word == "?":
        return r"[\w']+"
    return re.escape(word).replace(r"\*", r"[\w']*")
