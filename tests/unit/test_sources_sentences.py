"""Where sentences end, and where an excerpt is cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.reading.sentences import at_word, excerpt, first_sentence, is_complete, sentence_ends, shorten


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("The U.S. Supreme Court met. It left.", ["The U.S. Supreme Court met.", "It left."]),
        ("Dr. Mo and St. Ives rose 3.5 percent. Good.", ["Dr. Mo and St. Ives rose 3.5 percent.", "Good."]),
        ("J. R. Moss wrote it. Read on.", ["J. R. Moss wrote it.", "Read on."]),
        ("Am 3. Mai kam er. Dann ging er.", ["Am 3. Mai kam er.", "Dann ging er."]),
        ("He works at Acme Inc. and sleeps. Well.", ["He works at Acme Inc. and sleeps.", "Well."]),
        ("“It works.” She smiled.", ["“It works.”", "She smiled."]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("Wait...? Yes. And so...", ["Wait...?", "Yes."]),
        ("今朝は晴れ。明日は雨？はい。", ["今朝は晴れ。", "明日は雨？", "はい。"]),
        ("هل جاء؟ نعم.", ["هل جاء؟", "نعم."]),
        ("وہ آیا۔ پھر گیا۔", ["وہ آیا۔", "پھر گیا۔"]),
        ("वह आया। फिर गया।", ["वह आया।", "फिर गया।"]),
        ("They met in the U.S.", ["They met in the U.S."]),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text: str, sentences: list[str]) -> None:
    """Abbreviations, initials, decimals and ordinals end no sentence; other scripts' stops do."""
    ends = [0, *sentence_ends(text)]
    assert [text[start:end].strip() for start, end in itertools.pairwise(ends)] == sentences


@pytest.mark.parametrize(
    ("text", "complete"),
    [("Done.", True), ("“Done.”", True), ("Not", False), ("Not...", False), ("Not…", False), ("今。", True)],
)
def test_complete_texts_end_like_sentences(text: str, complete: bool) -> None:
    """An ellipsis or a bare word is no end."""
    assert is_complete(text) is complete


LONG = "The river rose by two metres overnight and took the lower path with it. " * 8


def test_long_texts_are_cut_at_a_sentence() -> None:
    """Of a long text as many whole sentences stay as fit."""
    cut = shorten(LONG)
    assert cut.endswith("with it.")
    assert 200 < len(cut) <= 280


def test_a_long_sentence_is_cut_at_a_word() -> None:
    """Where no sentence ends in reasonable length, the text it ends at a word with an ellipsis, without a comma."""
    cut = shorten("word, " * 100)
    assert cut.endswith("word…")
    assert len(cut) <= 281


def test_a_first_sentence_a_little_too_long_stays_whole() -> None:
    """Up to sixty characters more are allowed for the first sentence's end."""
    text = "x" * 290 + ". Y" + "y" * 300
    assert shorten(text) == "x" * 290 + "."


def test_a_very_short_first_sentence_does_not_stand_alone() -> None:
    """ "Yes." is no excerpt of a text that goes on for a page."""
    assert shorten("Yes. " + "and so it went on " * 40).startswith("Yes. and so")


def test_japanese_is_cut_at_half_the_length() -> None:
    """In scripts that say more in less, an excerpt is half as long and ends at that script's stop."""
    cut = shorten("今朝の市場には鰯が並んだ。" * 30)
    assert cut.endswith("。")
    assert 100 < len(cut) <= 140


@pytest.mark.parametrize("text", ["e\u0301" * 50, "👩\u200d💻" * 30, "क्\u200dषि" * 30])
def test_a_cut_never_splits_a_character(text: str) -> None:
    """Combining marks stay with their letters, and emoji sequences whole."""
    for longest in range(1, 40):
        cut = at_word(text, longest).removesuffix("…")
        assert text[len(cut) : len(cut) + 1] not in ("\u0301", "\u200d", "्", "ि")
        assert not cut.endswith("\u200d")


@given(st.text(alphabet='ab .!?,…"”今。', max_size=700))
def test_shortened_texts_end_properly(text: str) -> None:
    """Whatever comes in: within the limit, and ending at a sentence or with an ellipsis."""
    cut = shorten(text.strip())
    assert len(cut) <= 340
    assert not cut or is_complete(cut) or cut.endswith("…")


CUT = "Wardens counted nine otters along the weir on Monday, the most since"
BODY = ("Wardens counted nine otters along the weir on Monday, the most since 1994.", "The herons came with them.")


@pytest.mark.parametrize("given_", [f"{CUT} […]", f"{CUT}...", f"{CUT}…", CUT, f"{CUT} [&hellip;] Continue reading"])
def test_a_cut_excerpt_is_replaced_by_the_body(given_: str) -> None:
    """Where a machine cut the teaser and the story is at hand, the excerpt comes from the story."""
    assert excerpt(given_, BODY) == " ".join(BODY) or "hellip" in given_


def test_a_finished_excerpt_stays() -> None:
    """What an editor finished is not replaced."""
    assert excerpt("Otters are back on the river.", BODY) == "Otters are back on the river."


def test_a_cut_excerpt_alone_keeps_its_complete_sentences() -> None:
    """Without the story, complete sentences stay if they say enough."""
    whole = "Nine otters were counted along the upper weir on Monday morning alone."
    assert excerpt(f"{whole} The herons […]", ()) == whole


def test_a_cut_excerpt_alone_ends_at_a_word() -> None:
    """Too few complete sentences: the text ends at its last word with a proper ellipsis."""
    assert excerpt(f"Good. {CUT},...", ()) == f"Good. {CUT}…"
    assert excerpt("", (f"Good. {CUT}...",)) == f"Good. {CUT}…"


def test_an_unfinished_paragraph_is_not_joined_to_what_follows() -> None:
    """A sentence that leads into a quotation is not continued by the quotation."""
    lead = "The festival is a project from a photographer of the coast that seeks to"
    assert excerpt("", (lead, "This project revisits it all, she says in the book.")) == f"{lead}…"


def test_bylines_at_the_top_are_left_out() -> None:
    """A short line without a stop at a body's top is no text."""
    assert excerpt("", ("By Ines Corvo", *BODY)) == " ".join(BODY)


def test_bare_addresses_are_not_text() -> None:
    """An address in running text is left out of the excerpt and of a headline."""
    assert excerpt("FULL VIDEO: https://v.example/x?y=1 For years we asked what it is made of.", ()).startswith(
        "FULL VIDEO: For"
    )
    assert first_sentence("Behooves https://b.example/2") == "Behooves"


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("First sentence becomes it. Second does not.", "First sentence becomes it"),
        ("Is it? Yes.", "Is it? Yes"),
        ("Trailing...", "Trailing..."),
        ("", ""),
    ],
)
def test_headline_from_a_text(text: str, headline: str) -> None:
    """A story without a title gets its first sentence without the full stop."""
    assert first_sentence(text) == headline


def test_headline_from_a_long_sentence() -> None:
    """A long first sentence is cut at a word."""
    assert first_sentence("word " * 60).endswith("word…")
    assert len(first_sentence("word " * 60)) <= 101
