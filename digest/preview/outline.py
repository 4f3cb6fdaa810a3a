"""The issue as its editor sees it: blocks, with the stories and the ads in them, and what is not in the issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from digest.ads import laid_out, seats
from digest.editing import STORIES, block_names, whole
from digest.models import Block, Clear, Decision, Drop, Fill, Insertion, Issue, Move, Outcome, SlotDecision, Story

KINDS = {
    "lead": "Lead",
    "list": "List",
    "section": "Section",
    "note": "Note",
    "quote": "Quote",
    "video": "Video",
    "events": "Events",
    "poll": "Poll",
    "subscribe": "Subscribe",
    "share": "Share",
    "header": "Header",
    "footer": "Footer",
}
"""What the kinds of block are called in the studio."""
OUTCOMES = {
    Outcome.left_out: "No room",
    Outcome.folded: "Told by another",
    Outcome.dropped: "Not eligible",
    Outcome.placed: "In the issue",
}


@dataclass(frozen=True)
class Item:
    """A story at `place` (from 0) of the block called `block`; `by_hand` says whether the editor put it there."""

    story: Story
    block: str
    place: int
    by_hand: bool


@dataclass(frozen=True)
class Ad:
    """A slot, empty when there is no insertion; `by_hand` says whether the editor decided it."""

    name: str
    decision: SlotDecision
    insertion: Insertion | None
    by_hand: bool


@dataclass(frozen=True)
class Group:
    """One block with what stands in it. `holds` says whether stories can be put there; `bytes` 0 is unknown.

    `words` are those by which a block without stories is found in the email; `text` is a note's Markdown.

    A group with the title "" and no name is ads that stand between two blocks.
    """

    name: str
    title: str
    kind: str
    rows: tuple[Item | Ad, ...] = ()
    holds: bool = False
    note: bool = False
    words: str = ""
    text: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Out:
    """A story that is not in the issue: why, and whether the editor took it out."""

    decision: Decision
    label: str
    taken_out: bool


def outline(issue: Issue, sizes: Sequence[int] = ()) -> tuple[Group, ...]:
    """The groups of `issue` in the order in which a reader meets them; `sizes` are the bytes of each of its blocks."""
    names = [name for name, block in _content(issue) if block.stories or block.kind not in STORIES]
    filled = iter([_ad(name, decision, runs, issue) for name, decision, runs in seats(issue) if runs])
    groups: list[Group] = []
    moved = {edit.story for edit in issue.edits if isinstance(edit, Move)}
    size = dict(enumerate(sizes))
    for number, block in enumerate(issue.blocks):
        if block.insertion:
            groups.append(Group("", "", "ad", rows=(next(filled),), bytes=size.get(number, 0)))
        elif block.continues:
            before = groups.pop()
            rest = _items(block, groups[-1].name, moved)
            whole = (*groups[-1].rows, *before.rows, *rest)
            taken = groups[-1].bytes + before.bytes + size.get(number, 0)
            groups[-1] = _with(groups[-1], whole, taken)
        else:
            groups.append(_group(names.pop(0), block, moved, size.get(number, 0)))
    return _with_emptied(_with_empty(groups, issue), issue)


def left_out(issue: Issue) -> tuple[Out, ...]:
    """What is not in the issue: what the editor took out, then by the kind of reason, best score first."""
    order = list(OUTCOMES)
    out = [
        Out(each, label(each, issue), is_taken_out(each, issue))
        for each in issue.decisions
        if each.outcome is not Outcome.placed
    ]
    return tuple(
        sorted(
            out, key=lambda each: (not each.taken_out, order.index(each.decision.outcome), -(each.decision.score or 0))
        )
    )


def is_taken_out(decision: Decision, issue: Issue) -> bool:
    """Whether it is the editor who took the story out."""
    return any(isinstance(edit, Drop) and edit.story == decision.story for edit in issue.edits)


def label(decision: Decision, issue: Issue) -> str:
    """In a word or two, what has become of a story."""
    return "Taken out" if is_taken_out(decision, issue) else OUTCOMES[decision.outcome]


def _layout(issue: Issue) -> tuple[Block, ...]:
    return whole(laid_out(issue.blocks, issue.slots), issue.emptied)


def _content(issue: Issue) -> list[tuple[str, Block]]:
    """All blocks that are no ads by their names, emptied ones too."""
    layout = _layout(issue)
    named = zip(block_names(layout), layout, strict=True)
    return [(name, block) for name, block in named if block.kind not in ("ad", "promo")]


def _group(name: str, block: Block, moved: set[str], size: int) -> Group:
    kind = KINDS.get(block.kind, block.kind.capitalize())
    holds = block.kind in STORIES
    title = block.title or str(block.options.get("section", "")) or kind
    note = block.kind == "note"
    text = str(block.options.get("text", "")) if note else ""
    rows = _items(block, name, moved)
    return Group(name, title, kind, rows, holds=holds, note=note, words=_words(block), text=text, bytes=size)


def _items(block: Block, name: str, moved: set[str]) -> tuple[Item, ...]:
    return tuple(
        Item(story, name, block.continues + number, by_hand=story.id in moved)
        for number, story in enumerate(block.stories)
    )


def _words(block: Block) -> str:
    """Words of a block without stories that stand in the email as they are: of Markdown the longest plain run."""
    if block.events:
        return block.events[0].title
    own = str(block.options.get("question") or block.options.get("text") or block.title)
    own = re.sub(r"\]\([^)]*\)|https?://\S+", "]", own)
    return max(re.split(r"[*_`#>\[\](){}|~\n\\]+|[\"'.…]{1,3}|--", own), key=len).strip()


def _with(group: Group, rows: tuple[Item | Ad, ...], size: int) -> Group:
    return replace(group, rows=rows, bytes=size)


def _ad(name: str, decision: SlotDecision, runs: Insertion | None, issue: Issue) -> Ad:
    by_hand = any(isinstance(edit, Fill | Clear) and edit.slot == name for edit in issue.edits)
    return Ad(name, decision, runs, by_hand)


def _with_emptied(groups: list[Group], issue: Issue) -> tuple[Group, ...]:
    """`groups` with the blocks that the editor has emptied, where they stood."""
    layout = _layout(issue)
    for position, (name, block) in enumerate(zip(block_names(layout), layout, strict=True)):
        if block.kind in STORIES and not block.stories:
            groups.insert(_behind(layout[:position], groups), _group(name, block, set(), 0))
    return tuple(groups)


def _behind(before: Sequence[Block], groups: Sequence[Group]) -> int:
    """Where in `groups` stands what comes after the blocks `before` in the layout."""
    slots = [block.kind in ("ad", "promo") for block in before]
    content = [at for at, group in enumerate(groups) if group.name][: slots.count(False)]
    at = content[-1] + 1 if content else 0
    for _ in takewhile(bool, reversed(slots)):  # those at home between the last block and here: some may have moved
        at += at < len(groups) and not groups[at].name
    return at


def _with_empty(groups: list[Group], issue: Issue) -> list[Group]:
    """`groups` with the slots in which nothing runs, where they would stand: after the blocks before them."""
    layout = laid_out(issue.blocks, issue.slots)
    for name, decision, runs in seats(issue):
        if runs:
            continue
        empty = _ad(name, decision, None, issue)
        before = layout[: decision.position]
        if decision.place == "list":
            content = [at for at, group in enumerate(groups) if group.name]
            at = content[min(sum(block.kind not in ("ad", "promo") for block in before), len(content) - 1)]
            groups[at] = _with(groups[at], (*groups[at].rows, empty), groups[at].bytes)
        else:
            groups.insert(_behind(before, groups), Group("", "", "ad", rows=(empty,)))
    return groups
