"""Choose the stories of one issue: sift → fold → group by event → score → compose → related."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.config.blocks import BlockConfig, LeadBlock, ListBlock, SectionBlock
from digest.config.schema import SelectionConfig
from digest.models import Decision, Entry, Issue, Link, Story
from digest.selector.beside import beside
from digest.selector.carry import leave, past
from digest.selector.compose import Filled, compose
from digest.selector.eligible import Folded, fold, matches, story_id
from digest.selector.events import events
from digest.selector.fingerprints import Prints
from digest.selector.reasons import Told, decide
from digest.selector.related import FLOOR, Pool, related
from digest.selector.scoring import Scored, lead_first, score
from digest.selector.sift import Marks, in_window
from digest.selector.similarity import Likeness, measure


@dataclass(frozen=True)
class Selection:
    """What `select` decided. `blocks` are the stories of each block of the layout by its index, in reading order.

    `decisions` has one record for every entry given and for each that the last issue left over, placed ones first;
    `left_over` is what this one leaves to the next; `unfilled` says why a block stays empty; `missing_pins` are pins
    that no entry answers to; `overruled` says, by address, what pins let run that ran before or is excluded.
    """

    blocks: Mapping[int, tuple[Story, ...]]
    decisions: tuple[Decision, ...]
    left_over: tuple[Entry, ...]
    unfilled: Mapping[int, str]
    missing_pins: tuple[str, ...]
    overruled: Mapping[str, str]


def select(
    entries: Sequence[Entry],
    *,
    blocks: Sequence[BlockConfig],
    selection: SelectionConfig,
    carried: Mapping[str, str],
    cadence: timedelta,
    now: datetime,
    weights: Mapping[str, float],
    earlier: Sequence[Issue] = (),
) -> Selection:
    """The stories of the issue that goes out at `now`. Pure, and independent of the order of `entries`.

    `carried` says which earlier issue had a story, `weights` is a factor for each source name. `earlier` are the
    issues themselves, for their texts, for what they left over and to point to.
    """
    before, prints = past(earlier, carry_over=selection.carry_over), Prints()
    held = {entry.identity for entry in entries}
    entries = [*entries, *(entry for entry in before.left if entry.identity not in held)]
    sifted = in_window(
        entries,
        selection=selection,
        cadence=cadence,
        carried=carried,
        now=now,
        past=before,
        prints=prints,
        first=not (earlier or carried),
    )
    folded = fold(sifted.kept, pins=selection.pins, texts=prints.texts)
    marks = sifted.marks.of_best(folded)
    others, issues = beside(sifted.earlier, before, kept=sifted.kept, exclude=selection.exclude, prints=prints)
    pool = _pool(folded, others, issues, selection)
    scored = _scored(folded, pool, selection=selection, weights=weights, cadence=cadence, now=now)
    leads, told_by = _leads(scored, pool)
    filled = compose(leads, blocks=blocks, selection=selection, alike=_alike(pool))
    links = _related(filled, blocks, pool=pool)
    stories = {
        index: tuple(_story(item.entry, links, folded, marks, prints) for item in items)
        for index, items in filled.blocks.items()
    }
    told = Told(filled, blocks, told_by, links, marks)
    decisions = decide(scored, told, others=[*folded.decisions, *sifted.decisions])
    return Selection(
        blocks=stories,
        decisions=decisions,
        left_over=_left_over(decisions, folded, told, scored) if selection.carry_over else (),
        unfilled=filled.unfilled,
        missing_pins=tuple(pin for pin in selection.pins if not any(matches(entry, [pin]) for entry in entries)),
        overruled=_overruled(folded, marks),
    )


def _overruled(folded: Folded, marks: Marks) -> dict[str, str]:
    """What editors seldom mean: a pin from weeks ago, or one that they excluded too. A pin of an old story is usual."""
    reasons = {entry.url: marks.despite.get(entry.identity, "") for entry in folded.kept}
    return {url: reason for url, reason in sorted(reasons.items()) if "ran in" in reason or "excluded" in reason}


def _left_over(
    decisions: Sequence[Decision], folded: Folded, told: Told, scored: Sequence[Scored]
) -> tuple[Entry, ...]:
    return leave(
        decisions,
        entries={story_id(entry): entry for entry in folded.kept},
        marked=[*told.marks.carried_from, *told.marks.updated_since],
        pointed_to=[link.url for found in told.links.values() for link in found],
        pinned=[item.entry.identity for item in scored if item.pin is not None],
    )


def _pool(folded: Folded, others: Sequence[Entry], issues: Mapping[str, str], selection: SelectionConfig) -> Pool:
    """All that can be told, compared in one go and in a fixed order: first what may run."""
    mine = sorted(folded.kept, key=lambda entry: entry.identity)
    everything = [*mine, *others]
    likeness = measure(everything, kind=selection.similarity)
    groups = [[mine[at].identity for at in group] for group in events(mine, likeness=likeness)]
    return Pool(
        entries=everything,
        likeness=likeness,
        group={identity: group for group in groups for identity in group},
        issues=issues,
    )


def _scored(
    folded: Folded,
    pool: Pool,
    *,
    selection: SelectionConfig,
    weights: Mapping[str, float],
    cadence: timedelta,
    now: datetime,
) -> list[Scored]:
    told_by: dict[str, set[str]] = {}
    for entry in folded.kept:
        told_by[entry.identity] = {entry.source, *(other.source for other in folded.also_at[entry.identity])}
    coverage = {
        identity: len(set().union(*(told_by[member] for member in pool.group[identity]))) for identity in told_by
    }
    return score(
        folded.kept,
        selection=selection,
        weights=weights,
        cadence=cadence,
        now=now,
        coverage=coverage,
        latest=_latest(folded.kept, pool),
        also_at=folded.also_at,
    )


def _latest(entries: Sequence[Entry], pool: Pool) -> dict[str, datetime]:
    """When the event of each entry was told last, by identity; events that have no date are left out."""
    dates = {entry.identity: entry.published for entry in entries if entry.published}
    found = {}
    for entry in entries:
        known = [dates[member] for member in pool.group[entry.identity] if member in dates]
        if known:
            found[entry.identity] = max(known)
    return found


def _leads(scored: Sequence[Scored], pool: Pool) -> tuple[list[Scored], dict[str, Scored]]:
    """The story that tells each event, best first, and for each other story of it the one that tells it.

    All that the editor pinned; otherwise the one that makes the best lead.
    """
    place = {entry.identity: at for at, entry in enumerate(pool.entries)}
    by_event: dict[str, list[Scored]] = {}
    for item in scored:
        by_event.setdefault(pool.group[item.entry.identity][0], []).append(item)
    told_by: dict[str, Scored] = {}
    for members in by_event.values():
        best = min(members, key=_teller(members, pool.likeness, place))
        told_by.update({item.entry.identity: best for item in members if item is not best and item.pin is None})
    return [item for item in scored if item.entry.identity not in told_by], told_by


def _teller(
    members: Sequence[Scored], likeness: Likeness, place: Mapping[str, int]
) -> Callable[[Scored], tuple[object, ...]]:
    """Sort key: who should tell an event. Of equals the one most like the others, the surest to be of that event."""
    places = [place[item.entry.identity] for item in members]

    def key(item: Scored) -> tuple[object, ...]:
        pinned, worth, *newer = lead_first(item)
        own = place[item.entry.identity]
        return (pinned, worth, -round(sum(likeness.between(own, at) for at in places if at != own), 6), *newer)

    return key


def _alike(pool: Pool) -> _Alike:
    return _Alike(pool.likeness, {entry.identity: at for at, entry in enumerate(pool.entries)})


@dataclass(frozen=True)
class _Alike:
    """How alike two stories are as far as a reader would notice: below the floor of what is related, not at all."""

    likeness: Likeness
    place: Mapping[str, int]

    def __call__(self, first: Entry, second: Entry) -> float:
        one, other = self.place[first.identity], self.place[second.identity]
        value = self.likeness.between(one, other)
        words = min(self.likeness.words[one], self.likeness.words[other])
        floor = min(0.9, FLOOR * self.likeness.same_event(words))
        return max(0.0, value - floor) / (1 - floor)


def _related(filled: Filled, blocks: Sequence[BlockConfig], *, pool: Pool) -> dict[str, tuple[Link, ...]]:
    wanted: dict[str, int] = {}
    for index, items in filled.blocks.items():
        block = blocks[index]
        count = block.related if isinstance(block, LeadBlock | ListBlock | SectionBlock) else 0
        wanted.update({item.entry.identity: count for item in items})
    shown = frozenset(item.entry.identity for items in filled.blocks.values() for item in items)
    return related(wanted, pool=pool, shown=shown)


def as_story(entry: Entry) -> Story:
    """`entry` as a story of an issue, with nothing beside it: for one that the editor puts in by hand."""
    shared = entry.model_dump(include=set(Story.model_fields) & set(Entry.model_fields))
    return Story(id=story_id(entry), fingerprint=Prints().of(entry), **shared)


def _story(entry: Entry, links: Mapping[str, tuple[Link, ...]], folded: Folded, marks: Marks, prints: Prints) -> Story:
    shared = entry.model_dump(include=set(Story.model_fields) & set(Entry.model_fields))
    also = {other.url: other for other in folded.also_at[entry.identity] if other.url != entry.url}
    return Story(
        id=story_id(entry),
        related=links.get(entry.identity, ()),
        also_at=tuple(Link(title=also[url].source, url=url) for url in sorted(also)),
        fingerprint=prints.of(entry),
        updated_since=marks.updated_since.get(entry.identity, ""),
        **shared,
    )
