"""How alike two stories are by their words."""

from __future__ import annotations

import pytest

from digest.models import Entry
from digest.selector.related import FLOOR, related
from digest.selector.similarity import likeness, terms, vectors
from tests.build import entry


def told(name: str, text: str, language: str = "en") -> Entry:
    return entry(name, title=name, text=text, language=language)


def test_likeness_of_the_same_and_of_nothing() -> None:
    """The same words give 1, no common word 0, and a story without words 0."""
    same, again, other, empty = vectors(
        [told("hives", "bees"), told("hives", "bees"), told("cinema", "film"), told("", "")]
    )
    assert likeness(same, again) == pytest.approx(1)
    assert likeness(same, other) == likeness(same, empty) == likeness(empty, empty) == 0


def test_likeness_goes_both_ways() -> None:
    """Which of two is the shorter does not matter."""
    first, second = vectors([told("hives", "bees and honey and more words"), told("hives", "bees")])
    assert likeness(first, second) == likeness(second, first) > 0


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "elections", "election"), ("de-AT", "Häuser", "Hauses"), ("FR", "élections", "élection")],
)
def test_words_meet_in_their_stems(language: str, one: str, other: str) -> None:
    """Forms of a word count as the word, by the story's language."""
    assert terms(told(one, "", language)) == terms(told(other, "", language))


def test_language_without_a_stemmer() -> None:
    """Words of other languages count as they are."""
    assert terms(told("wybory wyborów", "", "pl")) == ["wybory", "wyborów"] * 2


def test_text_without_spaces_counts_by_pairs() -> None:
    """Chinese, Japanese and Thai count by pairs of characters, a lone one by itself."""
    assert terms(told("日本語", "", "ja")) == ["日本", "本語"] * 2
    assert terms(told("日 abc", "", "ja")) == ["abc", "abc", "日", "日"]


def test_single_letters_and_digits_do_not_count() -> None:
    """What is too short to mean something is no term, a year is."""
    assert terms(told("a 1 x2 2026", "")) == ["2026", "2026"]


def test_floor_shows_nothing_rather_than_nonsense() -> None:
    """Below the floor there is no related story."""
    lead = told("Hives counted", "Bees and honey in the allotments of the town.")
    far = told("Parliament votes", "Ministers debated a budget until midnight.")
    first, second = vectors([lead, far])
    assert likeness(first, second) < FLOOR
    assert related({lead.identity: 3}, pool=[lead, far], shown=frozenset({lead.identity})) == {lead.identity: ()}


def test_nothing_wanted_costs_nothing() -> None:
    """Where no block asks for related stories, none are looked for."""
    assert related({"x": 0}, pool=[], shown=frozenset()) == {}
