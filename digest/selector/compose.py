"""Fill the blocks of the layout with scored stories, in order, so that no later section starves."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from digest.config.blocks import BlockConfig, LeadBlock, ListBlock, SectionBlock
from digest.selector.scoring import Scored, best_first, newest_first


@dataclass
class Filled:
    """What `compose` decided: the stories of each block by its index, and what stood in the way of the others.

    `capped` are the identities of stories whose source had its share already.
    """

    blocks: dict[int, list[Scored]] = field(default_factory=dict)
    unfilled: dict[int, str] = field(default_factory=dict)
    capped: set[str] = field(default_factory=set)


def compose(scored: Sequence[Scored], *, blocks: Sequence[BlockConfig], max_per_source: int | None) -> Filled:
    """Give each lead, list and section block its stories; every story runs at most once.

    Blocks are filled in the order of the layout, pins first. A block leaves alone the stories that a later section
    block needs to reach its `min`, unless they are pinned. A section with fewer than `min` stories is left out.
    """
    filled = Filled()
    left = list(scored)
    used: Counter[str] = Counter()
    for index, block in enumerate(blocks):
        if not isinstance(block, LeadBlock | ListBlock | SectionBlock):
            continue
        reserved = _reserved(left, blocks[index + 1 :])
        fits = [item for item in left if item.entry.identity not in reserved and belongs(item, block)]
        chosen, capped = _take(sorted(fits, key=_order(block)), _most(block), used, max_per_source)
        filled.capped.update(capped)
        if len(chosen) < _least(block):
            filled.unfilled[index] = f"{len(chosen)} of at least {_least(block)} stories"
            continue
        filled.blocks[index] = chosen
        used.update(item.entry.source for item in chosen)
        taken = {item.entry.identity for item in chosen}
        left = [item for item in left if item.entry.identity not in taken]
    return filled


def _take(
    fits: Sequence[Scored], most: int, used: Counter[str], max_per_source: int | None
) -> tuple[list[Scored], list[str]]:
    chosen: list[Scored] = []
    capped: list[str] = []
    count = Counter(used)
    for item in fits:
        if len(chosen) == most:
            break
        if max_per_source and count[item.entry.source] >= max_per_source and item.pin is None:
            capped.append(item.entry.identity)
            continue
        chosen.append(item)
        count[item.entry.source] += 1
    return chosen, capped


def belongs(item: Scored, block: BlockConfig) -> bool:
    """Whether `block` may carry this story at all: one of its section, or one with a popularity to be listed by."""
    if isinstance(block, SectionBlock):
        return same_section(item.entry.section, block.section)
    if isinstance(block, ListBlock) and block.by == "popularity":
        return item.entry.popularity is not None
    return True


def same_section(first: str, second: str) -> bool:
    """Whether two section names are the same but for case and spaces."""
    return first.strip().casefold() == second.strip().casefold()


def _reserved(left: Sequence[Scored], later: Sequence[BlockConfig]) -> frozenset[str]:
    """The best unpinned stories that later section blocks need to reach their `min`."""
    needed: Counter[str] = Counter()
    for block in later:
        if isinstance(block, SectionBlock):
            needed[block.section.strip().casefold()] += block.min
    kept: set[str] = set()
    for section, count in needed.items():
        members = [item for item in left if same_section(item.entry.section, section)]
        if count and len(members) >= count:
            # The best stay free for the blocks above: the lower end will do for the section.
            kept.update(item.entry.identity for item in members[-count:] if item.pin is None)
    return frozenset(kept)


def _most(block: BlockConfig) -> int:
    if isinstance(block, ListBlock):
        return block.count
    return block.max if isinstance(block, SectionBlock) else 1


def _least(block: BlockConfig) -> int:
    return max(1, block.min) if isinstance(block, SectionBlock) else 1


def _order(block: BlockConfig) -> Callable[[Scored], tuple[object, ...]]:
    if isinstance(block, LeadBlock):
        return _lead_first
    if isinstance(block, ListBlock) and block.style == "card" and block.by == "score":
        return _pictures_first
    if isinstance(block, ListBlock) and block.by == "popularity":
        return lambda item: (_pinned(item), -(item.entry.popularity or 0), *newest_first(item))
    if isinstance(block, ListBlock) and block.by == "recency":
        return lambda item: (_pinned(item), *newest_first(item))
    return best_first


def _pinned(item: Scored) -> float:
    return math.inf if item.pin is None else item.pin


def _lead_first(item: Scored) -> tuple[object, ...]:
    """A lead needs something to show: a picture and key points each lift a story by a quarter."""
    fit = 1 + 0.25 * (item.entry.image is not None) + 0.25 * (len(item.entry.points) >= 3)
    return (_pinned(item), -item.score * fit, *newest_first(item))


def _pictures_first(item: Scored) -> tuple[object, ...]:
    """Cards show pictures: a story without one comes only when there are not enough with."""
    return (_pinned(item), item.entry.image is None, *best_first(item))
