"""Choose the stories of one issue and say why: eligible → folded → scored → composed → related."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.config.blocks import BlockConfig, LeadBlock, ListBlock, SectionBlock
from digest.config.schema import SelectionConfig
from digest.models import Decision, Entry, Link, Outcome, Story
from digest.selector.compose import Filled, belongs, compose, same_section
from digest.selector.eligible import beside, fold, in_window, matches, record, story_id
from digest.selector.related import related
from digest.selector.scoring import Scored, score
from digest.selector.subject import propose


@dataclass(frozen=True)
class Selection:
    """What `select` decided. `blocks` are the stories of each block of the layout by its index, in reading order.

    `decisions` has one record for every entry given, placed ones first; `unfilled` says why a block stays empty;
    `missing_pins` are pins that no entry answers to.
    """

    blocks: Mapping[int, tuple[Story, ...]]
    decisions: tuple[Decision, ...]
    unfilled: Mapping[int, str]
    missing_pins: tuple[str, ...]
    subject: str
    preheader: str


def select(
    entries: Sequence[Entry],
    *,
    blocks: Sequence[BlockConfig],
    selection: SelectionConfig,
    carried: Mapping[str, str],
    cadence: timedelta,
    now: datetime,
    weights: Mapping[str, float],
) -> Selection:
    """The stories of the issue that goes out at `now`. Pure, and independent of the order of `entries`.

    `carried` says which earlier issue had a story, `weights` is a factor for each source name.
    """
    kept, earlier, drops = in_window(
        entries, selection=selection, window=selection.window or cadence, carried=carried, now=now
    )
    singles, folds = fold(kept, pins=selection.pins)
    scored = score(singles, selection=selection, weights=weights, cadence=cadence, now=now)
    filled = compose(scored, blocks=blocks, max_per_source=selection.max_per_source)
    links = _related(filled, blocks, pool=[*singles, *beside(earlier, kept)])
    stories = {
        index: tuple(_story(item.entry, links.get(item.entry.identity, ())) for item in items)
        for index, items in filled.blocks.items()
    }
    lead_first = sorted(stories, key=lambda index: (not isinstance(blocks[index], LeadBlock), index))
    subject, preheader = propose([story for index in lead_first for story in stories[index]])
    decisions = [*_placed(filled, blocks), *_left_out(scored, filled, blocks, links)]
    return Selection(
        blocks=stories,
        decisions=(*decisions, *sorted([*folds, *drops], key=lambda d: (d.outcome, d.url, d.model_dump_json()))),
        unfilled=filled.unfilled,
        missing_pins=tuple(pin for pin in selection.pins if not any(matches(entry, [pin]) for entry in entries)),
        subject=subject,
        preheader=preheader,
    )


def _related(filled: Filled, blocks: Sequence[BlockConfig], *, pool: Sequence[Entry]) -> dict[str, tuple[Link, ...]]:
    wanted: dict[str, int] = {}
    for index, items in filled.blocks.items():
        block = blocks[index]
        count = block.related if isinstance(block, LeadBlock | ListBlock | SectionBlock) else 0
        wanted.update((item.entry.identity, count) for item in items if count)
    shown = frozenset(item.entry.identity for items in filled.blocks.values() for item in items)
    return related(wanted, pool=pool, shown=shown)


def _story(entry: Entry, links: tuple[Link, ...]) -> Story:
    shared = entry.model_dump(include=set(Story.model_fields) & set(Entry.model_fields))
    return Story(id=story_id(entry), related=links, **shared)


def _placed(filled: Filled, blocks: Sequence[BlockConfig]) -> list[Decision]:
    return [
        _decision(item, Outcome.placed, _why(item, place, blocks[index]), block=index)
        for index, items in sorted(filled.blocks.items())
        for place, item in enumerate(items, start=1)
    ]


def _why(item: Scored, place: int, block: BlockConfig) -> str:
    if item.pin is not None:
        return "pinned by the editor"
    if isinstance(block, LeadBlock):
        return "highest score with something to show as lead"
    if isinstance(block, SectionBlock):
        return f"number {place} of {block.section}"
    by = block.by if isinstance(block, ListBlock) else "score"
    return f"number {place} by {by}"


def _left_out(
    scored: Sequence[Scored],
    filled: Filled,
    blocks: Sequence[BlockConfig],
    links: Mapping[str, Sequence[Link]],
) -> list[Decision]:
    placed = {item.entry.identity for items in filled.blocks.values() for item in items}
    lead_of = {link.url: identity for identity, found in links.items() for link in found}
    titles = {item.entry.identity: item.entry.title for item in scored}
    decisions = []
    for item in scored:
        if item.entry.identity in placed:
            continue
        owner = lead_of.get(item.entry.url)
        reason = f"shown as related to “{titles[owner]}”" if owner else _lost_to(item, filled, blocks)
        decisions.append(_decision(item, Outcome.left_out, reason))
    return decisions


def _lost_to(item: Scored, filled: Filled, blocks: Sequence[BlockConfig]) -> str:
    """What kept a story out: its source's share, a thin section, or the last story that got in where it might have."""
    if item.entry.identity in filled.capped:
        return f"{item.entry.source} has as many stories as one source may have"
    for index, block in enumerate(blocks):
        if isinstance(block, SectionBlock) and same_section(block.section, item.entry.section):
            if index in filled.unfilled:
                return f"{block.section} is left out: {filled.unfilled[index]}"
            last = filled.blocks[index][-1]
            return f"{block.section} is full: the last one in, “{last.entry.title}”, scores {last.score:.2f}"
    lists = [
        index
        for index, block in enumerate(blocks)
        if index in filled.blocks and isinstance(block, ListBlock) and belongs(item, block)
    ]
    if not lists:
        return "no block takes it"
    last = filled.blocks[lists[-1]][-1]
    block = blocks[lists[-1]]
    by = block.by if isinstance(block, ListBlock) else "score"
    return f"no room: the last one in by {by} is “{last.entry.title}”"


def _decision(item: Scored, outcome: Outcome, reason: str, *, block: int | None = None) -> Decision:
    base = record(item.entry, outcome, reason)
    return base.model_copy(update={"score": item.score, "parts": dict(item.parts), "block": block})
