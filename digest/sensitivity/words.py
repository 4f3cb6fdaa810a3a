"""The word lists, one file a language under `words/`, read once and compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from digest.sensitivity.phrases import compiled

Level = Literal["no_ads", "soft"]
LEVELS: tuple[Level, ...] = ("no_ads", "soft")
"""The graver first."""


@dataclass(frozen=True)
class Group:
    """Phrases of one subject. With `near` one counts only beside one of those in its sentence or in the title; in a
    text of one of the contexts `unless` it does not count."""

    level: Level
    name: str
    words: re.Pattern[str]
    near: re.Pattern[str] | None = None
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """What is known of one language: see `words/en.toml`."""

    ignored: re.Pattern[str]
    contexts: Mapping[str, re.Pattern[str]]
    groups: tuple[Group, ...]
    tags: Mapping[Level, re.Pattern[str]]


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are lists for, English first."""
    names = (file.name for file in resources.files("digest.sensitivity").joinpath("words").iterdir())
    found = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return tuple(sorted(found, key=lambda name: (name != "en", name)))


@cache
def _tables(language: str) -> Mapping[str, Any]:
    file = resources.files("digest.sensitivity").joinpath("words", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def common_words(language: str) -> frozenset[str]:
    """Words by which a text is known to be in a language of `languages()`."""
    return frozenset(_tables(language)["language"]["words"])


@cache
def words_of(language: str) -> Words:
    """The lists of a language of `languages()`, compiled when they are first asked for."""
    raw = _tables(language)
    near = {name: compiled(phrases) for name, phrases in raw["near"].items()}
    groups = tuple(
        Group(
            level=level,
            name=table["name"],
            words=compiled(table["words"]),
            near=near[table["near"]] if "near" in table else None,
            unless=tuple(table.get("unless", ())),
        )
        for level in LEVELS
        for table in raw[level]
    )
    return Words(
        ignored=compiled(raw["not"]["phrases"]),
        contexts={name: compiled(phrases) for name, phrases in raw["contexts"].items()},
        groups=groups,
        tags={level: compiled(raw["tags"][level]) for level in LEVELS},
    )
