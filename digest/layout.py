"""Turn the configured layout and the selected stories into the issue's blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from digest.config.blocks import (
    AdBlock,
    BlockConfig,
    CustomBlock,
    FooterBlock,
    HeaderBlock,
    LeadBlock,
    ListBlock,
    NoteBlock,
    PromoBlock,
    SectionBlock,
    SubscribeBlock,
)
from digest.errors import ConfigError
from digest.models import Block, Story


def complete(blocks: Sequence[BlockConfig]) -> tuple[BlockConfig, ...]:
    """The layout with a header first and a footer last where it names none."""
    kinds = {block.kind for block in blocks}
    first = () if "header" in kinds else (HeaderBlock(kind="header"),)
    last = () if "footer" in kinds else (FooterBlock(kind="footer"),)
    return (*first, *blocks, *last)


def read_notes(blocks: Sequence[BlockConfig], *, root: Path) -> tuple[BlockConfig, ...]:
    """The layout with the text of each note that lies in a file, relative to `root`, in its place.

    Raises ConfigError when one cannot be read.
    """
    return tuple(
        block.model_copy(update={"text": _note(root / block.file), "file": None})
        if isinstance(block, NoteBlock) and block.file
        else block
        for block in blocks
    )


def _note(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = 'write the note there, or give it as text = """…""" in the block'
        raise ConfigError(f"the note cannot be read: {error}", where=str(path), hint=hint) from error


def lay_out(blocks: Sequence[BlockConfig], stories: Mapping[int, tuple[Story, ...]]) -> list[Block]:
    """The blocks that have something to show; ads and promos are still empty. Pure: notes have been read.

    `stories` are those of each block by its index in `blocks`.
    """
    laid_out = []
    for index, block in enumerate(blocks):
        if isinstance(block, LeadBlock | ListBlock | SectionBlock):
            if index in stories:
                laid_out.append(_with_stories(block, stories[index]))
        elif not isinstance(block, NoteBlock) or block.text.strip():
            laid_out.append(_without_stories(block))
    return laid_out


def outline(blocks: Sequence[BlockConfig]) -> tuple[Block, ...]:
    """The layout before there are stories, for what can be said of issues to come."""
    return tuple(
        _with_stories(block, ()) if isinstance(block, LeadBlock | ListBlock | SectionBlock) else _without_stories(block)
        for block in blocks
    )


def _with_stories(block: LeadBlock | ListBlock | SectionBlock, stories: tuple[Story, ...]) -> Block:
    if isinstance(block, LeadBlock):
        lead = tuple(story.model_copy(update={"points": story.points[: block.points]}) for story in stories)
        return Block(kind=block.kind, title=block.title, stories=lead)
    plain = tuple(story.model_copy(update={"points": ()}) for story in stories)
    inside = {"slot": block.slot, "slot_after": block.slot_after} if block.slot else {}
    if isinstance(block, SectionBlock):
        return Block(
            kind=block.kind,
            title=block.title or block.section,
            style=block.style,
            stories=plain,
            options={"section": block.section, **inside},
        )
    options = {"by": block.by, **inside}
    return Block(kind=block.kind, title=block.title, style=block.style, stories=plain, options=options)


def _without_stories(block: BlockConfig) -> Block:
    match block:
        case AdBlock():
            options: dict[str, object] = {"slot": block.slot}
        case PromoBlock():
            options = {"name": block.name}
        case NoteBlock():
            options = {"markdown": block.text, "portrait": block.portrait, "signature": block.signature}
        case SubscribeBlock():
            options = {"text": block.text}
        case CustomBlock():
            options = dict(block.model_extra or {})
        case _:
            options = {}
    return Block(kind=block.kind, title=block.title, options=options)
