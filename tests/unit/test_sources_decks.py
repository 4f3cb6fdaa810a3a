"""Summaries that are whole sentences without a full stop."""

from __future__ import annotations

import pytest

from digest.sources.reading.decks import habit, is_bare, is_whole, with_stop
from digest.sources.reading.entry import Origin, Raw
from digest.sources.reading.gather import gather
from digest.sources.reading.sentences import excerpt
from tests.build import NOW

DECKS = (
    "The council has voted to keep the old mill open",
    "Ferries stop for a third day as fog lies over the harbour and the wind stays away",
    "A crane is for sale",
    "Two sides cannot agree on who should pay for the new school, and the builders wait",
    "Nobody knows where the eels go in winter, but the fishermen have an idea",
)
CUT = tuple(f"{text} and then a good deal more was said about it by all"[:60] for text in DECKS)


def test_a_habit_is_seen_in_most_of_some_summaries() -> None:
    """Five or more, most of them bare, of all lengths; a few with a full stop do not matter."""
    assert habit(DECKS)
    assert habit((*DECKS, "This one is closed.", "And this?"))
    assert not habit(DECKS[:4])
    assert not habit((*DECKS, *("Closed.",) * 5))
    assert not habit(())


def test_texts_cut_by_a_machine_are_no_habit() -> None:
    """They pile up at one length."""
    assert not habit(CUT)


@pytest.mark.parametrize("text", ["Cut off…", "Closed.", "Really?", "今。", "a,", ""])
def test_some_ends_are_not_bare(text: str) -> None:
    """A full stop, an ellipsis, a comma."""
    assert not is_bare(text)


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        ("The two sides cannot agree on", "en", True),
        ("It is a matter of the", "en", False),
        ("Talks between the north and", "en-GB", False),
        ("Er sprach über das", "de", False),
        ("It signed an alliance since the cold war", "de", True),
        ("Le maire et les", "fr", False),
        ("He said (and he was right", "en", False),
        ("He called it “new", "en", False),
        ("He called it “new”", "en", True),
        ("What came next:", "en", False),
        ("Up 12%", "", True),
        ("Nobody thinks of the", "xx", False),
    ],
)
def test_whole_sentences_do_not_dangle(text: str, language: str, whole: bool) -> None:
    """Articles, conjunctions and open brackets leave a sentence unfinished; a stranded preposition does not."""
    assert is_whole(text, language) is whole


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("Done", "Done."),
        ("政府は新しい対策を発表した", "政府は新しい対策を発表した。"),
        ("정부가 새로운 대책을 발표했다", "정부가 새로운 대책을 발표했다."),
        ("सरकार ने कहा", "सरकार ने कहा।"),
        ("حکومت ٹیکس نہیں بڑھائے گی", "حکومت ٹیکس نہیں بڑھائے گی۔"),
        ("قال الرئيس", "قال الرئيس."),
    ],
)
def test_each_script_has_its_full_stop(text: str, stopped: str) -> None:
    """What is added is what the text's own writers would."""
    assert with_stop(text) == stopped


def told(*summaries: str) -> list[str]:
    """The excerpts of a source with these summaries."""
    raws = [Raw(title=f"T{n}", link=f"https://d.example/{n}", excerpt=text) for n, text in enumerate(summaries)]
    origin = Origin(name="D", now=NOW, language="en")
    return [entry.excerpt for entry in gather(enumerate(raws), origin=origin, unit="entry").entries]


def test_a_source_of_decks_gets_its_full_stops() -> None:
    """No ellipsis stands after what was not cut; what ends in mid-sentence still has one."""
    assert told(*DECKS) == [f"{text}." for text in DECKS]
    assert told(*DECKS, "They came to the")[-1] == "They came to the…"
    assert told(*DECKS, "They came and…")[-1] == "They came and…"


def test_other_sources_keep_their_ellipses() -> None:
    """Where full stops are usual, or texts are cut by a machine, a bare text goes on elsewhere."""
    assert told(DECKS[0], "One.", "Two.", "Three.", "Four.")[0] == f"{DECKS[0]}…"
    assert all(text.endswith("…") for text in told(*CUT))


def test_a_deck_that_the_body_goes_on_with_was_cut() -> None:
    """Then it is the beginning of a sentence; one that the body ends there is whole."""
    body = (f"{DECKS[0]} until spring, when the wheel is to be mended by the town.",)
    assert excerpt(DECKS[0], body, decks=True) == body[0]
    assert excerpt(DECKS[0], (f"{DECKS[0]}. Then it rained.",), decks=True) == f"{DECKS[0]}."
