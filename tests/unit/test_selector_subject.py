"""The proposed subject and preheader."""

from __future__ import annotations

import pytest

from digest.selector.subject import PREHEADER, SUBJECT, cut, propose
from tests.build import story

LONG = "The council counts its beehives and finds one more than it has keepers, which surprised nobody"


def test_short_titles_stay() -> None:
    """What fits is not touched."""
    stories = [story(str(n), title=f"Title {n}") for n in range(4)]
    assert propose(stories) == ("Title 0", "Title 1 · Title 2")
    assert propose(stories[:1]) == ("Title 0", "")
    assert propose([]) == ("", "")


def test_few_titles_are_filled_up() -> None:
    """Where the next titles are too short for a preheader, or there are none, the lead's excerpt says more."""
    lead = story("lead", excerpt="Nothing could be seen from the pier.")
    assert propose([lead])[1] == "Nothing could be seen from the pier."
    assert propose([lead, story("b", title="Bread")])[1] == "Bread · Nothing could be seen from the pier."
    assert propose([lead, story("b", title="x" * 30)])[1] == "x" * 30


def test_long_titles_are_cut_at_a_word() -> None:
    """A subject has at most 60 characters, a preheader 130, each cut between words with an ellipsis."""
    subject, preheader = propose([story(str(n), title=LONG) for n in range(3)])
    assert subject == "The council counts its beehives and finds one more than it…"
    assert len(subject) <= SUBJECT == 60
    assert len(preheader) <= PREHEADER == 130
    assert preheader.endswith("…")
    assert f"{LONG} · {LONG}".startswith(preheader[:-1] + " ")


@pytest.mark.parametrize("text", ["x" * 200, "日" * 200, "ab " + "x" * 200])
def test_endless_words_are_cut_hard(text: str) -> None:
    """A word longer than half the line is cut inside, for there is no other way to show anything."""
    assert cut(text, 60) == text[:59] + "…"


@pytest.mark.parametrize("end", [",", " –", ":", " ·", ";", " -"])
def test_no_dangling_punctuation(end: str) -> None:
    """A cut leaves no comma or dash before the ellipsis."""
    assert cut(f"{'word ' * 8}word{end} {'x' * 40}", 60) == "word " * 8 + "word…"


def test_exact_length_is_not_cut() -> None:
    """Sixty characters fit into sixty."""
    assert cut("x" * 60, 60) == "x" * 60
    assert len(cut("x" * 61, 60)) == 60
