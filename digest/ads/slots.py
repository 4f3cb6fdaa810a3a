"""Where the slots of a layout stand in this issue: at home, moved away from what is sensitive, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from digest.config.blocks import KINDS
from digest.models import Block, Candidate, Insertion, SlotDecision, Story

AD_KINDS = ("ad", "promo")


@dataclass(frozen=True)
class Slot:
    """A slot in one issue. `index` is the block of the layout that it comes from; `promo` is one that names a promo.

    `before` and `after` are the blocks that it would stand between, None at either end; for a slot inside a list they
    carry the one story on that side. `moved` says why it does not stand at home, `barred` why it can stand nowhere.
    `known` is False for an issue to come, of whose stories nothing is known yet: its blocks are empty.
    """

    name: str
    index: int = 0
    promo: bool = False
    title: str = ""
    before: Block | None = None
    after: Block | None = None
    moved: str = ""
    barred: str = ""
    known: bool = True
    gap: int = 0
    cut: int = 0

    @property
    def stories(self) -> tuple[Story, ...]:
        """All that it would stand beside."""
        return tuple(story for block in (self.before, self.after) if block for story in block.stories)

    def decision(self, runs: str, *, candidates: Sequence[Candidate], reason: str) -> SlotDecision:
        """What is recorded of it: what `runs` there (a booking or promo, "" for nothing), who stood for it, and why."""
        return SlotDecision(
            slot=self.name,
            position=self.index,
            place="promo" if self.promo else "list" if self.cut else "ad",
            title=self.title,
            insertion=runs,
            candidates=tuple(candidates),
            reason=reason,
            moved=self.moved,
        )


def told(story: Story) -> str:
    """What a reader sees of a story, with the related ones under it, in lines."""
    related = (link.title for link in story.related)
    return "\n".join((story.title, story.excerpt, *story.points, *story.tags, *related))


def worst(block: Block | None) -> str:
    """What is `no_ads` in `block`, in words; empty when nothing is."""
    if block is None:
        return ""
    if block.sensitive and block.sensitive.level == "no_ads":
        return f"the {block.kind} ({block.sensitive.reason})"
    found = next((story for story in block.stories if story.sensitive and story.sensitive.level == "no_ads"), None)
    return f"“{found.title}” ({found.sensitive.reason})" if found and found.sensitive else ""


@dataclass(frozen=True)
class Layout:
    """A layout taken apart: `content` are the blocks that are no ads, `slots` the places between and inside them."""

    content: tuple[Block, ...]
    slots: tuple[Slot, ...]

    def filled(self, insertions: Mapping[int, Insertion]) -> tuple[Block, ...]:
        """The blocks of the issue with `insertions`, by the slot's place in `slots`. Empty slots leave no trace."""
        blocks: list[Block] = []
        for gap in range(len(self.content) + 1):
            between = [n for n, slot in enumerate(self.slots) if slot.gap == gap and not slot.cut and n in insertions]
            blocks += [_ad(self.slots[n], insertions[n]) for n in between]
            if gap < len(self.content):
                blocks += self._opened(gap, insertions)
        return tuple(_with_neighbours(blocks, position) for position in range(len(blocks)))

    def _opened(self, at: int, insertions: Mapping[int, Insertion]) -> list[Block]:
        """A block of content, cut in two where an ad runs inside it."""
        block = self.content[at]
        inside = next((n for n, slot in enumerate(self.slots) if slot.cut and slot.gap == at and n in insertions), None)
        if inside is None:
            return [block]
        cut = self.slots[inside].cut
        first = block.model_copy(update={"stories": block.stories[:cut]})
        rest = {"stories": block.stories[cut:], "continues": cut}
        return [first, _ad(self.slots[inside], insertions[inside]), block.model_copy(update=rest)]


def take_apart(blocks: Sequence[Block]) -> Layout:
    """The slots of a layout: its `ad` and `promo` blocks, and those inside lists (`options["slot"]`).

    Next to a slot are the whole blocks before and after it, and inside a list the two stories. A slot that would stand
    next to a `no_ads` story moves to the nearest place further down where it does not, else further up. Slots keep
    their order, those that stand together stay together, and none moves to where another stands.
    """
    content = tuple(block for block in blocks if block.kind not in AD_KINDS)
    homes: dict[int, list[int]] = {}
    inside: list[Slot] = []
    gap = 0
    for index, block in enumerate(blocks):
        if block.kind in AD_KINDS:
            homes.setdefault(gap, []).append(index)
            continue
        if block.options.get("slot") and block.stories:
            inside.append(_inside(block, index, gap))
        gap += 1
    settled = _settle(sorted(homes), content)
    outside = [_outside(blocks[index], index, home, settled[home], content) for home in homes for index in homes[home]]
    return Layout(content, tuple(sorted([*outside, *inside], key=lambda slot: (slot.gap, slot.cut, slot.index))))


def laid_out(blocks: Sequence[Block], slots: Sequence[SlotDecision]) -> tuple[Block, ...]:
    """The layout that the `blocks` of an issue were made of: its slots stand at home and are empty, lists are whole."""
    content: list[Block] = []
    for block in blocks:
        if block.continues:
            whole = (*content[-1].stories, *block.stories)
            content[-1] = content[-1].model_copy(update={"stories": whole})
        elif block.kind not in AD_KINDS:
            content.append(block)
    for slot in sorted(slots, key=lambda slot: slot.position):
        if slot.place != "list":
            content.insert(slot.position, _empty(slot))
    return tuple(content)


def _empty(slot: SlotDecision) -> Block:
    key = "name" if slot.place == "promo" else "slot"
    return Block(kind=slot.place, title=slot.title, options={key: slot.slot})


def expected(blocks: Sequence[Block]) -> tuple[Slot, ...]:
    """The slots that may be sold in an issue to come, by the layout alone: its blocks carry no stories yet."""
    content = [block for block in blocks if block.kind not in AD_KINDS]
    slots: list[Slot] = []
    gap = 0
    for index, block in enumerate(blocks):
        if block.kind == "ad":
            before, after = _beside(content, gap, -1), _beside(content, gap, +1)
            slots.append(Slot(str(block.options["slot"]), index, before=before, after=after, known=False))
        elif block.kind not in AD_KINDS:
            if block.options.get("slot"):
                slots.append(Slot(str(block.options["slot"]), index, before=block, after=block, known=False))
            gap += 1
    return tuple(slots)


def _settle(homes: Sequence[int], content: Sequence[Block]) -> dict[int, int | None]:
    """Where those at each of `homes` (places between blocks, in order) stand: there, elsewhere, or nowhere."""
    lowest = 1 if content and content[0].kind == "header" else 0
    highest = len(content) - 1 if content and content[-1].kind == "footer" else len(content)

    def lawful(gap: int) -> bool:
        return not worst(_beside(content, gap, -1)) and not worst(_beside(content, gap, +1))

    settled: dict[int, int | None] = {}
    previous = lowest - 1
    for number, home in enumerate(homes):
        following = next((later for later in homes[number + 1 :] if lawful(later)), highest + 1)
        gap = settled[home] = home if lawful(home) else _elsewhere(home, previous, following, lawful)
        previous = previous if gap is None else max(previous, gap)
    return settled


def _elsewhere(home: int, previous: int, following: int, lawful: Callable[[int], bool]) -> int | None:
    down = range(max(home, previous) + 1, following)
    up = range(home - 1, previous, -1)
    return next((gap for gap in chain(down, up) if lawful(gap)), None)


def _beside(content: Sequence[Block], gap: int, step: int) -> Block | None:
    """The block before (`step` -1) or after (+1) a place. A kind of the user's own may be a mere line: not that."""
    at = gap - 1 if step < 0 else gap
    while 0 <= at < len(content):
        if content[at].kind in KINDS or content[at].stories:
            return content[at]
        at += step
    return None


def _outside(block: Block, index: int, home: int, gap: int | None, content: Sequence[Block]) -> Slot:
    promo = block.kind == "promo"
    name = str(block.options["name" if promo else "slot"])
    because = worst(_beside(content, home, -1)) or worst(_beside(content, home, +1))
    if gap is None:
        barred = f"next to {because}, and there is no other place for it"
        return Slot(name, index, promo, barred=barred, gap=home)
    before, after = _beside(content, gap, -1), _beside(content, gap, +1)
    way = "" if gap == home else f"moved {'down' if gap > home else 'up'}, away from {because}"
    return Slot(name, index, promo, block.title, before, after, moved=way, gap=gap)


def _inside(block: Block, index: int, at: int) -> Slot:
    """The slot inside a list: after as many stories as it asks for, else at the nearest place further on, where nothing
    is sensitive, or at least nothing bears no ads."""
    wanted, count = int(block.options.get("slot_after", 1)), len(block.stories)
    cuts = [*range(wanted, count), *range(min(wanted, count) - 1, 0, -1)]
    name = str(block.options["slot"])

    def part(number: int) -> Block:
        return block.model_copy(update={"stories": (block.stories[number],), "sensitive": None})

    lawful = [cut for cut in cuts if not worst(part(cut - 1)) and not worst(part(cut))]
    calm = [cut for cut in lawful if not block.stories[cut - 1].sensitive and not block.stories[cut].sensitive]
    if not lawful:
        barred = "every place in the list is next to a no_ads story" if cuts else "the list has too few stories"
        return Slot(name, index, barred=barred, gap=at, cut=1)
    cut = (calm or lawful)[0]
    moved = "" if cut == wanted else f"after story {cut} of the list, not {wanted}"
    return Slot(name, index, before=part(cut - 1), after=part(cut), moved=moved, gap=at, cut=cut)


def _ad(slot: Slot, insertion: Insertion) -> Block:
    key = "name" if slot.promo else "slot"
    kind = "promo" if slot.promo else "ad"
    return Block(kind=kind, title=slot.title, options={key: slot.name}, insertion=insertion)


def _with_neighbours(blocks: Sequence[Block], position: int) -> Block:
    """The block at `position`; an insertion with its place and the nearest stories on either side."""
    block = blocks[position]
    if block.insertion is None:
        return block
    before = next((each.stories[-1].id for each in reversed(blocks[:position]) if each.stories), "")
    after = next((each.stories[0].id for each in blocks[position + 1 :] if each.stories), "")
    neighbours = tuple(story for story in (before, after) if story)
    frozen = block.insertion.model_copy(update={"position": position, "neighbours": neighbours})
    return block.model_copy(update={"insertion": frozen})
