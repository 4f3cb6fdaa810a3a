"""Turn the configured layout and the selected stories into the issue's blocks."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from digest.config.blocks import (
    BlockConfig,
    EventsBlock,
    FooterBlock,
    HeaderBlock,
    LeadBlock,
    ListBlock,
    NoteBlock,
    QuoteBlock,
    SectionBlock,
    VideoBlock,
)
from digest.errors import ConfigError
from digest.models import Block, Event, Image, Story


def complete(blocks: Sequence[BlockConfig]) -> tuple[BlockConfig, ...]:
    """The layout with a header first and a footer last where it names none."""
    kinds = {block.kind for block in blocks}
    first = () if "header" in kinds else (HeaderBlock(kind="header"),)
    last = () if "footer" in kinds else (FooterBlock(kind="footer"),)
    return (*first, *blocks, *last)


def read_files(blocks: Sequence[BlockConfig], *, root: Path) -> tuple[BlockConfig, ...]:
    """The layout with the text of each note and the events of each table that lie in a file, relative to `root`.

    Raises ConfigError when one cannot be read.
    """
    return tuple(_filled(block, root) for block in blocks)


def _filled(block: BlockConfig, root: Path) -> BlockConfig:
    if isinstance(block, NoteBlock) and block.file:
        return block.model_copy(update={"text": _note(root / block.file)})
    if isinstance(block, EventsBlock) and block.file:
        return block.model_copy(update={"events": (*block.events, *_events(root / block.file))})
    return block


def _note(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = 'write the note there, or give it as text = """…""" in the block'
        raise ConfigError(f"the note cannot be read: {error}", where=str(path), hint=hint) from error


def _events(path: Path) -> list[Event]:
    """The events of a CSV file whose header row names fields of `Event`; other columns are passed over."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "write a CSV file in UTF-8 there, with the columns day and title"
        raise ConfigError(f"the events cannot be read: {error}", where=str(path), hint=hint) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    events = []
    for row in reader:
        given = {name.strip(): value.strip() for name, value in row.items() if name and isinstance(value, str)}
        known = {name: value for name, value in given.items() if name in Event.model_fields and value}
        try:
            events.append(Event.model_validate(known))
        except ValidationError as error:
            problem = error.errors()[0]
            hint = "each event has a title and a day like 2026-11-21; until is such a day too, or empty"
            message = f'"{problem["loc"][0]}": {problem["msg"].lower()}'
            raise ConfigError(message, where=f"{path}:{reader.line_num}", hint=hint) from None
    return events


def lay_out(blocks: Sequence[BlockConfig], stories: Mapping[int, tuple[Story, ...]], *, day: date) -> list[Block]:
    """The blocks that have something to show; ads and promos are still empty. Pure: files have been read.

    `stories` are those of each block by its index in `blocks`; `day` is the issue's, before which events are over.
    """
    laid_out = []
    for index, block in enumerate(blocks):
        if isinstance(block, LeadBlock | ListBlock | SectionBlock):
            if index in stories:
                laid_out.append(_with_stories(block, stories[index]))
        elif isinstance(block, EventsBlock):
            coming = sorted((each for each in block.events if (each.until or each.day) >= day), key=lambda e: e.day)
            if coming:
                laid_out.append(_block(block, events=tuple(coming[: block.count])))
        elif not isinstance(block, NoteBlock) or block.text.strip():
            laid_out.append(_block(block))
    return laid_out


def outline(blocks: Sequence[BlockConfig]) -> tuple[Block, ...]:
    """The layout before there are stories, for what can be said of issues to come."""
    return tuple(
        _with_stories(block, ()) if isinstance(block, LeadBlock | ListBlock | SectionBlock) else _block(block)
        for block in blocks
    )


def _with_stories(block: LeadBlock | ListBlock | SectionBlock, stories: tuple[Story, ...]) -> Block:
    points = block.points if isinstance(block, LeadBlock) else 0
    told = tuple(story.model_copy(update={"points": story.points[:points]}) for story in stories)
    return _block(block, title=block.title or getattr(block, "section", ""), stories=told)


def _block(block: BlockConfig, **content: object) -> Block:
    """`block` as a part of the issue: what it says itself goes to its template as `options`."""
    own = block.model_dump(mode="json", exclude={"kind", "title", "style", "file", "events", "image", "portrait"})
    common = {"kind": block.kind, "title": block.title, "style": getattr(block, "style", ""), "options": own}
    if isinstance(block, VideoBlock):
        content["image"] = block.image
    elif isinstance(block, NoteBlock | QuoteBlock) and block.portrait:
        content["image"] = Image(url=block.portrait)
    return Block.model_validate({**common, **content})
