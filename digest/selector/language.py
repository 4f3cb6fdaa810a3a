"""The words of a text by its language: stop words away, the rest as stems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from digest.selector.stopwords import stop_words

STEMMERS: Mapping[str, str] = MappingProxyType(
    {
        "ar": "arabic",
        "ca": "catalan",
        "cs": "czech",
        "da": "danish",
        "de": "german",
        "el": "greek",
        "en": "english",
        "es": "spanish",
        "et": "estonian",
        "eu": "basque",
        "fa": "persian",
        "fi": "finnish",
        "fr": "french",
        "ga": "irish",
        "hi": "hindi",
        "hu": "hungarian",
        "hy": "armenian",
        "id": "indonesian",
        "it": "italian",
        "lt": "lithuanian",
        "nb": "norwegian",
        "ne": "nepali",
        "nl": "dutch",
        "nn": "norwegian",
        "no": "norwegian",
        "pl": "polish",
        "pt": "portuguese",
        "ro": "romanian",
        "ru": "russian",
        "sr": "serbian",
        "sv": "swedish",
        "ta": "tamil",
        "tr": "turkish",
        "yi": "yiddish",
    }
)
"""The Snowball algorithm of each language that has one; older releases of snowballstemmer lack a few."""

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u200c\u0300-\u036f\u0900-\u0dff'’](?=\w))+|\d+(?:[.,]\d+)*")
"""A word of two letters or more, with apostrophes, joiners and vowel signs inside, or a number."""

UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Runs of the scripts that are written without spaces: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


@dataclass
class Language:
    """How words of one language become terms. Remembers each stem: a story's words come again in the next.

    `capitals` says whether a capital letter marks a name: in German it marks any noun.
    """

    code: str
    stop: frozenset[str] = frozenset()
    capitals: bool = True
    stemmer: Any = None
    _stems: dict[str, str] = field(default_factory=dict)

    def stem(self, word: str) -> str:
        """The stem of a lower-case `word`, empty for a stop word."""
        found = self._stems.get(word)
        if found is None:
            plain = word.replace("’", "'")
            found = self._stems[word] = "" if plain in self.stop else self._stem(plain.removesuffix("'s"))
        return found

    def _stem(self, word: str) -> str:
        if self.stemmer is None or word[0].isdigit():
            return word
        return str(self.stemmer.stemWord(word)) or word


def language(code: str) -> Language:
    """The language of a BCP 47 tag, English where there is none. One without a stemmer keeps its words as they are."""
    short = code.strip().replace("_", "-").partition("-")[0].lower() or "en"
    stemmer = None
    if short in STEMMERS:
        import snowballstemmer

        if STEMMERS[short] in snowballstemmer.algorithms():
            stemmer = snowballstemmer.stemmer(STEMMERS[short])
    return Language(short, stop_words(short), short not in ("de", "lb"), stemmer)
