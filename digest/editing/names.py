"""How the blocks of an issue are called, so that an edit finds its block again when the issue is planned anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from digest.models import Block

STORIES = ("lead", "list", "section")
"""The kinds of block that stories stand in."""


def block_names(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The kind of each block and what tells it from others of that kind: "lead", "list Most popular", "section World".

    Those that are alike are counted: "list", "list 2".
    """
    seen: Counter[str] = Counter()
    names = []
    for block in blocks:
        own = block.options.get("section") or block.title or block.options.get("slot" if block.kind == "ad" else "name")
        name = f"{block.kind} {own}" if own else block.kind
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(names)
