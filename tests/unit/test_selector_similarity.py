"""How alike two stories are by their words."""

from __future__ import annotations

import pytest

from digest.models import Entry
from digest.selector.language import language
from digest.selector.lexical import Lexical
from digest.selector.similarity import associated, measure
from digest.selector.terms import LETTERS, Reader, names_among
from tests.build import entry


def told(name: str, text: str, tongue: str = "en") -> Entry:
    return entry(name, title=name, text=text, language=tongue)


def stems(name: str, text: str = "", tongue: str = "en") -> list[str]:
    """The terms of a story, without pairs and beginnings."""
    return [term for term in Reader().read(told(name, text, tongue)).counts if " " not in term and term[0] != "^"]


def test_likeness_of_the_same_and_of_nothing() -> None:
    """The same words give 1, no common word 0, and a story without words 0."""
    likeness = measure(
        [told("hives", "bees"), told("hives", "bees"), told("cinema", "film"), told("", ""), told("", "")]
    )
    assert likeness.between(0, 1) == pytest.approx(1)
    assert likeness.between(0, 2) == likeness.between(0, 3) == likeness.between(3, 4) == 0


def test_likeness_goes_both_ways() -> None:
    """Which of two is the shorter does not matter, and a row says the same as each pair."""
    likeness = measure([told("hives", "bees and honey and more words"), told("hives", "bees"), told("x", "film")])
    assert likeness.between(0, 1) == likeness.between(1, 0) > 0
    assert likeness.row(0) == pytest.approx([1, likeness.between(0, 1), 0])
    assert list(likeness.pairs(0.5)) == [(0, 1, pytest.approx(likeness.between(0, 1)))]
    assert list(likeness.pairs(99)) == []


def test_what_everybody_has_brings_no_pair_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stories are compared for what few have in common; what many have counts once they are."""
    monkeypatch.setattr("digest.selector.lexical.COMMON", 2)
    likeness = Lexical([told("bees hives", ""), told("bees hives", ""), told("bees film", ""), told("bees", "")])
    ((first, second, value),) = likeness.pairs(0.5)
    assert (first, second) == (0, 1)
    assert value == pytest.approx(1)


@pytest.mark.parametrize(
    ("tongue", "one", "other"),
    [
        ("en", "elections", "election"),
        ("de-AT", "Häuser", "Hauses"),
        ("FR", "élections", "élection"),
        ("es_MX", "elecciones", "elección"),
        ("", "votes", "voted"),
    ],
)
def test_words_meet_in_their_stems(tongue: str, one: str, other: str) -> None:
    """Forms of a word count as the word, by the story's language, English where none is known."""
    assert stems(one, "", tongue) == stems(other, "", tongue)


def test_words_meet_in_their_beginnings() -> None:
    """Long words that no stemmer brings together still have something in common; short ones do not."""
    likeness = measure([told("Australia", ""), told("Australian", ""), told("Bee", ""), told("Beer", "")])
    assert stems("Australia") != stems("Australian")
    assert 0 < likeness.between(0, 1) < 0.5
    assert likeness.between(2, 3) == 0
    assert len("Beer") < LETTERS


def test_stop_words_do_not_count() -> None:
    """What every text of a language has says nothing of what this one is about."""
    assert stems("the hives and the bees") == ["hive", "bee"]
    assert stems("die Bienen und der Honig", "", "de") == ["bien", "honig"]
    assert language("nn").stop == language("no").stop != frozenset()


def test_language_without_a_stemmer() -> None:
    """Words of other languages count as they are."""
    assert stems("mesilased mesilaste", "", "xx") == ["mesilased", "mesilaste"]


def test_text_without_spaces_counts_by_pairs() -> None:
    """Chinese, Japanese and Thai count by pairs of characters, a lone one by itself, beside words in other letters."""
    assert stems("日本語", "", "ja") == ["日本", "本語"]
    assert stems("日 abc", "", "ja") == ["日", "abc"]


def test_single_letters_do_not_count() -> None:
    """What is too short to mean something is no term; a number is."""
    assert stems("x y 2026 1.5") == ["2026", "1.5"]


def test_possessive_is_the_name() -> None:
    """An apostrophe and an s change nothing, typewritten or not."""
    assert stems("Peru's Peru’s Peru") == ["peru"]


def test_names_and_numbers_weigh_more() -> None:
    """What is mostly written with a capital is a name; in German a capital says nothing."""
    read = [Reader().read(told("a", "They met Rahman in May 2026."))]
    assert names_among(read) >= {"rahman", "2026"}
    assert "met" not in names_among(read)
    assert not names_among([Reader().read(told("a", "Der Honig der Bienen", "de"))])
    both = [Reader().read(told("bees", "They like Bees")), Reader().read(told("bees", "the bees"))]
    assert "bee" not in names_among(both)


def test_what_is_said_first_weighs_more() -> None:
    """The beginning of a story counts for more than its end."""
    counts = Reader().read(told("hives", f"{'filler ' * 60} cinema")).counts
    assert counts["hive"] > 1.9 > 1.2 > counts["cinema"]


def test_associated_through_a_third() -> None:
    """Two stories without a common word are alike through one that shares words with both."""
    entries = [
        told("Hives counted", "Keepers of hives in the allotment"),
        told("Hives and swarms", "Swarms left the hives"),
        told("Swarms over town", "A cloud of insects"),
        told("Parliament votes", "Ministers debated a budget"),
    ]
    likeness = measure(entries)
    found = associated(likeness, 0)
    assert likeness.between(0, 2) == 0 < found[2]
    assert found[0] == 1
    assert found[1] > found[2] > found[3] == 0
    assert associated(likeness, 3) == likeness.row(3)


def test_an_event_takes_more_of_longer_texts() -> None:
    """The more there is to read, the more two stories of one event have in common."""
    likeness = measure([])
    assert 0 < likeness.same_event(0) <= likeness.same_event(8) < likeness.same_event(30) < likeness.same_event(300)
