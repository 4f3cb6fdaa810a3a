"""Excerpts: a text cut where a sentence ends or, failing that, at a word with an ellipsis."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from digest.sources.reading.boilerplate import without_boilerplate, without_cut
from digest.sources.reading.characters import dense, listed, plain
from digest.sources.reading.decks import is_whole, with_stop

LONGEST = 280
"""Characters of an excerpt, half as many in Chinese, Japanese and Korean."""
STRETCH = 60
"""How much longer an excerpt may be when its first sentence is."""
SHORTEST = 60
"""Complete sentences with fewer characters than this do not stand for a text that goes on."""

_ADDRESS = re.compile(r"(?<!\S)https?://\S+")
_CLOSING = "\"'”’»)]}」』）】›"
_ENDS = re.compile(rf"(?:[.!?؟۔।]+[{re.escape(_CLOSING)}]*(?=\s|\Z)|[。！？]+[{re.escape(_CLOSING)}]*)")
_FINAL = re.compile(rf"[.!?؟۔।。！？][{re.escape(_CLOSING)}]*\Z")
_ABBREVIATIONS = listed(
    "mr mrs ms dr st prof sen rep gov gen col lt sgt capt cpt rev hon jr sr vs no nos vol fig al inc co corp ltd dept "
    "est approx ave jan feb mar apr jun jul aug sep sept oct nov dec mt ft cf eg ie a.m p.m e.g i.e u.s u.k u.n d.c "
    "bzw ca nr str vgl z.b d.h u.a sog evtl ggf mio mrd hr fr mme mlle sra sres dra ud uds av art pp tel"
)


def sentence_ends(text: str) -> Iterator[int]:
    """The positions in `text` after which a sentence ends; doubtful ones (abbreviations, initials) are left out.

    The end of the text is one if it has final punctuation.
    """
    for match in _ENDS.finditer(text):
        dots = match[0].rstrip(_CLOSING)
        if dots.startswith("..") and dots.count(".") == len(dots):
            continue  # an ellipsis trails off
        if match.end() == len(text) or dots[0] != "." or _ends_here(text, match):
            yield match.end()


def is_complete(text: str) -> bool:
    """Whether `text` ends as a sentence does, and not in an ellipsis."""
    return bool(_FINAL.search(text)) and not without_cut(text)[1]


def excerpt(given: str, body: tuple[str, ...], *, decks: bool = False, language: str = "") -> str:
    """The excerpt for a story: from `given` if its author finished it, else from the paragraphs of its `body`.

    When the given text was cut in mid-sentence and there is no body, its complete sentences are kept; if they are
    too few it ends at a word with an ellipsis. With `decks`, a whole sentence that only lacks its full stop, and that
    the body does not go on with, was finished: it gets one.
    """
    given, was_cut = without_cut(without_boilerplate(plain(_ADDRESS.sub("", given))))
    if given and not was_cut and is_complete(given):
        return shorten(given)
    running = _beginning(body)
    if decks and not was_cut and is_whole(given, language) and not _goes_on(running, given):
        return shorten(with_stop(given))
    if len(running) >= min(len(given), SHORTEST):
        return shorten(running)
    return shorten(given)


def _goes_on(running: str, given: str) -> bool:
    """Whether `given` is the beginning of `running`, cut off inside a sentence."""
    rest = running.removeprefix(given)
    return rest != running and bool(rest) and not rest.lstrip(_CLOSING).startswith((".", "!", "?", "。"))


def shorten(text: str) -> str:
    """`text` within about LONGEST characters, ending at a sentence, else at a word with "…"."""
    scale = 2 if dense(text) else 1
    longest, shortest = LONGEST // scale, SHORTEST // scale
    if not text or (len(text) <= longest and is_complete(text)):
        return text
    ends = [end for end in sentence_ends(text[: longest + STRETCH + 1]) if shortest <= end <= longest + STRETCH]
    fitting = [end for end in ends if end <= longest] or ends[:1]
    return text[: fitting[-1]] if fitting else at_word(text, longest)


def at_word(text: str, longest: int) -> str:
    """`text` cut at a word within `longest` characters, with "…"; never inside a character of several code points."""
    end = min(len(text), longest)
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", 0, end)
        end = space if space > max(0, end - 60) else _character_start(text, end)
    return text[:end].rstrip(" ,;:.…–—-([{“‘«„‚、，；：・") + "…"


def first_sentence(text: str) -> str:
    """The first sentence of `text` as a headline: without its final full stop, at most about 100 characters."""
    text = plain(_ADDRESS.sub("", text))
    end = next((end for end in sentence_ends(text[:400]) if end >= 8), len(text))
    sentence = text[:end].rstrip()
    if len(sentence) > 100:
        return at_word(sentence, 100)
    return sentence if sentence.endswith("..") else sentence.removesuffix(".").removesuffix("。")


def _beginning(body: tuple[str, ...]) -> str:
    """The first paragraphs of a body as one text, long enough to cut from, without a byline at its top."""
    running = ""
    for paragraph in body:
        text = without_boilerplate(plain(_ADDRESS.sub("", paragraph)))
        short = len(text) < SHORTEST
        if not text or (short and not running and not is_complete(text)):
            continue
        running = plain(f"{running}\n{text}")
        # What follows an unfinished paragraph, a quotation or a list, does not continue its sentence.
        if len(running) > LONGEST + STRETCH or not (short or is_complete(text)):
            break
    return running


def _ends_here(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop inside a text ends a sentence."""
    after = text[match.end() :].lstrip()[:1]
    if after.islower():
        return False
    word = re.split(r"[\s(\[“\"'‘«/—–-]", text[max(0, match.start() - 24) : match.start()])[-1]
    initial = len(word) == 1 and word.isupper()
    dotted = "." in word and all(len(part) == 1 for part in word.split("."))
    ordinal = word.isdigit() and len(word) <= 2
    return not (initial or dotted or ordinal or word.lower() in _ABBREVIATIONS)


def _character_start(text: str, end: int) -> int:
    """The nearest place at or before `end` that does not split a combined character."""
    while 0 < end < len(text) and (
        unicodedata.category(text[end]) in ("Mn", "Mc", "Me") or "\u200d" in (text[end], text[end - 1])
    ):
        end -= 1
    return end
