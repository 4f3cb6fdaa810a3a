"""Merge fields: written by an editor, marked once, filled for each recipient."""

from __future__ import annotations

import html

from digest.fields import Field, cut, fill, mark_field, mark_written
from tests.build import MARK


def test_written_fields_become_marks() -> None:
    """`{{ name | fallback }}` is a field, with any white space."""
    text = mark_written("Dear {{ name | reader }}, {{town}}{{ name|x y }}!", MARK)
    assert cut(text, MARK) == ("Dear ", Field("name", "reader"), ", ", Field("town"), "", Field("name", "x y"), "!")


def test_what_is_no_field_stays() -> None:
    """Braces that name no column are the editor's own text."""
    text = "{{ Name }} {{ 1st }} {{ }} {name} {{ a.b }} {% if x %}"
    assert mark_written(text, MARK) == text
    assert cut(text, MARK) == (text,)


def test_fallback_with_any_character() -> None:
    """A fallback may have what marks are made of, percent signs and other scripts."""
    for fallback in ("~", "100 %", "%7E", "読者", "a~b~c", "Léa & Søn", "<b>"):
        assert cut(mark_field(MARK, "name", fallback), MARK) == ("", Field("name", fallback), "")


def test_mark_passes_through_html_and_urls() -> None:
    """A mark has no character that HTML or a URL would change."""
    mark = mark_field(MARK, "name", "a & b <c> \"d\" 'e' /?#é")
    assert html.escape(mark) == mark
    assert not set(mark) & set(" \"'<>&?#/\\")


def test_value_cannot_be_a_mark() -> None:
    """What a subscriber calls himself is never cut again, whatever it looks like."""
    values = {"name": mark_field(MARK, "email"), "email": "secret@x.example"}
    assert "secret" not in fill(f"Dear {mark_field(MARK, 'name')}", MARK, values)


def test_story_cannot_forge_a_mark() -> None:
    """Text with the mark of another issue, or with an editor's braces, is not a field."""
    hostile = "~ffffffffffff~email~~ ~~email~~ {{ email }}"
    assert fill(hostile, MARK, {"email": "secret@x.example"}) == hostile


def test_neighbouring_fields() -> None:
    """Two fields without a character between them stay two, also beside tildes."""
    text = f"~{mark_field(MARK, 'a')}{mark_field(MARK, 'b')}~"
    assert fill(text, MARK, {"a": "1", "b": "2"}) == "~12~"


def test_blank_values_fall_back() -> None:
    """A missing, empty or blank value gives way to the fallback."""
    text = mark_field(MARK, "name", "reader")
    assert fill(text, MARK, {}) == "reader"
    assert fill(text, MARK, {"name": " \t"}) == "reader"
    assert fill(text, MARK, {"name": " Ada "}) == "Ada"


def test_values_and_fallbacks_are_encoded() -> None:
    """Where a field stands in HTML, its value and its fallback are both escaped; the text around it is not."""
    text = f"<b>{mark_field(MARK, 'name', 'A & B')}</b>"
    assert fill(text, MARK, {"name": "<i>"}, encode=html.escape) == "<b>&lt;i&gt;</b>"
    assert fill(text, MARK, {}, encode=html.escape) == "<b>A &amp; B</b>"
