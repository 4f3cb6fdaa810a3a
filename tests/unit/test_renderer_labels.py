"""Labels are found by language, the user's own first, with the right plural form."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError, TemplateError
from digest.models import Block
from digest.renderer import find_theme, render
from digest.renderer.labels import LabelError, find_labels
from digest.renderer.theme import bundled_themes
from tests.build import issue, newsletter

BUNDLED = bundled_themes() / "labels"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def catalogue(folder: Path, language: str, *entries: tuple[str, str], head: str = HEAD) -> Path:
    folder.mkdir(exist_ok=True)
    text = head + "".join(f'\nmsgctxt "{name}"\nmsgid "x"\nmsgstr "{words}"\n' for name, words in entries)
    (folder / f"{language}.po").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 min read"),
        ("pl", 1, "1 minuta czytania"),
        ("pl", 4, "4 minuty czytania"),
        ("pl", 12, "12 minut czytania"),
        ("pl", 22, "22 minuty czytania"),
        ("ar", 2, "دقيقتان للقراءة"),
        ("ar", 7, "7 دقائق للقراءة"),
        ("ar", 11, "11 دقيقة للقراءة"),
        ("ar-EG", 7, "٧ دقائق للقراءة"),
        ("he", 2, "שתי דקות קריאה"),
        ("fa", 6, "۶ دقیقه مطالعه"),
        ("ja", 6, "6分で読めます"),
    ],
)
def test_plural_forms_and_digits(language: str, count: int, words: str) -> None:
    """Each language counts in its own way and writes numbers in its own digits."""
    assert find_labels(language, [BUNDLED])("minutes", count=count) == words


@pytest.mark.parametrize("language", ["de", "DE", "de-AT", "de_CH", "de-CH-1901"])
def test_a_language_serves_its_countries(language: str) -> None:
    """A tag that no catalogue is named after is cut from its end."""
    assert find_labels(language, [BUNDLED])("subscribe") == "Abonnieren"


def test_the_users_words_win_one_by_one(tmp_path: Path) -> None:
    """A user's catalogue changes the labels that it has, the nearest language first, and adds labels."""
    own = catalogue(tmp_path / "labels", "de", ("go", "Los"), ("read", "Weiterlesen"), ("mine", "Meins"))
    catalogue(own, "de-CH", ("go", "Hopp"), ("unsubscribe", ""))
    swiss, german = (find_labels(language, [own, BUNDLED]) for language in ("de-CH", "de"))
    assert (swiss("go"), swiss("read"), swiss("mine"), swiss("view")) == (
        "Hopp",
        "Weiterlesen",
        "Meins",
        "Im Browser ansehen",
    )
    assert german("go") == "Los"
    assert swiss("unsubscribe") == "Abbestellen"
    assert swiss.untranslated == ()


def test_what_a_users_language_lacks_is_english_and_told(tmp_path: Path) -> None:
    """An issue goes out though a new version of digest has a label more than the user's catalogue."""
    own = catalogue(tmp_path / "labels", "cy", ("subscribe", "Tanysgrifio"))
    labels = find_labels("cy", [own, BUNDLED])
    assert (labels("subscribe"), labels("view"), labels("minutes", count=1)) == (
        "Tanysgrifio",
        "View in browser",
        "1 min read",
    )
    assert labels.untranslated == ("view", "minutes")


@pytest.mark.parametrize("language", ["cy", "cy-GB", "", "../en"])
def test_a_missing_language_says_which_there_are_and_how_to_add_one(language: str) -> None:
    """The error names the file to copy and where to put it."""
    with pytest.raises(ConfigError, match="there are no labels in") as caught:
        find_labels(language, [BUNDLED])
    assert caught.value.where == "[newsletter] language"
    assert "there are: ar, de, en, es, fa, fr, he, it, ja, nl, pl, pt, tr; to add one, translate" in caught.value.hint
    assert str(BUNDLED / "en.po") in caught.value.hint


def test_names_in_labels_keep_to_themselves() -> None:
    """A label marks a value that runs in the other direction, and takes it literally."""
    assert find_labels("ar", [BUNDLED])("by", author="Ada F. {words}") == "بقلم \u200eAda F. {words}\u200e\u200f"


def test_what_is_not_there_is_an_error() -> None:
    """A label that there is not suggests a close one, a value that is missing says how to give it."""
    labels = find_labels("en", [BUNDLED])
    with pytest.raises(LabelError, match='no label "subscribed"') as caught:
        labels("subscribed")
    assert caught.value.hint == 'did you mean "subscribe"?'
    with pytest.raises(LabelError, match=r"needs a value for \{author\}") as caught:
        labels("by", name="Ada")
    assert caught.value.hint == "call it as t('by', author=…)"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("hello", "not a message catalogue"),
        (f'{HEAD}"Plural-Forms: nplurals=2; plural=__import__(1);\\n"\n', "not a message catalogue"),
        (
            f'{HEAD}"Plural-Forms: nplurals=2; plural=(n > 5 ? 7 : 0);\\n"\n\n'
            'msgctxt "minutes"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "a"\nmsgstr[1] "b"\n',
            "too few plural forms",
        ),
    ],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, content: str, message: str) -> None:
    """What is no catalogue, or would run something, is an error with its path."""
    (tmp_path / "de.po").write_text(content, encoding="utf-8")
    with pytest.raises(TemplateError, match=message) as caught:
        find_labels("de", [tmp_path, BUNDLED])
    assert caught.value.where == str(tmp_path / "de.po")


def test_fuzzy_entries_do_not_count(tmp_path: Path) -> None:
    """What a translator has marked as unsure is not shown, as gettext has it."""
    own = catalogue(tmp_path / "labels", "de", ("go", "Los"))
    path = own / "de.po"
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgctxt "go"', '#, fuzzy\nmsgctxt "go"'), encoding="utf-8"
    )
    assert find_labels("de", [own, BUNDLED])("go") == "Mehr erfahren"


def test_the_editor_is_told_what_is_english(tmp_path: Path) -> None:
    """A rendered issue carries a finding for the check `labels`, naming the file to mend."""
    catalogue(tmp_path / "labels", "cy", ("subscribe", "Tanysgrifio"))
    theme = find_theme("classic", overrides=tmp_path, options={})
    welsh = issue("2026-W47", Block(kind="footer"), newsletter=newsletter(language="cy"))
    (finding,) = render(welsh, theme=theme).findings
    assert finding.check == "labels"
    assert finding.message == "in English for want of words: reason, unsubscribe, made_with, colon"
    assert finding.remedy == "add them to templates/labels/cy.po"
