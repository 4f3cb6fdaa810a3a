"""The configured layout, with its stories, as the issue's blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.layout import complete, lay_out, read_notes
from tests.build import blocks, story


def test_header_and_footer_are_added_once() -> None:
    """A layout always has a header and a footer, where the editor puts them or at the ends."""
    assert [each.kind for each in complete(blocks({"kind": "lead"}))] == ["header", "lead", "footer"]
    own = blocks({"kind": "note", "text": "x"}, {"kind": "header"}, {"kind": "footer"}, {"kind": "lead"})
    assert complete(own) == own


def test_blocks_without_stories_are_left_out() -> None:
    """A story block to which nothing was given is gone."""
    layout = blocks({"kind": "lead"}, {"kind": "list"}, {"kind": "section", "section": "World"})
    assert [block.kind for block in lay_out(layout, {2: (story("one"),)})] == ["section"]


def test_story_blocks() -> None:
    """A lead has as many key points as asked for, other blocks none; a section is called by its name."""
    told = story("one", points=("a", "b", "c"))
    layout = blocks(
        {"kind": "lead", "points": 2},
        {"kind": "list", "title": "Most read", "by": "popularity", "style": "headline"},
        {"kind": "section", "section": "World"},
        {"kind": "section", "section": "World", "title": "Abroad", "style": "card"},
    )
    found = lay_out(layout, dict.fromkeys(range(4), (told,)))
    assert [block.stories[0].points for block in found] == [("a", "b"), (), (), ()]
    assert [block.title for block in found] == ["", "Most read", "World", "Abroad"]
    assert [block.style for block in found] == ["", "headline", "teaser", "card"]
    assert found[1].options == {"by": "popularity"}
    assert found[2].options == {"section": "World"}


def test_other_blocks() -> None:
    """Each kind hands its template what it says; an own kind hands on all its keys."""
    layout = blocks(
        {"kind": "header"},
        {"kind": "ad", "slot": "top"},
        {"kind": "promo", "name": "youtube"},
        {"kind": "note", "text": "Dear *reader*", "signature": "Ada"},
        {"kind": "subscribe", "text": "Join us"},
        {"kind": "horoscope", "title": "Stars", "sign": "leo"},
        {"kind": "footer"},
    )
    found = lay_out(layout, {})
    assert [block.kind for block in found] == [each.kind for each in layout]
    assert [block.options for block in found] == [
        {},
        {"slot": "top"},
        {"name": "youtube"},
        {"markdown": "Dear *reader*", "portrait": "", "signature": "Ada"},
        {"text": "Join us"},
        {"sign": "leo"},
        {},
    ]
    assert found[5].title == "Stars"


def test_note_from_a_file(tmp_path: Path) -> None:
    """A note's file is found beside the config, and a byte-order mark is no part of the note."""
    (tmp_path / "note.md").write_text("Grüße", encoding="utf-8-sig")
    (note,) = read_notes(blocks({"kind": "note", "file": "note.md"}), root=tmp_path)
    assert lay_out((note,), {})[0].options["markdown"] == "Grüße"


def test_empty_note_is_left_out(tmp_path: Path) -> None:
    """A week without a note has no empty box."""
    (tmp_path / "note.md").write_text(" \n")
    assert lay_out(read_notes(blocks({"kind": "note", "file": "note.md"}, {"kind": "note"}), root=tmp_path), {}) == []


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_unreadable_note(tmp_path: Path, content: bytes | None) -> None:
    """A note that is missing or not UTF-8 is an error with the file and a remedy."""
    if content:
        (tmp_path / "note.md").write_bytes(content)
    with pytest.raises(ConfigError, match="the note cannot be read") as caught:
        read_notes(blocks({"kind": "note", "file": "note.md"}), root=tmp_path)
    assert caught.value.where == str(tmp_path / "note.md")
    assert caught.value.hint
