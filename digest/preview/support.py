"""What the mail programs make of the features that an email uses, by caniemail's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digest.checks.rules.client_support import HARMLESS
from digest.checks.styles import read_sheet
from digest.checks.support import NAMES, Support, bundled, used
from digest.preview.restyle import parse


@dataclass(frozen=True)
class Feature:
    """A feature of CSS or HTML that the email uses: what is lost without it, "" where a finding would say it.

    `inline` says whether it stands in the tags, where a program must know it; in a `<style>` it only adds to those.
    """

    slug: str
    title: str
    harmless: str
    inline: bool


@dataclass(frozen=True)
class Program:
    """A mail program with what it does not know of the email, and what it knows in part."""

    name: str
    missing: tuple[Feature, ...]
    partial: tuple[Feature, ...]
    known: int


@dataclass(frozen=True)
class Table:
    """All programs; `date` is the day of the data."""

    programs: tuple[Program, ...]
    features: int
    date: str


def support_of(page: str, support: Support | None = None) -> Table:
    """What the programs make of `page`, by `support`, by default the data that comes with digest."""
    support = support or bundled()
    features = _features(page, support)
    programs = []
    for at, name in enumerate(NAMES.values()):
        letters: Mapping[str, str] = {each.slug: support.letters[each.slug][at] for each in features}
        missing, partial = (tuple(each for each in features if letters[each.slug] == letter) for letter in "na")
        programs.append(Program(name, missing, partial, sum(letter == "y" for letter in letters.values())))
    return Table(tuple(programs), len(features), support.date)


def _features(page: str, support: Support) -> tuple[Feature, ...]:
    document = parse(page)
    sheets = tuple(read_sheet(style.text or "") for style in document.iter("style"))
    inline: dict[str, bool] = {}
    for use in used(document, sheets):
        if use.slug in support.letters:
            inline[use.slug] = inline.get(use.slug, False) or use.rule is None
    found = (Feature(slug, support.titles[slug], HARMLESS.get(slug, ""), each) for slug, each in inline.items())
    return tuple(sorted(found, key=lambda feature: (bool(feature.harmless), not feature.inline, feature.title)))
