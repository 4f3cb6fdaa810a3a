"""Apply one decision of the editor to the blocks of a layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from digest.addresses import absolute
from digest.editing.names import STORIES, block_names
from digest.errors import Refused
from digest.models import Block, Drop, Edit, Image, Move, Note, Picture, Retell, Story, Word, one_line

Blocks = tuple[Block, ...]
MOST = {
    "subject": 400,
    "preheader": 400,
    "title": 1_000,
    "excerpt": 10_000,
    "note": 50_000,
    "alt": 1_000,
    "address": 2_000,
}
"""Characters: many times what is good, so that it is a slip of the hand, such as a whole article in the wrong field."""


def change(blocks: Sequence[Block], edit: Edit, *, bring: Callable[[str], Story | None]) -> Blocks:
    """`blocks` (lists whole, slots empty) after `edit`: the same, though one of them may have no story any more.

    `bring` gives a story that is in none of them, by its id. What is about words or slots changes no block. Raises
    Refused when there is no such story or block.
    """
    match edit:
        case Move():
            return _moved(tuple(blocks), edit, bring)
        case Drop():
            _find(blocks, edit.story, edit.title)
            _keep_a_lead(blocks, edit.story)
            return _cleared(tuple(blocks), edit.story)
        case Retell():
            _keep_short(edit.field, edit.text)
            if edit.field == "title" and not edit.text:
                raise Refused("a story needs a title", hint="write one, or take the story out")
            return _updated(blocks, edit.story, edit.title, {edit.field: edit.text})
        case Picture():
            return _updated(blocks, edit.story, edit.title, {"image": _shown(edit.image)})
        case Note():
            _keep_short("note", edit.text)
            return _noted(blocks, edit)
        case Word():
            _keep_short(edit.field, edit.text)
            return tuple(blocks)
        case _:
            return tuple(blocks)


def _moved(blocks: Blocks, edit: Move, bring: Callable[[str], Story | None]) -> Blocks:
    names = block_names(blocks)
    if edit.block not in _open(blocks):
        hint = f"there are {', '.join(_open(blocks))}"
        raise Refused(f"there is no block “{edit.block}” for stories in this issue", hint=hint)
    target = names.index(edit.block)
    home = next((at for at, block in enumerate(blocks) if _holds(block, edit.story)), None)
    story = _find(blocks, edit.story, edit.title) if home is not None else bring(edit.story)
    if story is None:
        hint = "it has left its feed: pin it by its address under [selection]"
        raise Refused(f"the story “{edit.title or edit.story}” cannot be had any more", hint=hint)
    if blocks[target].kind == "lead" and home != target:
        return _new_lead(blocks, story, target=target, home=home)
    if home != target:
        _keep_a_lead(blocks, edit.story)
    emptied = _cleared(blocks, edit.story)
    stories = list(emptied[target].stories)
    stories.insert(min(edit.place, len(stories)), story)
    return _put(emptied, target, stories)


def _new_lead(blocks: Blocks, story: Story, *, target: int, home: int | None) -> Blocks:
    """A lead is one story: the one before goes to where the new one comes from, or to the top of the next block."""
    former = blocks[target].stories
    if home is None:
        after = (at for at, block in enumerate(blocks) if at > target and block.stories)
        home = next(after, None)
        if home is not None:
            blocks = _put(blocks, home, [*former, *blocks[home].stories])
    else:
        there = blocks[home].stories
        at = next(n for n, each in enumerate(there) if each.id == story.id)
        blocks = _put(blocks, home, [*there[:at], *former, *there[at + 1 :]])
    return _put(blocks, target, [story])


def _keep_a_lead(blocks: Blocks | Sequence[Block], story: str) -> None:
    """Raises Refused when `story` is all that a lead has."""
    if any(block.kind == "lead" and [each.id for each in block.stories] == [story] for block in blocks):
        raise Refused("the issue would have no lead", hint="put another story in its place: the two change places")


def _keep_short(field: str, text: str) -> None:
    """Raises Refused for what no inbox could show, and no page could hold."""
    if len(text) > MOST[field]:
        hint = f"write at most {MOST[field]:,}"
        raise Refused(f"{len(text):,} characters are too many for the {field}", hint=hint)


def _shown(image: Image | None) -> Image | None:
    """`image` with its address as a mail may have it. Raises Refused when that is none of the web."""
    if image is None:
        return None
    _keep_short("address", image.url)
    _keep_short("alt", image.alt)
    url = absolute(image.url)
    if not url:
        raise Refused(f"“{image.url}” is no address of a picture", hint="write one like https://lantern.example/a.jpg")
    return image.model_copy(update={"url": url, "alt": one_line(image.alt)})


def _find(blocks: Sequence[Block], story: str, title: str) -> Story:
    found = next((each for block in blocks for each in block.stories if each.id == story), None)
    if found is None:
        raise Refused(f"the story “{title or story}” is not in this issue", hint="look at the issue again")
    return found


def _updated(blocks: Sequence[Block], story: str, title: str, values: dict[str, object]) -> Blocks:
    _find(blocks, story, title)
    return tuple(
        block.model_copy(
            update={
                "stories": tuple(each.model_copy(update=values) if each.id == story else each for each in block.stories)
            }
        )
        for block in blocks
    )


def _noted(blocks: Sequence[Block], edit: Note) -> Blocks:
    names = block_names(blocks)
    at = names.index(edit.block) if edit.block in names else None
    if at is None or blocks[at].kind != "note":
        notes = ", ".join(name for name, block in zip(names, blocks, strict=True) if block.kind == "note")
        hint = f"there is {notes}" if notes else 'add a block of kind = "note" to digest.toml'
        raise Refused(f"there is no note “{edit.block}” in this issue", hint=hint)
    noted = blocks[at].model_copy(update={"options": {**blocks[at].options, "text": edit.text}})
    return (*blocks[:at], noted, *blocks[at + 1 :])


def _holds(block: Block, story: str) -> bool:
    return any(each.id == story for each in block.stories)


def _cleared(blocks: Blocks, story: str) -> Blocks:
    return tuple(
        block.model_copy(update={"stories": tuple(each for each in block.stories if each.id != story)})
        if _holds(block, story)
        else block
        for block in blocks
    )


def _put(blocks: Blocks, at: int, stories: Sequence[Story]) -> Blocks:
    return (*blocks[:at], blocks[at].model_copy(update={"stories": tuple(stories)}), *blocks[at + 1 :])


def _open(blocks: Blocks) -> tuple[str, ...]:
    return tuple(name for name, block in zip(block_names(blocks), blocks, strict=True) if block.kind in STORIES)
