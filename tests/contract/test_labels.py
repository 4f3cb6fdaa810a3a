"""What every catalogue of labels keeps: each label of the templates, whole, with its values and its plural forms."""

from __future__ import annotations

import gettext
import re
from collections import defaultdict

import jinja2
import pytest
from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from digest.renderer import bundled_themes

FOLDER = bundled_themes() / "labels"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))
FROM_CODE = {
    "advertisement": set[str](),
    "colon": {"words"},
    "from": {"newsletter"},
    "sponsor": {"label", "sponsor"},
}
"""Labels that the pipeline and the filter `colon` ask for, with their values."""


def read(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> dict[str, Message]:
    return {str(message.context): message for message in read(language) if message.id}


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def calls() -> dict[str, set[str]]:
    """The labels that the themes' templates ask for, each with the names of its values."""
    found: dict[str, set[str]] = dict(FROM_CODE)
    for path in sorted([*bundled_themes().rglob("*.html"), *bundled_themes().rglob("*.txt")]):
        tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                name = call.args[0]
                assert isinstance(name, nodes.Const), f"{path.name}:{call.lineno} asks for a label by a variable name"
                found.setdefault(name.value, set()).update(value.key for value in call.kwargs)
    return found


def test_the_catalogues_have_the_labels_of_the_templates() -> None:
    """Templates and catalogues name the same labels, with the same values; there is none that nobody asks for."""
    assert {name: values("".join(sources(message))) for name, message in messages("en").items()} == calls()


def test_the_languages() -> None:
    """A newsletter in any of these needs no catalogue of its own."""
    assert {"ar", "de", "en", "es", "fa", "fr", "he", "it", "ja", "nl", "pl", "pt", "tr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_translated(language: str) -> None:
    """Each catalogue has every label, none empty or marked as unsure, for the English text that there is now."""
    english, own = messages("en"), messages(language)
    assert list(own) == list(english), "the same labels, in the same order"
    for name, message in own.items():
        assert not message.fuzzy, name
        assert all(text.strip() == text != "" for text in texts(message)), name
        assert message.id == english[name].id, name
        assert message.auto_comments == english[name].auto_comments, name


def test_english_says_what_its_source_says() -> None:
    """The source text of a label is the one that English readers get."""
    for name, message in messages("en").items():
        assert texts(message) == sources(message), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_those_of_the_source(language: str) -> None:
    """A translation has each value of its source and no other; a plural form for one number may leave the count out."""
    catalogue = read(language)
    form = gettext.c2py(catalogue.plural_expr)
    for name, message in messages(language).items():
        wanted = values("".join(sources(message)))
        for index, text in enumerate(texts(message)):
            numbers = [number for number in range(1001) if form(number) == index]
            optional = {"count"} if message.pluralizable and len(numbers) == 1 else set()
            assert wanted - optional <= values(text) <= wanted, f"{name}[{index}]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_rules_are_those_of_cldr(language: str) -> None:
    """Two numbers share a form in the catalogue exactly when they share one in the Unicode CLDR, up to a thousand."""
    catalogue = read(language)
    form, category = gettext.c2py(catalogue.plural_expr), Locale.parse(language).plural_form
    forms: dict[str, set[int]] = defaultdict(set)
    for number in range(1001):
        forms[category(number)].add(form(number))
    used = sorted(index for indices in forms.values() for index in indices)
    assert used == list(range(len(forms)))
    assert catalogue.num_plurals == len(forms)
    for name, message in messages(language).items():
        assert not message.pluralizable or len(texts(message)) == len(forms), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_says_its_language(language: str) -> None:
    """Editors of catalogues go by the header."""
    assert f'"Language: {language}\\n"' in (FOLDER / f"{language}.po").read_text(encoding="utf-8")
