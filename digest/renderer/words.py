"""Dates, numbers and names as the newsletter's language writes them, by the Unicode CLDR that Babel carries."""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

Form = Literal["full", "long", "medium", "short"]

_WORDS_A_MINUTE = 230
_SHORT = 14
"""Letters of a date that never breaks: 93 pixels at most in a bold 14 px Arial, measured for all days and languages."""
_MARKS = {"ltr": "\u200e", "rtl": "\u200f"}
"""The left-to-right and the right-to-left mark: 20 years older than isolates, so that every client knows them."""
_ZEROS = {
    "adlm": 0x1E950,
    "arab": 0x0660,
    "arabext": 0x06F0,
    "beng": 0x09E6,
    "cakm": 0x11136,
    "deva": 0x0966,
    "hmnp": 0x1E140,
    "mtei": 0xABF0,
    "mymr": 0x1040,
    "nkoo": 0x07C0,
    "olck": 0x1C50,
    "tibt": 0x0F20,
}
"""The digit 0 of each numbering system that is some language's own in CLDR; Babel formats with Latin digits only."""


def long_date(when: date | datetime, *, language: str, timezone: str, form: Form = "full") -> str:
    """`Friday, November 20, 2026` as `language` (a BCP 47 tag) writes it; a datetime is first moved to `timezone`.

    In the Gregorian calendar, which is what CLDR has patterns for in Babel, and the digits that CLDR gives the
    language: those of Persian, Bengali or Arabic in Egypt are its own. Other `form`s are shorter: `long` without the
    day of the week, `medium`, `short`. A language that CLDR does not know gets `2026-11-20` (ISO 8601).
    """
    if isinstance(when, datetime):
        when = when.astimezone(ZoneInfo(timezone)).date()
    locale = find_locale(language)
    if locale is None:
        return when.isoformat()
    return _in_digits(format_date(when, form, locale=locale), locale)


def digits(number: int, *, language: str) -> str:
    """`number` in the digits of `language`, without separators."""
    locale = find_locale(language)
    return _in_digits(str(number), locale) if locale else str(number)


def embed(words: str, *, language: str) -> str:
    """`words` so that they can stand in a text of `language`: marked where they run in the other direction.

    Without the marks, the full stop of `Acme Inc.` would jump to its other end in Arabic; without the last, which is of
    the text around, a number that follows would join them (UAX #9, section 2.6 and rule W7).
    """
    found, around = direction(words), writing_direction(language)
    if found in ("", around):
        return words
    mark, back = _MARKS[found], _MARKS[around]
    return words if words.startswith(mark) else f"{mark}{words}{mark}{back}"


def writing_direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way `language` is written; left to right when CLDR does not know it."""
    locale = find_locale(language)
    return "rtl" if locale and locale.character_order == "right-to-left" else "ltr"


def direction(words: str) -> Literal["ltr", "rtl", ""]:
    """Which way `words` run, by their first letter that has a direction (UAX #9, rule P2); "" when none has."""
    for character in words:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return ""


def upper(words: str, *, language: str) -> str:
    """`words` in capitals: in Turkish and Azerbaijani, i has its dot still (Unicode SpecialCasing)."""
    if language.split("-")[0].lower() in ("tr", "az"):
        words = words.replace("i", "İ")
    return words.upper()


def short_date(when: date, *, language: str) -> str:
    """`Fri, Nov 20` as `language` writes it, or `2026-11-20`; see `long_date`.

    No line breaks inside it; where it is long, as in Arabic, one may after the day of the week.
    """
    locale = find_locale(language)
    if locale is None:
        return when.isoformat()
    whole, day = (format_skeleton(skeleton, when, locale=locale) for skeleton in ("MMMEd", "MMMd"))
    unbroken = whole if len(whole) <= _SHORT else day
    return _in_digits(whole.replace(unbroken, unbroken.replace(" ", "\u00a0")), locale)


def month_name(when: date, *, language: str) -> str:
    """`November` as `language` writes it over a list, or `2026-11`; see `long_date`."""
    locale = find_locale(language)
    return format_date(when, "LLLL", locale=locale) if locale else f"{when:%Y-%m}"


def minutes(words: int | None) -> int | None:
    """Minutes that reading takes at 230 words each, rounded up; None for under a minute or an unknown length."""
    if not words or words < _WORDS_A_MINUTE:
        return None
    return math.ceil(words / _WORDS_A_MINUTE)


def find_locale(language: str) -> Locale | None:
    """What CLDR knows of `language`, or of the language without its last parts; None when it knows nothing."""
    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _in_digits(text: str, locale: Locale) -> str:
    zero = _ZEROS.get(locale.default_numbering_system)
    return text.translate({ord("0") + value: zero + value for value in range(10)}) if zero else text
