"""Fill the blocks of the layout with scored stories, in order, so that no later section starves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from digest.config.blocks import BlockConfig, LeadBlock, ListBlock, SectionBlock
from digest.config.schema import SelectionConfig
from digest.counting import counted
from digest.models import Entry
from digest.selector.scoring import Scored, best_first, lead_first, newest_first, pinned, section_key

POOL = 200
"""So many of the best are weighed against each other for variety: what comes after them would not get in anyway."""

Alike = Callable[[Entry, Entry], float]


@dataclass
class Filled:
    """What `compose` decided: the stories of each block by its index, and what stood in the way of the others.

    `capped` are the identities of stories whose source had its share already, `varied` those that came before a story
    of a higher score, by identity with that story, `borrowed` those that another section lent.
    """

    blocks: dict[int, list[Scored]] = field(default_factory=dict)
    unfilled: dict[int, str] = field(default_factory=dict)
    capped: set[str] = field(default_factory=set)
    varied: dict[str, Scored] = field(default_factory=dict)
    borrowed: set[str] = field(default_factory=set)


def compose(
    scored: Sequence[Scored], *, blocks: Sequence[BlockConfig], selection: SelectionConfig, alike: Alike | None = None
) -> Filled:
    """Give each lead, list and section block its stories; every story runs at most once.

    Blocks are filled in the order of the layout, pins first. A block leaves alone the stories that a later section
    block needs to reach its `min`, unless they are pinned. A section with fewer than `min` stories borrows from its
    neighbours, and is left out when these do not help. `alike` says how alike two stories are, for variety.
    """
    filled = Filled()
    left = list(scored)
    chooser = _Chooser(selection, alike or (lambda first, second: 0.0), filled)
    for index, block in enumerate(blocks):
        if not isinstance(block, LeadBlock | ListBlock | SectionBlock):
            continue
        chooser.reserve(left, blocks[index + 1 :])
        free = [item for item in left if item.entry.identity not in chooser.reserved]
        chosen = chooser.take([item for item in free if belongs(item, block)], block)
        if isinstance(block, SectionBlock) and len(chosen) < block.min:
            chosen = chooser.borrow(free, chosen, block)
        if len(chosen) < _least(block):
            filled.unfilled[index] = f"{len(chosen)} of at least {counted(_least(block), 'story', 'stories')}"
            continue
        filled.blocks[index] = chosen
        chooser.placed.extend(chosen)
        taken = {item.entry.identity for item in chosen}
        left = [item for item in left if item.entry.identity not in taken]
    return filled


@dataclass
class _Chooser:
    """Takes stories for one block after another and knows what is placed already."""

    selection: SelectionConfig
    alike: Alike
    filled: Filled
    placed: list[Scored] = field(default_factory=list)
    reserved: dict[str, Scored] = field(default_factory=dict)

    def reserve(self, left: Sequence[Scored], later: Sequence[BlockConfig]) -> None:
        """Keep what `later` section blocks need to reach their `min`: of each section the lowest that will do.

        The best stay free for the blocks above. Pins are nobody's reserve: they go first wherever they fit. What a
        section lacks its neighbours give. Where both do not help, nothing is kept for it.
        """
        self.reserved = {}
        by_section: dict[str, list[Scored]] = {}
        for item in left:
            by_section.setdefault(section_key(item.entry.section), []).append(item)
        for block in later:
            if not isinstance(block, SectionBlock):
                continue
            kept: dict[str, Scored] = {}
            for name in (block.section, *self._lenders(block)):
                for item in reversed(by_section.get(section_key(name), [])):
                    if len(kept) < block.min and item.pin is None and self._may_keep(item, kept):
                        kept[item.entry.identity] = item
            if len(kept) == block.min:
                self.reserved |= kept

    def _may_keep(self, item: Scored, kept: Mapping[str, Scored]) -> bool:
        if item.entry.identity in self.reserved:
            return False
        share = self.selection.max_per_source
        held = [*self.placed, *self.reserved.values(), *kept.values()]
        return not share or sum(other.entry.source == item.entry.source for other in held) < share

    def _lenders(self, block: SectionBlock) -> Sequence[str]:
        return next(
            (found for name, found in self.selection.neighbours.items() if same_section(name, block.section)), ()
        )

    def take(self, fits: Sequence[Scored], block: BlockConfig) -> list[Scored]:
        """The stories for `block` in its order; where that is by score, with variety."""
        ordered = sorted(fits, key=_order(block))
        vary = isinstance(block, SectionBlock) or (isinstance(block, ListBlock) and block.by == "score")
        vary = vary and self.selection.variety > 0
        if not (isinstance(block, ListBlock) and block.style in ("card", "grid")):
            return self._pick(ordered, _most(block), [], vary=vary)
        # Cards show pictures: a story without one comes only when there are not enough with.
        shown = self._pick([item for item in ordered if item.entry.image], _most(block), [], vary=vary)
        bare = [item for item in ordered if not item.entry.image]
        return [*shown, *self._pick(bare, _most(block) - len(shown), shown, vary=vary)]

    def borrow(self, free: Sequence[Scored], chosen: list[Scored], block: SectionBlock) -> list[Scored]:
        """`chosen` filled up to the block's `min` with the best of its neighbours, the first neighbour first."""
        for name in self._lenders(block):
            lent = [item for item in free if same_section(item.entry.section, name)]
            more = self._pick(sorted(lent, key=best_first), block.min - len(chosen), chosen, vary=False)
            self.filled.borrowed.update(item.entry.identity for item in more)
            chosen = [*chosen, *more]
        return chosen

    def _pick(self, ordered: Sequence[Scored], most: int, before: list[Scored], *, vary: bool) -> list[Scored]:
        counts = Counter(item.entry.source for item in (*self.placed, *before, *self.reserved.values()))
        chosen: list[Scored] = []
        left = list(ordered)
        variety = _Variety(self.selection.variety, self.alike, [*self.placed, *before]) if vary else None
        while left and len(chosen) < most:
            at = variety.best(left) if variety else 0
            item = left.pop(at)
            if self._has_its_share(item, counts):
                self.filled.capped.add(item.entry.identity)
                continue
            if at:
                self.filled.varied[item.entry.identity] = left[0]
            chosen.append(item)
            counts[item.entry.source] += 1
            if variety:
                variety.add(item)
        return chosen

    def _has_its_share(self, item: Scored, counts: Counter[str]) -> bool:
        share = self.selection.max_per_source
        return bool(share) and counts[item.entry.source] >= (share or 0) and item.pin is None


class _Variety:
    """Weighs scores against what the issue has: each story of the same section or source takes a share off, and so
    does being like one of them (maximal marginal relevance; Carbonell & Goldstein 1998)."""

    def __init__(self, variety: float, alike: Alike, placed: Sequence[Scored]) -> None:
        self._keep = 1 - variety
        self._alike = alike
        self._sources: Counter[str] = Counter()
        self._sections: Counter[str] = Counter()
        self._placed: list[Scored] = []
        self._nearest: dict[str, tuple[int, float]] = {}
        for item in placed:
            self.add(item)

    def add(self, item: Scored) -> None:
        self._placed.append(item)
        self._sources[item.entry.source] += 1
        if item.entry.section:
            self._sections[section_key(item.entry.section)] += 1

    def best(self, left: Sequence[Scored]) -> int:
        """The position in `left` of the story to take next; a pin always goes first, in its order."""
        if left[0].pin is not None:
            return 0
        best, at = -1.0, 0
        for position, item in enumerate(left[:POOL]):
            if item.score <= best:
                break  # in order of score: no factor is above 1
            worth = item.score * self._factor(item)
            if worth > best:
                best, at = worth, position
        return at

    def _factor(self, item: Scored) -> float:
        entry = item.entry
        repeats = self._sources[entry.source] + self._sections.get(section_key(entry.section), 0)
        seen, nearest = self._nearest.get(entry.identity, (0, 0.0))
        for other in self._placed[seen:]:
            nearest = max(nearest, self._alike(entry, other.entry))
        self._nearest[entry.identity] = (len(self._placed), nearest)
        return float(self._keep**repeats) * (1 - nearest)


def belongs(item: Scored, block: BlockConfig) -> bool:
    """Whether `block` may carry this story at all: one of its section, or one with a popularity to be listed by."""
    if isinstance(block, SectionBlock):
        return same_section(item.entry.section, block.section)
    if isinstance(block, ListBlock) and block.by == "popularity":
        return item.popularity is not None
    return True


def same_section(first: str, second: str) -> bool:
    """Whether two section names are the same but for case and spaces."""
    return section_key(first) == section_key(second)


def _most(block: BlockConfig) -> int:
    if isinstance(block, ListBlock):
        return block.count
    return block.max if isinstance(block, SectionBlock) else 1


def _least(block: BlockConfig) -> int:
    return max(1, block.min) if isinstance(block, SectionBlock) else 1


def _order(block: BlockConfig) -> Callable[[Scored], tuple[object, ...]]:
    if isinstance(block, LeadBlock):
        return lead_first
    if isinstance(block, ListBlock) and block.by == "popularity":
        return lambda item: (pinned(item), -(item.popularity or 0), *newest_first(item))
    if isinstance(block, ListBlock) and block.by == "recency":
        return lambda item: (pinned(item), *newest_first(item))
    return best_first
