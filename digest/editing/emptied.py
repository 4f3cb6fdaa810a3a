"""Blocks that the editor has emptied: not in the issue, and yet there to be filled again."""

from __future__ import annotations

from collections.abc import Sequence

from digest.editing.names import STORIES
from digest.models import Block, Emptied


def whole(layout: Sequence[Block], emptied: Sequence[Emptied]) -> tuple[Block, ...]:
    """`layout` (slots empty, lists whole) with the `emptied` blocks where they stood."""
    blocks = list(layout)
    for each in sorted(emptied, key=lambda each: each.position):
        blocks.insert(each.position, each.block)
    return tuple(blocks)


def parted(layout: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Emptied, ...]]:
    """A whole `layout` without its blocks of stories that have none, and these. The opposite of `whole`."""
    bare = {at: block for at, block in enumerate(layout) if block.kind in STORIES and not block.stories}
    shown = tuple(block for at, block in enumerate(layout) if at not in bare)
    return shown, tuple(Emptied(block=block, position=at) for at, block in bare.items())
