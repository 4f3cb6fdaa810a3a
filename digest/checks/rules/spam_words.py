"""Filters and readers know the tone of spam: capitals, exclamation marks and promises (SpamAssassin's own rules)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
PHRASES = (
    "100% free",
    "act now",
    "additional income",
    "apply now",
    "as seen on",
    "be your own boss",
    "buy direct",
    "cash bonus",
    "click below",
    "click here",
    "double your",
    "earn extra cash",
    "fast cash",
    "free gift",
    "free money",
    "get paid",
    "guaranteed",
    "limited time",
    "lose weight",
    "lowest price",
    "make money",
    "million dollars",
    "miracle",
    "money back",
    "no obligation",
    "no risk",
    "once in a lifetime",
    "order now",
    "prize",
    "risk free",
    "risk-free",
    "special promotion",
    "this is not spam",
    "urgent",
    "viagra",
    "winner",
    "work from home",
    "you have been selected",
)
_WORDS = re.compile(rf"\b(?:{'|'.join(map(re.escape, PHRASES))})(?!\w)", re.IGNORECASE)
_SHOUTS = re.compile(r"!{2,}|\?{3,}|\${2,}|€{2,}|£{2,}")
LETTERS = 12
"""From so many letters on, a text in capitals is no abbreviation."""


def check(rendered: Rendered) -> Iterator[Found]:
    """Subject, preheader and advertisements have no phrase of spam; they and the headlines do not shout."""
    for where, said in _sold(rendered):
        if match := _WORDS.search(said):
            yield Found(f"“{match[0]}” sounds like spam", where, "say it in other words")
    for where, said in (*_sold(rendered), *_headlines(rendered)):
        if _SHOUTS.search(said):
            yield Found(f"“{said[:60]}” has too many signs", where, "one sign is enough")
        if _in_capitals(said):
            yield Found(f"“{said[:60]}” is in capitals", where, "write it as a sentence")


def _sold(rendered: Rendered) -> Iterator[tuple[str, str]]:
    """What is written to make readers act, with its place."""
    issue = rendered.issue
    yield "issue.json: subject", rendered.email.subject
    yield "issue.json: preheader", issue.preheader
    for insertion in issue.insertions():
        creative = insertion.creative
        for said in (creative.headline, creative.body, creative.cta):
            yield f"ads.toml: {insertion.booking or insertion.slot}", said


def _headlines(rendered: Rendered) -> Iterator[tuple[str, str]]:
    return ((f"issue.json: {story.id}", story.title) for story in rendered.issue.stories())


def _in_capitals(text: str) -> bool:
    """Whether nearly all of the letters that could be small are capitals; scripts without case never shout."""
    cased = [letter for letter in text if letter.isupper() or letter.islower()]
    return len(cased) >= LETTERS and sum(letter.isupper() for letter in cased) > 0.8 * len(cased)
