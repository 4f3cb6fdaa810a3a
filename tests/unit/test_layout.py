"""The configured layout, with its stories, as the issue's blocks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.layout import complete, lay_out, read_files
from digest.models import Image
from tests.build import blocks, story

DAY = date(2026, 11, 20)


def test_header_and_footer_are_added_once() -> None:
    """A layout always has a header and a footer, where the editor puts them or at the ends."""
    assert [each.kind for each in complete(blocks({"kind": "lead"}))] == ["header", "lead", "footer"]
    own = blocks({"kind": "note", "text": "x"}, {"kind": "header"}, {"kind": "footer"}, {"kind": "lead"})
    assert complete(own) == own


def test_blocks_without_stories_are_left_out() -> None:
    """A story block to which nothing was given is gone."""
    layout = blocks({"kind": "lead"}, {"kind": "list"}, {"kind": "section", "section": "World"})
    assert [block.kind for block in lay_out(layout, {2: (story("one"),)}, day=DAY)] == ["section"]


def test_story_blocks() -> None:
    """A lead has as many key points as asked for, other blocks none; a section is called by its name."""
    told = story("one", points=("a", "b", "c"))
    layout = blocks(
        {"kind": "lead", "points": 2},
        {"kind": "list", "title": "Most read", "by": "popularity", "style": "headline"},
        {"kind": "section", "section": "World"},
        {"kind": "section", "section": "World", "title": "Abroad", "style": "card"},
    )
    found = lay_out(layout, dict.fromkeys(range(4), (told,)), day=DAY)
    assert [block.stories[0].points for block in found] == [("a", "b"), (), (), ()]
    assert [block.title for block in found] == ["", "Most read", "World", "Abroad"]
    assert [block.style for block in found] == ["", "headline", "teaser", "card"]
    assert (found[1].options["by"], found[1].options["count"]) == ("popularity", 5)
    assert found[2].options["section"] == "World"


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
    found = lay_out(layout, {}, day=DAY)
    assert [block.kind for block in found] == [each.kind for each in layout]
    assert [block.options for block in found] == [
        {},
        {"slot": "top"},
        {"name": "youtube"},
        {"text": "Dear *reader*", "signature": "Ada"},
        {"text": "Join us"},
        {"sign": "leo"},
        {"credits": ""},
    ]
    assert found[5].title == "Stars"


def test_note_from_a_file(tmp_path: Path) -> None:
    """A note's file is found beside the config, and a byte-order mark is no part of the note."""
    (tmp_path / "note.md").write_text("Grüße", encoding="utf-8-sig")
    (note,) = read_files(blocks({"kind": "note", "file": "note.md"}), root=tmp_path)
    assert lay_out((note,), {}, day=DAY)[0].options["text"] == "Grüße"


def test_empty_note_is_left_out(tmp_path: Path) -> None:
    """A week without a note has no empty box."""
    (tmp_path / "note.md").write_text(" \n")
    layout = read_files(blocks({"kind": "note", "file": "note.md"}, {"kind": "note"}), root=tmp_path)
    assert lay_out(layout, {}, day=DAY) == []


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_unreadable_note(tmp_path: Path, content: bytes | None) -> None:
    """A note that is missing or not UTF-8 is an error with the file and a remedy."""
    if content:
        (tmp_path / "note.md").write_bytes(content)
    with pytest.raises(ConfigError, match="the note cannot be read") as caught:
        read_files(blocks({"kind": "note", "file": "note.md"}), root=tmp_path)
    assert caught.value.where == str(tmp_path / "note.md")
    assert caught.value.hint


def test_events_that_are_not_over(tmp_path: Path) -> None:
    """The next events by day, from the config and a CSV file; what is over by the issue's day is not shown."""
    (tmp_path / "events.csv").write_text(
        'day,until,title,place,colour\n2026-11-19,,Over,,\n2026-11-01,2026-11-20,Still on,"Hall,\nupstairs",red\n\n'
        "2026-12-24,,Too many,,\n2026-11-20,,Today,,\n"
    )
    own = {"day": date(2026, 11, 22), "title": "Soon", "url": "https://a.example/"}
    layout = blocks({"kind": "events", "file": "events.csv", "events": [own], "count": 3, "title": "Dates"})
    (block,) = lay_out(read_files(layout, root=tmp_path), {}, day=DAY)
    assert [event.title for event in block.events] == ["Still on", "Today", "Soon"]
    assert block.events[0].place == "Hall,\nupstairs"
    assert (block.title, block.options) == ("Dates", {"count": 3})


def test_no_events_no_block(tmp_path: Path) -> None:
    """A week without events has no empty calendar."""
    (tmp_path / "events.csv").write_text("day,title\n2020-01-01,Long ago\n")
    layout = read_files(blocks({"kind": "events", "file": "events.csv"}, {"kind": "events"}), root=tmp_path)
    assert lay_out(layout, {}, day=DAY) == []


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (None, "", "cannot be read"),
        (b"\xff", "", "cannot be read"),
        (b"day,title\n2026-11-21,Fair\nsoon,Fair\n", ":3", '"day": input should be a valid date'),
        (b"day,title\n2026-11-21,\n", ":2", '"title": field required'),
    ],
)
def test_events_that_cannot_be_read(tmp_path: Path, content: bytes | None, line: str, message: str) -> None:
    """A table of events that is missing or wrong is an error with the file, the line and a remedy."""
    path = tmp_path / "events.csv"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=message) as caught:
        read_files(blocks({"kind": "events", "file": "events.csv"}), root=tmp_path)
    assert caught.value.where == f"{path}{line}"
    assert caught.value.hint


def test_a_videos_picture_is_frozen_as_a_picture() -> None:
    """What is a picture in the config is one in the issue, where sizes and copies are looked after."""
    told = {
        "kind": "video",
        "title": "Rivets",
        "url": "https://a.example/v",
        "image": {"url": "https://a.example/i.jpg"},
    }
    (block,) = lay_out(blocks(told), {}, day=DAY)
    assert block.image == Image(url="https://a.example/i.jpg")
    assert "image" not in block.options
