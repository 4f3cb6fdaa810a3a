"""What becomes of characters on their way to one line of plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.sources.reading.characters import count_words, dense, listed, plain


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  two \n\t lines\r\n", "two lines"),
        ("a\u00a0b\u2009c", "a b c"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("pass\u200bword\ufeff", "password"),
        ("soft\u00adhyphen", "softhyphen"),
        ("bell\x07 null\x00", "bell null"),
        ("cafe\u0301", "café"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("ある日。\n 彼が、 やっぱり", "ある日。彼が、やっぱり"),
        ("運転 免許\nTOYOTA", "運転 免許 TOYOTA"),
        ("한국\n뉴스", "한국 뉴스"),
        ("z" + "\u0301" * 40, "ź" + "\u0301" * 3),
    ],
)
def test_plain_removes(dirty: str, clean: str) -> None:
    """White space collapses; what is invisible, overrides direction or piles up goes; the rest is NFC."""
    assert plain(dirty) == clean


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("می\u200cشود", True),  # Persian writes it inside the word
        ("क्\u200dष", True),  # Hindi
        ("ന്\u200d അ", True),  # Malayalam's old chillu, at a word's end
        ("👩\u200d💻", True),
        ("🏳\ufe0f\u200d🌈", True),
        ("pay\u200dpal", False),
        ("pay\u200cpal", False),
        ("می\u200c رود", False),
        ("\u200dstart", False),
        ("end\u200c", False),
    ],
)
def test_joiners_stay_only_where_writing_needs_them(text: str, kept: bool) -> None:
    """ZWJ and ZWNJ stay in words of scripts that need them and in emoji, and nowhere else."""
    assert ("\u200c" in plain(text) or "\u200d" in plain(text)) is kept


@settings(deadline=None)  # the first text that was encoded twice imports what reads it
@given(st.text())
def test_plain_is_done_after_once(text: str) -> None:
    """Cleaning what is clean changes nothing, and the result is one line."""
    once = plain(text)
    assert plain(once) == once
    assert len(once.splitlines()) <= 1


def test_words_are_counted_in_every_script() -> None:
    """A contraction is one word; two Chinese or Japanese characters are one; Korean is counted by its spaces."""
    assert count_words("It doesn't rain — 3,5 mm.") == 6
    assert count_words("今朝の市場") == 3
    assert count_words("오늘 비가") == 2
    assert count_words("") == 0


def test_dense_tells_scripts_that_say_more_in_less() -> None:
    """Chinese, Japanese and Korean are dense; a foreign word in a Latin text does not make it so."""
    assert dense("今朝の市場には鰯が並んだ。")
    assert not dense("The word 鰯 means sardine.")
    assert not dense("")


def test_listed_reads_word_lists() -> None:
    """Word lists split at white space, or at a separator when names have spaces."""
    assert listed("a b\nc") == {"a", "b", "c"}
    assert listed("a b| c", "|") == {"a b", "c"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CafÃ© du Nord", "Café du Nord"),
        ("It wasnâ€™t â€œnewâ€\x9d", "It wasn’t “new”"),
        ("ÃƒÂ©tÃƒÂ©", "été"),
        ("Ð\x9cÐ¾Ñ\x81ÐºÐ²Ð°", "Москва"),
        ("Le « café” est fermé… », a dit Zoé’s", "Le « café” est fermé… », a dit Zoé’s"),
        ("SÃO PAULO – ÀÉÎÕÜ – À–É", "SÃO PAULO – ÀÉÎÕÜ – À–É"),
        ("Ångström, Åland, smörgåsbord™", "Ångström, Åland, smörgåsbord™"),
        ("naïve £5 – 20°C ±½", "naïve £5 – 20°C ±½"),
    ],
)
def test_what_was_encoded_twice_is_what_it_was(text: str, expected: str) -> None:
    """UTF-8 that somebody took for Windows-1252 is read again; what only looks a little like it stays."""
    assert plain(text) == expected
