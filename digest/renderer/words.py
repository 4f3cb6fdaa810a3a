"""The words of a theme that are not the publisher's: labels, and dates in the newsletter's language."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton

_ENGLISH = {
    "advertisement": "Advertisement",
    "by": "By {author}",
    "editor": "The editor",
    "events": "Coming up",
    "forwarded": "Was this forwarded to you?",
    "forwarded_text": "Get {newsletter} in your own inbox. It is free, and you can leave at any time.",
    "from": "From {newsletter}",
    "get": "Get {newsletter} by email",
    "go": "Find out more",
    "issue": "No. {number}",
    "key_points": "Key points",
    "made_with": "Made with digest",
    "minutes": "{count} min read",
    "note": "A note from the editor",
    "poll": "Your say",
    "portrait": "Portrait of {name}",
    "preferences": "Change your preferences",
    "read": "Read the full story",
    "reason": "You receive this email because you subscribed to {newsletter}.",
    "related": "Related",
    "share": "Share this issue",
    "sponsor": "{label} · {sponsor}",
    "subscribe": "Subscribe",
    "unsubscribe": "Unsubscribe",
    "until": "{first} to {last}",
    "view": "View in browser",
    "watch": "Watch the video",
}
_WORDS_A_MINUTE = 230


def translator(language: str) -> Callable[..., str]:
    """The function `t(key, **values)` that looks labels up for `language`.

    There is one catalogue so far: labels are English whatever the language. Raises KeyError for an unknown key.
    """
    catalogue = _ENGLISH

    def t(key: str, **values: object) -> str:
        return catalogue[key].format(**values)

    return t


def long_date(when: date | datetime, *, language: str, timezone: str) -> str:
    """`Friday 20 November 2026` as `language` (a BCP 47 tag) writes it; a datetime is first moved to `timezone`.

    A language that Babel does not know is written as English.
    """
    locale = _locale(language)
    if isinstance(when, datetime):
        skeleton = locale.date_formats["full"]
        return format_datetime(when, str(skeleton.pattern), tzinfo=ZoneInfo(timezone), locale=locale)
    return format_date(when, "full", locale=locale)


def short_date(when: date, *, language: str) -> str:
    """`Fri 20 Nov` as `language` writes it."""
    return format_skeleton("MMMEd", when, locale=_locale(language))


def minutes(words: int | None) -> int | None:
    """Minutes that reading takes at 230 words each, rounded up; None for under a minute or an unknown length."""
    if not words or words < _WORDS_A_MINUTE:
        return None
    return math.ceil(words / _WORDS_A_MINUTE)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
