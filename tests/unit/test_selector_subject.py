"""The proposed subject and preheader."""

from __future__ import annotations

import pytest

from digest.models import Block, Sensitive, Story
from digest.selector import subject
from digest.selector.subject import PREHEADER, SUBJECT, cut
from tests.build import story

LONG = "The council counts its beehives and finds one more than it has keepers, which surprised nobody"


def propose(stories: list[Story]) -> tuple[str, str]:
    """What is proposed for a lead and a list of the others."""
    return subject.propose([Block(kind="lead", stories=stories[:1]), Block(kind="list", stories=stories[1:])])


def graded(level: str, title: str) -> Story:
    return story(title, title=title, excerpt="", sensitive=Sensitive.model_validate({"level": level, "reason": "tag"}))


def test_subject_is_the_leads_title() -> None:
    """The subject comes from the lead, also where a list stands above it; the preheader from the next two."""
    blocks = [
        Block(kind="list", stories=(story("a", title="The first of the list"),)),
        Block(kind="lead", stories=(story("b", title="The lead of the issue"),)),
        Block(kind="list", stories=(story("c", title="The third"), story("d", title="The fourth"))),
    ]
    assert subject.propose(blocks) == ("The lead of the issue", "The first of the list · The third")


def test_grave_news_shares_no_line_with_cheerful_news() -> None:
    """Under a lead of death the preheader has sensitive titles or the lead's own words; elsewhere no such one."""
    joke, flood = (
        story("j", title="A joke of forty characters, or nearly so"),
        graded("no_ads", "Flood takes nine lives"),
    )
    theft = graded("soft", "Thieves take the silver of the town hall")
    assert propose([flood, joke]) == (flood.title, "")
    assert propose([flood, joke, theft]) == (flood.title, theft.title)
    assert propose([joke, flood, theft]) == (joke.title, theft.title)
    told = flood.model_copy(update={"excerpt": "The river rose by four metres in the night."})
    assert propose([told, joke])[1] == told.excerpt


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
