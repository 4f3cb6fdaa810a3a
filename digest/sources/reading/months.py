"""Names of months as people write them in the languages of European calendars."""

from __future__ import annotations

from functools import cache

LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs")
"""Languages besides English whose months are known."""

ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_AT_HAND = {
    **{form.lower(): number for number, name in enumerate(ENGLISH, start=1) for form in (name, name[:3])},
    # Short forms in use that Unicode's CLDR does not list.
    "jän": 1,
    "mrz": 3,
    "sept": 9,
}


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month or its short form, in English or one of LANGUAGES; None for any other word.

    A name that means two months (listopad is November in Polish; in another language October) stands for the one
    that it has in LANGUAGES, and for none where these disagree.
    """
    name = name.lower().rstrip(".")
    return _AT_HAND.get(name) or _names().get(name)


@cache
def _names() -> dict[str, int]:
    from babel import Locale  # with the months of all languages 0.2 s, and few sources need it

    found: dict[str, set[int]] = {}
    for language in ("en", *LANGUAGES):
        for widths in Locale(language).months.values():
            for names in (widths["wide"], widths["abbreviated"]):
                for number, name in names.items():
                    found.setdefault(name.lower().rstrip("."), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}
