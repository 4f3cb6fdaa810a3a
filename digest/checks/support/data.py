"""Read caniemail's data, and keep of it what an email is judged by: the latest version of the larger programs."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from digest.errors import ConfigError

NAMES: Mapping[str, str] = {
    "gmail.desktop-webmail": "Gmail",
    "gmail.ios": "Gmail iOS",
    "gmail.android": "Gmail Android",
    "gmail.mobile-webmail": "Gmail mobile web",
    "outlook.windows": "Outlook Windows",
    "outlook.outlook-com": "Outlook.com",
    "outlook.macos": "Outlook macOS",
    "outlook.ios": "Outlook iOS",
    "outlook.android": "Outlook Android",
    "apple-mail.macos": "Apple Mail macOS",
    "apple-mail.ios": "Apple Mail iOS",
    "yahoo.desktop-webmail": "Yahoo",
    "yahoo.ios": "Yahoo iOS",
    "yahoo.android": "Yahoo Android",
    "samsung-email.android": "Samsung",
    "protonmail.desktop-webmail": "Proton",
    "protonmail.ios": "Proton iOS",
    "protonmail.android": "Proton Android",
}
"""The programs that count, by caniemail's name, with how they are called in findings."""
FILE = "caniemail.json"
_LICENCE = "MIT, Copyright (c) 2019 HTeuMeuLeu (see LICENSE)"


@dataclass(frozen=True)
class Support:
    """What is known of each feature, by caniemail's slug: a letter for each program, in the order of NAMES.

    `y` is supported, `a` partly, `n` not at all, `u` unknown. `date` is the day of the data, as YYYY-MM-DD.
    """

    date: str
    titles: Mapping[str, str]
    letters: Mapping[str, str]

    def missing(self, slug: str) -> tuple[str, ...]:
        """The programs that do not support the feature `slug`; none for one that caniemail does not know."""
        letters = self.letters.get(slug, "")
        return tuple(name for name, letter in zip(NAMES.values(), letters, strict=False) if letter == "n")


@cache
def bundled() -> Support:
    """The data that comes with digest."""
    return read_support((importlib.resources.files(__package__) / FILE).read_bytes(), where=FILE)


def read_support(content: bytes, *, where: str) -> Support:
    """`content` as caniemail publishes it (api/data.json, or the npm package's data), or as `dump` wrote it.

    Raises ConfigError when it is neither.
    """
    try:
        raw = json.loads(content)
        return _kept(raw) if "features" in raw else _published(raw)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        hint = "get it from https://www.caniemail.com/api/data.json"
        raise ConfigError(f"not caniemail's data: {error!r}", where=where, hint=hint) from None


def dump(support: Support) -> str:
    """`support` as JSON, a feature a line."""
    lines = [
        f"    {json.dumps(slug)}: {json.dumps([support.titles[slug], letters], ensure_ascii=False)}"
        for slug, letters in sorted(support.letters.items())
    ]
    head = {"source": "https://www.caniemail.com", "licence": _LICENCE, "date": support.date, "clients": [*NAMES]}
    start = json.dumps(head, indent=2).rstrip("\n}")
    return f'{start},\n  "features": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


def _kept(raw: Mapping[str, Any]) -> Support:
    if raw["clients"] != [*NAMES]:
        raise ValueError("it is of another version of digest")
    features: Mapping[str, tuple[str, str]] = raw["features"]
    titles = {slug: str(title) for slug, (title, _) in features.items()}
    return Support(str(raw["date"]), titles, {slug: str(letters) for slug, (_, letters) in features.items()})


def _published(raw: Mapping[str, Any]) -> Support:
    features = {str(feature["slug"]): feature for feature in raw["data"]}
    if not features:
        raise ValueError("it has no features")
    return Support(
        date=str(raw["last_update_date"])[:10],
        titles={slug: str(feature["title"]).strip() for slug, feature in features.items()},
        letters={
            slug: "".join(_letter(feature["stats"], name) for name in NAMES) for slug, feature in features.items()
        },
    )


def _letter(stats: Mapping[str, Mapping[str, Mapping[str, str]]], name: str) -> str:
    """What the latest version of the program `name` does: caniemail lists versions from old to new."""
    family, _, platform = name.partition(".")
    versions = [*stats.get(family, {}).get(platform, {}).values()]
    return versions[-1][:1] if versions and versions[-1][:1] in "yan" else "u"
