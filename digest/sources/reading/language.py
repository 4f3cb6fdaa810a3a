"""The language of a text, where its script contradicts or completes what its source declares."""

from __future__ import annotations

import re

from digest.sources.reading.characters import listed

ENOUGH = 12
"""Letters from which a script can be judged."""
LOOKED_AT = 2000

_SCRIPTS = {
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
    "hebrew": re.compile("[\u05d0-\u05ea]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "thai": re.compile("[\u0e00-\u0e7f]"),
    "hangul": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
    "kana": re.compile("[\u3040-\u30ff]"),
    "han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
_WRITTEN_IN = {
    "arabic": listed("ar fa ur ps sd ug ckb ku dv arz az ks pa ms ha"),
    "hebrew": listed("he iw yi ji"),
    "cyrillic": listed("ru uk be bg mk sr bs sh me kk ky tg tt ba cv mn uz az ab os ce"),
    "greek": listed("el"),
    "devanagari": listed("hi mr ne sa bho mai kok sd ks"),
    "thai": listed("th"),
    "hangul": listed("ko"),
    "kana": listed("ja"),
    "han": listed("zh ja ko yue wuu nan"),
}
_ELSEWHERE = frozenset.union(*_WRITTEN_IN.values()) - listed("az sr bs sh me uz ku ms ha ug kk")
"""Languages that are not written in Latin letters; those left out are written in both."""
_USUAL = {"hebrew": "he", "greek": "el", "devanagari": "hi", "thai": "th", "hangul": "ko", "kana": "ja", "han": "zh"}


def language_of(text: str, declared: str) -> str:
    """The language tag for `text`: `declared`, unless it is not written in the script that most of `text` is in.

    Then it is the usual language of that script: Persian, Urdu and Arabic, Ukrainian and Russian, Japanese and Chinese
    are told by letters of their own. Latin text that is declared to be, say, Persian has an unknown language, "".
    """
    script = _script(text[:LOOKED_AT])
    primary = declared.split("-")[0].lower()
    if not script:
        return declared
    if script == "latin":
        return "" if primary in _ELSEWHERE else declared
    if primary in _WRITTEN_IN[script]:
        return declared
    if script == "arabic":
        return _arabic(text[:LOOKED_AT])
    if script == "cyrillic":
        return "uk" if re.search("[їєґЇЄҐ]", text[:LOOKED_AT]) else "ru"
    return _USUAL[script]


def _script(text: str) -> str:
    """The script of most letters of `text`, empty when there are too few; some kana make Chinese signs Japanese."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    if counts["kana"] * 20 > counts["han"]:
        counts["kana"], counts["han"] = counts["kana"] + counts["han"], 0
    best = max(counts, key=lambda name: counts[name])
    letters = sum(counts.values())
    needed = ENOUGH // 2 if best in ("kana", "han") else ENOUGH
    return best if counts[best] >= needed and 2 * counts[best] > letters else ""


def _arabic(text: str) -> str:
    if re.search("[\u0679\u0688\u0691\u06ba\u06d2]", text):
        return "ur"
    persian = len(re.findall("[\u067e\u0686\u0698\u06af\u06cc\u06a9]", text))
    return "fa" if persian > len(re.findall("[\u0629\u0649\u0643\u0623\u0625]", text)) else "ar"
