"""What the editor decided by hand about an issue: kept in its file, and applied again when it is planned anew."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from digest.models.base import Image, Model

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What stands for no letter, but for the ends of lines and tabs: no mail may have it, and no page shows it."""


def one_line(value: str) -> str:
    """`value` in one line, with single spaces and without control characters."""
    return " ".join(_CONTROL.sub(" ", value).split())


def _lined(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _written(value: object) -> object:
    return _CONTROL.sub(" ", value.replace("\r\n", "\n")) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_lined)]
Lines = Annotated[str, BeforeValidator(_written)]


class Move(Model):
    """The story stands at `place` (from 0) of the block called `block`; a story that was left out comes in by this.

    Blocks are called by `digest.editing.block_names`. `title` is the story's, for people.
    """

    action: Literal["move"]
    story: str
    title: str = ""
    block: str
    place: int = Field(ge=0)


class Drop(Model):
    """The story is not in the issue."""

    action: Literal["drop"]
    story: str
    title: str = ""


class Free(Model):
    """The story stays where it is, but no longer by the editor's word: the next plan decides."""

    action: Literal["free"]
    story: str
    title: str = ""


class Retell(Model):
    """The story's title or excerpt, in the editor's words."""

    action: Literal["retell"]
    story: str
    title: str = ""
    field: Literal["title", "excerpt"]
    text: Line


class Picture(Model):
    """The story's picture; None: it has none."""

    action: Literal["picture"]
    story: str
    title: str = ""
    image: Image | None = None


class Word(Model):
    """The subject or the preheader; an empty one is the one proposed again."""

    action: Literal["word"]
    field: Literal["subject", "preheader"]
    text: Line


class Note(Model):
    """The text of the note called `block`, in Markdown."""

    action: Literal["note"]
    block: str
    text: Lines


class Fill(Model):
    """What runs in the slot called `slot`: a booking or house promo by `name`, with its creative number `creative`."""

    action: Literal["fill"]
    slot: str
    name: str
    creative: int = Field(default=0, ge=0)


class Clear(Model):
    """Nothing runs in the slot called `slot`."""

    action: Literal["clear"]
    slot: str


Edit = Annotated[Move | Drop | Free | Retell | Picture | Word | Note | Fill | Clear, Field(discriminator="action")]
"""One decision of the editor."""


def about(edit: Edit) -> tuple[str, ...]:
    """What `edit` decides: a later one about the same takes its place."""
    match edit:
        case Move() | Drop() | Free():
            return ("place", edit.story)
        case Retell():
            return (edit.field, edit.story)
        case Picture():
            return ("picture", edit.story)
        case Word():
            return (edit.field,)
        case Note():
            return ("note", edit.block)
        case Fill() | Clear():
            return ("slot", edit.slot)


def with_edit(edits: tuple[Edit, ...], edit: Edit) -> tuple[Edit, ...]:
    """`edits` and then `edit`, without what it replaces."""
    others = tuple(each for each in edits if about(each) != about(edit))
    proposed_again = isinstance(edit, Word) and not edit.text
    return others if isinstance(edit, Free) or proposed_again else (*others, edit)
