"""Texts against the newsletter's direction: marked so that punctuation and digits stay with them."""

from __future__ import annotations

from datetime import date

from digest.models import Block, Creative, Event, Insertion, Link
from digest.renderer import find_theme, render
from digest.renderer.directions import embedded
from tests.build import insertion, issue, newsletter, story

LTR, RTL = "\u200e", "\u200f"


def test_latin_texts_in_a_hebrew_letter() -> None:
    """The house number of the address stays before the street, the exclamation mark after the headline."""
    english = story(
        title="Hello, sea!", excerpt="“Fog.”", points=("1 lamp.", "מגדלור."), related=(Link(title="Why?", url="u"),)
    )
    hebrew = story("two", title="ערפל!", excerpt="לילה.")
    block = Block(kind="list", title="News!", stories=(english, hebrew))
    letter = newsletter(language="he", direction="rtl", address="1 Mill Lane", description="אור.")
    marked = embedded(issue("2026-W47", block, newsletter=letter))
    first, second = marked.stories()
    assert marked.newsletter.address == f"{LTR}1 Mill Lane{LTR}{RTL}"
    assert marked.newsletter.description == "אור."
    assert marked.blocks[0].title == f"{LTR}News!{LTR}{RTL}"
    assert (first.title, first.excerpt) == (f"{LTR}Hello, sea!{LTR}{RTL}", f"{LTR}“Fog.”{LTR}{RTL}")
    assert first.points == (f"{LTR}1 lamp.{LTR}{RTL}", "מגדלור.")
    assert first.related[0].title == f"{LTR}Why?{LTR}{RTL}"
    assert second == hebrew


def test_an_arabic_story_and_ad_in_an_english_letter() -> None:
    """It works in both directions, and for ads."""
    shown = Creative(headline="قهوة!", body="Coffee!", url="https://a.example/")
    ad = Block(kind="ad", insertion=insertion(creative=shown))
    events = Block(kind="events", events=(Event(title="سوق!", day=date(2026, 11, 21), place="Quay 3"),))
    marked = embedded(issue("2026-W47", ad, events))
    assert (marked.blocks[1].events[0].title, marked.blocks[1].events[0].place) == (f"{RTL}سوق!{RTL}{LTR}", "Quay 3")
    assert isinstance(marked.blocks[0].insertion, Insertion)
    assert marked.blocks[0].insertion.creative.headline == f"{RTL}قهوة!{RTL}{LTR}"
    assert marked.blocks[0].insertion.creative.body == "Coffee!"


def test_a_quote_and_a_poll_in_the_other_direction() -> None:
    """What blocks say themselves keeps its full stop, too; addresses and the names of networks are left alone."""
    quote = Block(kind="quote", options={"text": "Fog.", "by": "Ada Q.", "url": "https://a.example/"})
    answers = [{"title": "Yes!", "url": "https://a.example/y"}, {"title": "לא", "url": "https://a.example/n"}]
    poll = Block(kind="poll", options={"question": "Fog?", "text": "", "answers": answers})
    own = Block(kind="tides", options={"text": "High."})
    letter = newsletter(language="he", direction="rtl")
    first, second, third = embedded(issue("2026-W47", quote, poll, own, newsletter=letter)).blocks
    assert first.options == {
        "text": f"{LTR}Fog.{LTR}{RTL}",
        "by": f"{LTR}Ada Q.{LTR}{RTL}",
        "url": "https://a.example/",
    }
    assert second.options["question"] == f"{LTR}Fog?{LTR}{RTL}"
    assert [each["title"] for each in second.options["answers"]] == [f"{LTR}Yes!{LTR}{RTL}", "לא"]
    assert third == own


def test_both_parts_have_the_marks_and_the_subject_none() -> None:
    """HTML, text and web version are of one issue; a header of the message is shown by itself."""
    block = Block(kind="list", style="teaser", stories=(story(title="Hello, sea!"),))
    hebrew = issue("2026-W47", block, newsletter=newsletter(language="he", direction="rtl"), subject="Hello, sea!")
    email = render(hebrew, theme=find_theme("classic", overrides=None, options={}))
    assert email.subject == "Hello, sea!"
    for part in (email.html, email.text, email.web):
        assert f"{LTR}Hello, sea!{LTR}{RTL}" in part
