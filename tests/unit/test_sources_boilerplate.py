"""What publishing systems add to every story."""

from __future__ import annotations

import pytest

from digest.sources.reading.boilerplate import APPEARED, without_boilerplate, without_cut


@pytest.mark.parametrize(
    "tail",
    [
        " The post Otters return appeared first on The Weir.",
        " Continue reading",
        " Continue reading “Otters return”",
        " Read more »",
        " [Read more]",
        " Read More…",
        " Read the full story",
        " Comments",
        " Weiterlesen →",
        " Lire la suite",
        " Leer más",
        " 続きを読む",
        " ادامه مطلب",
        " Leia mais no Diário!",
        " Read more The post Otters return appeared first on The Weir.",
    ],
)
def test_boilerplate_is_taken_off(tail: str) -> None:
    """These phrases leave the end of a text, alone or in a row, and the text stays."""
    assert without_boilerplate("The otters are back." + tail) == "The otters are back."


@pytest.mark.parametrize(("begin", "middle"), APPEARED)
def test_wordpress_is_understood_in_its_languages(begin: str, middle: str) -> None:
    """WordPress's closing sentence goes in each of the languages listed."""
    assert without_boilerplate(f"Text. {begin}X {middle} Y.") == "Text."


@pytest.mark.parametrize(
    "text",
    [
        "The post office appeared on the map in 1901.",
        "We want to know more",
        "People read more.",
        "He could take no more.",
        "Tip of the day. Read more books this year.",
        "",
    ],
)
def test_sentences_that_only_look_like_it_stay(text: str) -> None:
    """A story's own words are not boilerplate."""
    assert without_boilerplate(text) == text


@pytest.mark.parametrize(
    ("text", "clean", "cut"),
    [
        ("since […]", "since", True),
        ("since [...]", "since", True),
        ("since (…)", "since", True),
        ("since...", "since", True),
        ("since ….", "since ….", False),
        ("since… [+1204 chars]", "since", True),
        ("since.", "since.", False),
    ],
)
def test_marks_of_a_cut(text: str, clean: str, cut: bool) -> None:
    """A machine's marks at the end are found and taken off."""
    assert without_cut(text) == (clean, cut)


@pytest.mark.parametrize(
    "text", ["." * 100_000, " " * 100_000 + "x", "[" * 100_000, "read more " * 20_000, "… " * 50_000]
)
def test_hostile_tails_are_searched_in_linear_time(text: str) -> None:
    """Only a bounded tail is searched, so that repetition cannot blow up; a hang here is the failure."""
    assert len(without_cut(without_boilerplate(text))[0]) <= len(text)
