"""Where slots stand when a story bears no ads: at home, further down, further up, or nowhere."""

from __future__ import annotations

import pytest

from digest.ads.slots import Slot, expected, take_apart, worst
from digest.models import Block, Sensitive
from tests.build import ad_block, insertion, place_in, promo_block, sensitive_block, stories_block

HEADER, FOOTER, NOTE = Block(kind="header"), Block(kind="footer"), Block(kind="note")
GRAVE = sensitive_block("no_ads", "grave", kind="lead")


def stand(*blocks: Block) -> str:
    """The layout with each slot where it stands: lower case for content, names for slots, barred ones after a bar."""
    layout = take_apart(blocks)
    filled = layout.filled({n: insertion(slot.name) for n, slot in enumerate(layout.slots) if not slot.barred})
    shown = [block.insertion.booking if block.insertion else _short(block) for block in filled]
    barred = [slot.name for slot in layout.slots if slot.barred]
    return " ".join(shown) + (f" | {' '.join(barred)}" if barred else "")


def _short(block: Block) -> str:
    return "!" if worst(block) else "+".join(story.id for story in block.stories) or block.kind[0]


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        ((stories_block("a"), ad_block("T"), stories_block("b")), "a T b"),
        ((GRAVE, ad_block("T"), stories_block("a"), stories_block("b")), "! a T b"),
        ((GRAVE, ad_block("T"), promo_block("P"), stories_block("a"), stories_block("b")), "! a T P b"),
        ((GRAVE, ad_block("T"), stories_block("a"), ad_block("M"), stories_block("b")), "! a M b | T"),
        ((GRAVE, ad_block("T"), stories_block("a"), ad_block("M"), GRAVE), "! a ! | T M"),
        ((ad_block("T"), GRAVE, stories_block("a"), stories_block("b")), "! a T b"),
        ((stories_block("a"), stories_block("b"), ad_block("T"), GRAVE), "a T b !"),
        ((stories_block("a"), ad_block("M"), stories_block("b"), ad_block("T"), GRAVE), "a M b ! | T"),
        ((HEADER, GRAVE, ad_block("T"), FOOTER), "h ! f | T"),
        ((HEADER, NOTE, GRAVE, ad_block("T"), FOOTER), "h T n ! f"),
        ((HEADER, GRAVE, ad_block("T"), stories_block("a"), FOOTER), "h ! a T f"),
        ((GRAVE, NOTE, ad_block("T"), stories_block("a")), "! n T a"),
        ((GRAVE, Block(kind="rule"), ad_block("T"), stories_block("a")), "! r a T"),
        (
            (GRAVE, ad_block("T"), GRAVE, ad_block("M"), *(stories_block(x) for x in "abc")),
            "! ! a T b M c",
        ),
        ((sensitive_block("soft", "a"), ad_block("T"), stories_block("b")), "a T b"),
    ],
)
def test_slots_move_away(blocks: tuple[Block, ...], wanted: str) -> None:
    """A slot next to what bears no ads moves to the nearest lawful place down, else up; slots keep their order, those
    that stand together stay together, none joins another, none leaves the space between header and footer."""
    assert stand(*blocks) == wanted


def test_slots_of_an_issue_to_come() -> None:
    """They are those of the layout, with the blocks on either side, promos aside; one inside a list is beside it."""
    world, dogs = (Block(kind="section", options={"section": name}) for name in ("World", "Dogs"))
    inner = Block(kind="list", options={"slot": "I", "slot_after": 2})
    slots = expected((ad_block("T"), world, promo_block("P"), ad_block("M"), dogs, inner, ad_block("E")))
    assert [(slot.name, slot.before, slot.after, slot.known) for slot in slots] == [
        ("T", None, world, False), ("M", world, dogs, False), ("I", inner, inner, False), ("E", inner, None, False)
    ]  # fmt: skip


def test_a_slot_says_why_it_moved() -> None:
    """The way and the story that it moved away from are told; nothing is told of one at home."""
    slot, home = take_apart((GRAVE, ad_block("T"), stories_block("a"), NOTE, ad_block("B"))).slots
    assert slot.moved == "moved down, away from “Story grave” (said so)"
    assert home.moved == home.barred == ""
    (barred,) = take_apart((GRAVE, ad_block("T"))).slots
    assert barred.barred == "next to “Story grave” (said so), and there is no other place for it"


def test_notes_can_be_sensitive() -> None:
    """An editor's note that tells of a death is no place for an ad."""
    grave = Sensitive(level="no_ads", reason="death: “died”")
    note = Block(kind="note", sensitive=grave)
    assert stand(note, ad_block("T"), stories_block("a"), stories_block("b")) == "! a T b"


def with_slot(*names: str, after: int = 2, grave: str = "") -> Block:
    stories = stories_block(*names).stories
    marked = tuple(
        each.model_copy(update={"sensitive": Sensitive(level="no_ads", reason="x")}) if each.id in grave else each
        for each in stories
    )
    return Block(kind="list", title="More", stories=marked, options={"by": "score", "slot": "I", "slot_after": after})


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        (with_slot("a", "b", "c", "d"), ["ab", "cd"]),
        (with_slot("a", "b", "c", "d", grave="b"), ["abc", "d"]),
        (with_slot("a", "b", "c", "d", after=3, grave="cd"), ["a", "bcd"]),
        (with_slot("a", "b", "c", after=9), ["ab", "c"]),
    ],
)
def test_slot_inside_a_list(block: Block, parts: list[str]) -> None:
    """It stands after as many stories as asked, else at the nearest place between two stories that bear ads; the list
    goes on behind it, with its title and options, and knows how many stories stand before."""
    layout = take_apart((block,))
    first, ad, rest = layout.filled({0: insertion("I")})
    assert ["".join(story.id for story in part.stories) for part in (first, rest)] == parts
    assert ad.insertion
    assert ad.insertion.neighbours == (parts[0][-1], parts[1][0])
    assert (first.title, rest.title) == ("More", "More")
    assert (first.continues, rest.continues) == (0, len(parts[0]))
    assert first.options == rest.options == block.options
    assert [story.id for story in layout.slots[0].stories] == [parts[0][-1], parts[1][0]]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (with_slot("a", "b", "c", grave="b"), "every place in the list is next to a no_ads story"),
        (with_slot("a"), "the list has too few stories"),
    ],
)
def test_no_place_inside_a_list(block: Block, said: str) -> None:
    """Where there is none the list stays whole; it still says which slot it has, for the editor to fill by hand."""
    (slot,) = take_apart((block,)).slots
    assert slot.barred == said
    (whole,) = take_apart((block,)).filled({})
    assert whole.stories == block.stories
    assert whole == block


def test_a_calm_place_inside_a_list_is_better() -> None:
    """A place beside a soft story is taken only where there is no other."""
    soft = sensitive_block("soft", "x").stories
    calm = stories_block("a", "b", "c").stories
    options = {"slot": "I", "slot_after": 1}
    (slot,) = take_apart((Block(kind="list", stories=(*soft, *calm), options=options),)).slots
    assert slot.cut == 2
    (slot,) = take_apart((Block(kind="list", stories=(*soft, *calm[:1]), options=options),)).slots
    assert (slot.cut, slot.moved) == (1, "")


def test_ads_outside_mind_the_whole_list() -> None:
    """A list that is cut in two is one neighbour for the slots around it."""
    block = with_slot("a", "b", "c", "d", grave="a")
    assert take_apart((block, ad_block("T"))).slots[1].barred


def test_titles_of_blocks_are_kept() -> None:
    """A title that the layout gives an ad block is there when it is filled, and gone when it is not."""
    from tests.build import booking, inventory

    placed = place_in(inventory(booking()), (Block(kind="ad", title="Our partners", options={"slot": "top"}),))
    assert placed.blocks[0].title == "Our partners"


def test_slot_of_an_issue_to_come() -> None:
    """What is not known is empty, not lawful or unlawful."""
    assert Slot("top", known=False).stories == ()
