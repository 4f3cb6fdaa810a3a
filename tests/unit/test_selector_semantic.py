"""Likeness by meaning: what it adds, and what is said when its extra is missing."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from digest.errors import ConfigError
from digest.selector import semantic
from digest.selector.similarity import measure
from tests.build import choose, entry

installed = all(importlib.util.find_spec(name) for name in ("numpy", "tokenizers", "wordllama"))
needs_extra = pytest.mark.skipif(not installed, reason="the extra `semantic` is not installed")

TITLES = ("Doctors treat patients", "Physicians care for the sick", "Parliament votes on budget", "")


@needs_extra
def test_meaning_brings_together_what_no_word_does() -> None:
    """Two titles without a common word are alike when they mean the same, and all ways to ask agree."""
    entries = [entry(str(at), title=title, text="") for at, title in enumerate(TITLES)]
    words, meaning = measure(entries), measure(entries, kind="semantic")
    assert words.between(0, 1) == 0 <= meaning.between(0, 2) < meaning.between(0, 1) <= 1
    assert meaning.row(0)[1:] == pytest.approx([meaning.between(0, at) for at in (1, 2, 3)], abs=1e-6)
    assert meaning.between(0, 3) == 0
    floor = (meaning.between(0, 1) + meaning.between(0, 2)) / 2
    assert [(a, b) for a, b, _ in meaning.pairs(floor / meaning.same_event(3))] == [(0, 1)]
    assert meaning.same_event(8) < meaning.same_event(80)


@needs_extra
def test_selection_by_meaning() -> None:
    """`similarity = "semantic"` selects, whatever the order."""
    entries = [entry(str(at), title=title, text="") for at, title in enumerate(TITLES[:3])]
    assert choose(entries, similarity="semantic") == choose(entries[::-1], similarity="semantic")


@pytest.mark.parametrize("missing", ["numpy", "tokenizers"])
def test_missing_extra_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the message names what is missing and how to get it."""
    semantic._model.cache_clear()
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConfigError, match=r"needs") as caught:
        measure([entry()], kind="semantic")
    assert "newsletter-digest[semantic]" in caught.value.hint
    semantic._model.cache_clear()


@needs_extra
def test_missing_vectors_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same when only the vectors are missing."""
    semantic._model.cache_clear()
    monkeypatch.setattr(semantic.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match="wordllama"):
        measure([entry()], kind="semantic")
    semantic._model.cache_clear()
