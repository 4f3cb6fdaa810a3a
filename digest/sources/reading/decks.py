"""Decks: summaries that editors write as a whole sentence without a full stop, told from texts cut by a machine."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.sources.reading.characters import dense, listed, plain

FEWEST = 5
"""Summaries of one source from which a habit can be seen."""
SHARE = 0.6
"""The share of them that must lack a full stop for that to be the habit."""
PILED = 0.7
"""A machine cuts at a length, so that its texts pile up just below it; at most this share of a habit's may."""
NEAR = 12
"""Characters below the longest that count as piled up: cutting at a word loses about that many."""
_LONGEST = 600

_OPEN = re.compile(r"(?:[,;:–—\-/&+(\[{«“„‘]|\b\d+\.)\Z")
_DANGLING = {
    "en": listed("a an the of and or but nor because although whereas than their our its my your whose who whom into"),
    "de": listed(
        "der die das den dem des ein eine einen einem einer eines und oder aber dass weil wenn im am vom zum zur"
    ),
    "fr": listed("le la les un une des du de et ou mais à au aux dans par que qui dont leur leurs"),
    "es": listed("el la los las un una del de y o e pero con por para que su sus al"),
    "it": listed("il lo la gli le un uno una del della dello degli delle nel nella e ed ma di da che al alla"),
    "pt": listed("o os a as um uma do da dos das e ou mas em no na nos nas de com por para que ao à"),
    "nl": listed("de het een van en of maar dat die wiens"),
    "ru": listed("и в на с к у о из не что а но"),
}
"""Words after which no sentence ends, by language; English stranded prepositions ("agree on") do end one."""


def habit(summaries: Sequence[str]) -> bool:
    """Whether a source writes decks: most of its summaries lack a full stop and a mark of a cut, in all lengths.

    `summaries` are plain texts, without boilerplate; `…` at the end is the mark of a cut.
    """
    told = [text for text in summaries if 0 < len(text) <= _LONGEST]
    bare = [text for text in told if is_bare(text)]
    if len(told) < FEWEST or len(bare) < SHARE * len(told):
        return False
    longest = max(map(len, bare))
    piled = sum(len(text) > longest - NEAR for text in bare)
    return piled <= PILED * len(bare)


def is_bare(text: str) -> bool:
    """Whether `text` ends in a letter or digit (or a sign that closes): neither a full stop nor a cut."""
    return bool(re.search(r"[^\W_][\"'”’»)\]%°]*\Z", text))


def is_whole(text: str, language: str = "") -> bool:
    """Whether a bare `text` may be a complete sentence: it does not end in a comma, an open bracket or "of the"."""
    word = re.split(r"[\s(\[“\"'‘«’]", text.rstrip())[-1].casefold()
    dangling = _DANGLING.get(language.split("-")[0].lower(), _DANGLING["en"])
    return is_bare(text) and not _OPEN.search(text) and word not in dangling and _closed(text)


def with_stop(text: str) -> str:
    """`text` with the full stop of its script at its end."""
    if dense(text):
        return text + ("." if re.search("[\uac00-\ud7af]", text) else "。")
    last = plain(text)[-1:]
    return text + ("।" if "\u0900" <= last <= "\u097f" else "۔" if re.search("[ٹڈڑںے]", text) else ".")


def _closed(text: str) -> bool:
    return text.count("(") <= text.count(")") and text.count("“") <= text.count("”") + text.count("„")
