"""The editor's changes to the blocks of an issue."""

from __future__ import annotations

import pytest

from digest.editing import block_names, change, decide, parted, whole
from digest.errors import Refused
from digest.models import (
    Block,
    Clear,
    Decision,
    Drop,
    Edit,
    Free,
    Image,
    Move,
    Note,
    Outcome,
    Picture,
    Retell,
    Story,
    Word,
    with_edit,
)
from tests.build import stories_block, story

LAYOUT = (
    Block(kind="header"),
    stories_block("lead", kind="lead"),
    stories_block("a", "b", "c"),
    Block(kind="note", title="Hello", options={"text": "Good morning"}),
    Block(kind="section", title="World", stories=(story("w"),), options={"section": "World"}),
)


def nowhere(_story: str) -> Story | None:
    return None


def told(blocks: tuple[Block, ...]) -> dict[str, list[str]]:
    """The ids of the stories of each block that has any, by the block's name."""
    names = block_names(blocks)
    return {
        name: [each.id for each in block.stories] for name, block in zip(names, blocks, strict=True) if block.stories
    }


def move(name: str, block: str, place: int = 0) -> Move:
    return Move(action="move", story=name, block=block, place=place)


def test_names_tell_blocks_apart() -> None:
    """A block is called by its kind and its section, title, slot or promo; those that are alike are counted."""
    ad = Block(kind="ad", options={"slot": "top"})
    promo = Block(kind="promo", options={"name": "youtube"})
    blocks = (*LAYOUT, ad, promo, stories_block("d"), stories_block("e"))
    assert block_names(blocks) == (
        "header", "lead", "list", "note Hello", "section World", "ad top", "promo youtube", "list 2", "list 3",
    )  # fmt: skip


def picture(url: str) -> Picture:
    return Picture(action="picture", story="a", image=Image(url=url))


@pytest.mark.parametrize(
    ("edit", "lists"),
    [
        (move("c", "list", 0), {"list": ["c", "a", "b"]}),
        (move("a", "list", 2), {"list": ["b", "c", "a"]}),
        (move("a", "list", 99), {"list": ["b", "c", "a"]}),
        (move("b", "section World", 1), {"list": ["a", "c"], "section World": ["w", "b"]}),
        (move("b", "lead"), {"lead": ["b"], "list": ["a", "lead", "c"]}),
        (move("lead", "lead"), {}),
        (Drop(action="drop", story="b"), {"list": ["a", "c"]}),
        (Drop(action="drop", story="w"), {"section World": None}),
    ],
)  # fmt: skip
def test_stories_move(edit: Edit, lists: dict[str, list[str] | None]) -> None:
    """A story stands where it is put; a new lead changes places with the one before."""
    expected = {"lead": ["lead"], "list": ["a", "b", "c"], "section World": ["w"], **lists}
    blocks = change(LAYOUT, edit, bring=nowhere)
    assert told(blocks) == {name: stories for name, stories in expected.items() if stories}


def test_an_emptied_block_is_not_in_the_issue_and_can_be_filled_again() -> None:
    """A block without a story is no part of the issue, and stands where it stood, as it was, when a story comes in."""
    emptied = change(LAYOUT, Drop(action="drop", story="w"), bring=nowhere)
    shown, away = parted(emptied)
    assert [block.kind for block in shown] == ["header", "lead", "list", "note"]
    assert [(each.position, each.block.options) for each in away] == [(4, {"section": "World"})]
    assert whole(shown, away) == emptied
    again = change(whole(shown, away), move("b", "section World"), bring=nowhere)
    assert parted(again) == (again, ())
    assert told(again) == {"lead": ["lead"], "list": ["a", "c"], "section World": ["b"]}
    assert again[4].title == "World"


def test_a_story_comes_in_from_outside() -> None:
    """What was left out is put in where the editor says; as the lead, it sends the one before to the next stories."""

    def bring(name: str) -> Story:
        return story(name)

    assert told(change(LAYOUT, move("new", "list", 1), bring=bring))["list"] == ["a", "new", "b", "c"]
    led = told(change(LAYOUT, move("new", "lead"), bring=bring))
    assert (led["lead"], led["list"]) == (["new"], ["lead", "a", "b", "c"])


def test_a_lead_alone_makes_way() -> None:
    """Where there is no other block of stories, the lead before is out."""
    alone = (stories_block("lead", kind="lead"), Block(kind="footer"))
    assert told(change(alone, move("new", "lead"), bring=story)) == {"lead": ["new"]}


@pytest.mark.parametrize(
    ("edit", "said", "hint"),
    [
        (move("gone", "list"), "cannot be had any more", "pin it by its address"),
        (move("a", "list 9"), "no block “list 9”", "there are lead, list, section World"),
        (move("a", "header"), "no block “header” for stories", "there are lead, list, section World"),
        (move("a", "note Hello"), "no block “note Hello” for stories", "there are lead, list, section World"),
        (move("lead", "list", 1), "would have no lead", "change places"),
        (Drop(action="drop", story="lead"), "would have no lead", "change places"),
        (picture("javascript:alert(1)"), "is no address of a picture", "https://"),
        (picture("file:///etc/passwd"), "is no address of a picture", "https://"),
        (picture("notaurl"), "is no address of a picture", "https://"),
        (picture(""), "is no address of a picture", "https://"),
        (Drop(action="drop", story="gone", title="Gulls"), "“Gulls” is not in this issue", "look at"),
        (Retell(action="retell", story="gone", field="title", text="x"), "“gone” is not in this issue", "look at"),
        (Retell(action="retell", story="a", field="title", text=" "), "needs a title", "write one"),
        (Note(action="note", block="list", text="x"), "no note “list”", "there is note Hello"),
        (
            Word(action="word", field="subject", text="x" * 401),
            "401 characters are too many for the subject",
            "400",
        ),
        (Retell(action="retell", story="a", field="excerpt", text="x" * 10_001), "too many for the excerpt", "10,000"),
    ],
)
def test_what_cannot_be_done_is_refused(edit: Edit, said: str, hint: str) -> None:
    """Each refusal says what is wrong and what there is."""
    with pytest.raises(Refused, match=said) as caught:
        change(LAYOUT, edit, bring=nowhere)
    assert hint in caught.value.hint


def test_there_is_no_note() -> None:
    """Where the layout has no note, the refusal says how to get one."""
    with pytest.raises(Refused, match="no note") as caught:
        change(LAYOUT[:2], Note(action="note", block="note", text="x"), bring=nowhere)
    assert 'kind = "note"' in caught.value.hint


def test_what_is_no_letter_is_not_written() -> None:
    """Control characters, which no mail may have, are left out of what the editor writes; scripts stay."""
    assert Word(action="word", field="subject", text="a\x00b\x1b[31m\tc").text == "a b [31m c"
    persian, family = "می\u200cخواهم", "👩\u200d👧"
    assert Retell(action="retell", story="a", field="title", text=f"{persian} {family}").text == f"{persian} {family}"
    assert Note(action="note", block="note", text="- a\r\n\t- b\x00\n").text == "- a\n\t- b \n"
    image = Image(url="https://paper.example/a.jpg", alt="A\ngull\x07")
    blocks = change(LAYOUT, Picture(action="picture", story="a", image=image), bring=nowhere)
    assert blocks[2].stories[0].image == Image(url=image.url, alt="A gull")


def test_stories_are_retold() -> None:
    """Title, excerpt, picture and the note's text are the editor's; nothing else changes."""
    image = Image(url="https://paper.example/a.jpg", alt="A gull")
    blocks = change(LAYOUT, Retell(action="retell", story="b", field="title", text="  Bet\r\nter "), bring=nowhere)
    blocks = change(blocks, Retell(action="retell", story="b", field="excerpt", text=""), bring=nowhere)
    blocks = change(blocks, Picture(action="picture", story="b", image=image), bring=nowhere)
    blocks = change(blocks, Note(action="note", block="note Hello", text="Good *evening*"), bring=nowhere)
    assert blocks[2].stories[1] == story("b", title="Bet ter", image=image)
    assert blocks[3].options == {"text": "Good *evening*"}
    assert (blocks[:2], blocks[2].stories[::2]) == (LAYOUT[:2], LAYOUT[2].stories[::2])


@pytest.mark.parametrize(
    "edit",
    [
        Word(action="word", field="preheader", text=""),
        Clear(action="clear", slot="top"),
        Free(action="free", story="a"),
    ],
)
def test_words_and_slots_are_no_blocks(edit: Edit) -> None:
    """What is about words or slots leaves the stories as they are."""
    assert change(LAYOUT, edit, bring=nowhere) == LAYOUT


def test_a_later_edit_takes_the_place_of_one_about_the_same() -> None:
    """The record holds what counts: a story's last place, a field's last words; what is freed is no edit any more."""
    title = Retell(action="retell", story="a", field="title", text="New")
    edits: tuple[Edit, ...] = ()
    for edit in (move("a", "list", 2), title, Drop(action="drop", story="a"), move("a", "list", 1)):
        edits = with_edit(edits, edit)
    assert edits == (title, move("a", "list", 1))
    assert with_edit(edits, Free(action="free", story="a")) == (title,)
    mine = Word(action="word", field="subject", text="Mine")
    assert with_edit(with_edit((), mine), Word(action="word", field="subject", text=" ")) == ()


def decision(name: str, **fields: object) -> Decision:
    whole = {"story": name, "title": name, "url": f"https://x.example/{name}", "source": "Paper", "reason": "score"}
    return Decision.model_validate({**whole, "outcome": Outcome.left_out, **fields})


def test_decisions_follow() -> None:
    """Placed stories come first in reading order; who moved, came in, went out or made way says so."""
    before = [
        *(decision(name, outcome=Outcome.placed, block=2, score=1.0) for name in ("a", "b", "c")),
        decision("spare", event="a"),
        decision("old", outcome=Outcome.dropped),
    ]
    blocks = (Block(kind="header"), stories_block("b", "spare", "fresh"))
    found = decide(before, move("spare", "list", 1), blocks)
    said = [(each.story, each.outcome.value, each.block, each.reason) for each in found]
    assert said == [
        ("b", "placed", 1, "score"),
        ("spare", "placed", 1, "put here by the editor"),
        ("fresh", "placed", 1, "put here by the editor"),
        ("a", "left out", None, "made way for a story of the editor's"),
        ("c", "left out", None, "made way for a story of the editor's"),
        ("old", "dropped", None, "score"),
    ]
    assert found[1].event == ""
    gone = decide(before, Drop(action="drop", story="a"), (stories_block("b", "c"),))
    assert [each.reason for each in gone if each.story == "a"] == ["taken out by the editor"]
