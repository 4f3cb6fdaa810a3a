"""Say of every story where it ended up and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digest.config.blocks import BlockConfig, LeadBlock, ListBlock, SectionBlock
from digest.models import Decision, Link, Outcome
from digest.selector.compose import Filled, belongs, same_section
from digest.selector.eligible import record, story_id
from digest.selector.scoring import Scored
from digest.selector.sift import Marks


@dataclass(frozen=True)
class Told:
    """What was decided: the filled `blocks`, who tells the event of a story in its place (`told_by`, by identity), what
    is pointed to as related, and what lets a story run that by rule could not (`marks`)."""

    filled: Filled
    blocks: Sequence[BlockConfig]
    told_by: Mapping[str, Scored]
    links: Mapping[str, Sequence[Link]]
    marks: Marks


def decide(scored: Sequence[Scored], told: Told, *, others: Sequence[Decision]) -> tuple[Decision, ...]:
    """A decision for each scored story, placed ones first, and then the `others`, made before."""
    placed = [
        _decision(item, Outcome.placed, _why(item, place, index, told), told, block=index)
        for index, items in sorted(told.filled.blocks.items())
        for place, item in enumerate(items, start=1)
    ]
    left_out = _left_out(scored, told)
    return (*placed, *left_out, *sorted(others, key=lambda d: (d.outcome, d.url, d.model_dump_json())))


def _why(item: Scored, place: int, index: int, told: Told) -> str:
    if item.pin is not None:
        return "pinned by the editor"
    block = told.blocks[index]
    if isinstance(block, LeadBlock):
        return "highest score with something to show as lead"
    if item.entry.identity in told.filled.borrowed and isinstance(block, SectionBlock):
        return f"lent by {item.entry.section} to {block.section}, which has too few"
    over = told.filled.varied.get(item.entry.identity)
    variety = f", before “{over.entry.title}” for variety" if over else ""
    if isinstance(block, SectionBlock):
        return f"number {place} of {block.section}{variety}"
    by = block.by if isinstance(block, ListBlock) else "score"
    return f"number {place} by {by}{variety}"


def _left_out(scored: Sequence[Scored], told: Told) -> list[Decision]:
    placed = {item.entry.identity for items in told.filled.blocks.values() for item in items}
    owners = {link.url: identity for identity, found in told.links.items() for link in found}
    titles = {item.entry.identity: item.entry.title for item in scored}
    decisions = []
    for item in scored:
        if item.entry.identity in placed:
            continue
        teller = told.told_by.get(item.entry.identity)
        event = story_id(teller.entry) if teller else ""
        if item.entry.url in owners:
            reason = f"shown as related to “{titles[owners[item.entry.url]]}”"
        elif teller:
            reason = f"tells the same event as “{teller.entry.title}” ({teller.entry.source})"
        else:
            reason = _lost_to(item, told.filled, told.blocks)
        decisions.append(_decision(item, Outcome.left_out, reason, told, event=event))
    return decisions


def _lost_to(item: Scored, filled: Filled, blocks: Sequence[BlockConfig]) -> str:
    """What kept a story out: its source's share, a thin section, variety, or the last that got in where it might have.

    Of several lists one by score is named before others, the last of them before the first.
    """
    if item.entry.identity in filled.capped:
        return f"{item.entry.source} has as many stories as one source may have"
    for index, block in enumerate(blocks):
        if isinstance(block, SectionBlock) and same_section(block.section, item.entry.section):
            if index in filled.unfilled:
                return f"{block.section} is left out: {filled.unfilled[index]}"
            last = filled.blocks[index][-1]
            full = f"{block.section} is full: the last one in, “{last.entry.title}”, scores {last.score:.2f}"
            return _held_back(item, filled) if item.score > last.score else full
    lists = [
        (block.by == "score", index, block.by)
        for index, block in enumerate(blocks)
        if index in filled.blocks and isinstance(block, ListBlock) and belongs(item, block)
    ]
    if not lists:
        return "no block takes it"
    by_score, index, by = max(lists)
    last = filled.blocks[index][-1]
    if by_score and item.score > last.score and last.pin is None:
        return _held_back(item, filled)
    value = f", {last.score:.2f}" if by_score else ""
    return f"no room: the last one in by {by} is “{last.entry.title}”{value}"


def _held_back(item: Scored, filled: Filled) -> str:
    """Why a story is out though one of a lower score is in."""
    inside = [other.entry for placed in filled.blocks.values() for other in placed]
    of_source = sum(other.source == item.entry.source for other in inside)
    of_section = sum(same_section(other.section, item.entry.section) for other in inside) if item.entry.section else 0
    parts = [
        *([f"{of_source} of {item.entry.source}"] if of_source else []),
        *([f"{of_section} of {item.entry.section}"] if of_section else []),
    ]
    return f"held back for variety: {' and '.join(parts) or 'a story like it'} already in"


def _decision(item: Scored, outcome: Outcome, reason: str, told: Told, **more: Any) -> Decision:
    mark = told.marks.said(item.entry.identity)
    carried_from = told.marks.carried_from.get(item.entry.identity, "")
    notes = [*([mark] if mark else []), *([] if item.entry.published else [UNDATED])]
    reason = f"{reason} ({'; '.join(notes)})" if notes else reason
    fields = {"score": item.score, "parts": dict(item.parts), "carried_from": carried_from, **more}
    return record(item.entry, outcome, reason).model_copy(update=fields)


UNDATED = "undated"
