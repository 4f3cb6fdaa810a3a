"""Placement breaks no rule for any bookings, layout and history, in whatever order they are written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ads import Inventory, Placement
from digest.ads.inventory import Booking, CreativeConfig
from digest.models import Block, Email, Insertion, Sensitive
from digest.renderer import find_theme, render
from tests.build import (
    ad_block,
    booking,
    creative,
    earlier,
    issue,
    place_in,
    promo,
    promo_block,
    sponsor,
    story,
)

DAY = date(2026, 11, 20)
SLOTS = ("top", "middle", "bottom")
PROMOS = ("app", "print", "youtube")
SPONSORS = tuple(
    sponsor(name, category=category)
    for name, category in (("acme", "tools"), ("bolt", "tools"), ("cook", ""), ("dog", ""))
)
SECTIONS = ("Dogs", "World")

FLIGHTS = st.tuples(st.integers(-30, 10), st.integers(0, 40)).map(
    lambda pair: {"first": DAY + timedelta(days=pair[0]), "last": DAY + timedelta(days=pair[0] + pair[1])}
)
TARGETS = st.fixed_dictionaries(
    {}, optional={"sections": st.just(["Dogs"]), "not_sections": st.just(["World"]), "not_keywords": st.just(["acme"])}
)
BOOKINGS = st.lists(
    st.builds(
        lambda name, flight, **fields: booking(name, **flight, **fields),
        st.sampled_from("abcdef"),
        FLIGHTS,
        sponsor=st.sampled_from([each.id for each in SPONSORS]),
        slots=st.lists(st.sampled_from(SLOTS), min_size=1, max_size=3),
        insertions=st.sampled_from([None, 1, 3]),
        tier=st.sampled_from(["sponsor", "affiliate", "house"]),
        pace=st.sampled_from(["soon", "even"]),
        exclusive=st.sampled_from([None, None, None, "slot", "issue"]),
        cap=st.sampled_from([None, None, {"issues": 3}]),
        target=TARGETS,
        beside_soft=st.booleans(),
        creatives=st.lists(st.sampled_from(["One", "Two"]).map(creative), min_size=1, max_size=2),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)
STORIES = st.lists(
    st.builds(
        lambda level, section, title: {
            "sensitive": Sensitive(level=level, reason="said so") if level else None,
            "section": section,
            "title": title,
        },
        st.sampled_from([None, None, "soft", "no_ads"]),
        st.sampled_from(SECTIONS),
        st.sampled_from(["A story", "What Acme did"]),
    ),
    min_size=1,
    max_size=4,
)
CONTENT = st.one_of(
    st.tuples(STORIES, st.sampled_from([{}, {}, {"slot": "middle", "slot_after": 2}])),
    st.just("note"),
    st.sampled_from(SLOTS).map(ad_block),
    st.sampled_from(PROMOS).map(promo_block),
)
HISTORY = st.lists(st.sampled_from("abcdef"), max_size=5)


def block(number: int, drawn: Any) -> Block:
    """What was drawn, as a block; every story has an id of its own."""
    if isinstance(drawn, Block):
        return drawn
    if drawn == "note":
        return Block(kind="note", options={"markdown": "Hello"})
    stories = tuple(story(f"s{number}-{each}", **fields) for each, fields in enumerate(drawn[0]))
    return Block(kind="list", title="More", style="teaser", stories=stories, options=drawn[1])


LAYOUTS = st.lists(CONTENT, max_size=8).map(lambda drawn: [block(number, each) for number, each in enumerate(drawn)])


def run(bookings: list[Booking], layout: list[Block], history: list[str], *, turn: int = 1) -> Placement:
    promos = tuple(map(promo, PROMOS))
    stock = Inventory(sponsors=SPONSORS[::turn], bookings=tuple(bookings[::turn]), promos=promos[::turn])
    return place_in(stock, layout, before=earlier(*history), day=DAY)


@given(BOOKINGS, LAYOUTS, HISTORY)
@settings(deadline=None)
def test_order_of_the_file_does_not_matter(bookings: list[Booking], layout: list[Block], history: list[str]) -> None:
    """ads.toml read backwards gives the same issue with the same reasons."""
    assert run(bookings, layout, history) == run(bookings, layout, history, turn=-1)


@given(BOOKINGS, LAYOUTS, HISTORY)
@settings(max_examples=300, deadline=None)
def test_no_rule_is_broken(bookings: list[Booking], layout: list[Block], history: list[str]) -> None:
    """Flights, slots, counts, caps, labels, competitors, exclusivity, targets and adjacency are kept in every slot."""
    placement = run(bookings, layout, history)
    stock = {each.id: each for each in bookings}
    paid: list[Insertion] = []
    for position, found in enumerate(placement.blocks):
        ran = found.insertion
        if ran is None:
            continue
        assert ran.position == position
        deal = stock.get(ran.booking)
        check_neighbours(placement.blocks, position, soft=bool(deal and deal.beside_soft))
        if deal is None:
            assert (ran.tier, ran.label) == ("house", "")
            continue
        paid.append(ran)
        check_deal(ran, deal, history, bookings)
        check_target(placement.blocks, position, deal)
    sponsors = [ran.sponsor for ran in paid]
    assert len(set(sponsors)) == len(sponsors)
    assert not {"acme", "bolt"} <= set(sponsors)
    ours = [ran for ran in paid if ran.tier != "house"]
    assert len(ours) <= 1 or not any(stock[ran.booking].exclusive == "issue" for ran in ours)


def check_deal(ran: Insertion, deal: Booking, history: list[str], bookings: list[Booking]) -> None:
    assert bool(ran.label) == (deal.tier != "house")
    assert deal.first <= DAY <= deal.last
    assert ran.slot in deal.slots
    assert deal.insertions is None or history.count(deal.id) < deal.insertions
    assert deal.cap is None or deal.id not in history[-2:]
    assert ran.creative == deal.creatives[ran.creative_index].creative()
    if deal.tier != "house":
        kept = [other for other in bookings if other.exclusive == "slot" and other.id != deal.id]
        assert not any(other.covers(DAY) and ran.slot in other.slots for other in kept)


def sides(blocks: tuple[Block, ...], position: int) -> tuple[Block, ...]:
    """What stands before and after an ad, past other ads; of a list that it cuts in two only the nearest story."""
    before = next((each for each in reversed(blocks[:position]) if not each.insertion), None)
    after = next((each for each in blocks[position + 1 :] if not each.insertion), None)
    if before and after and after.continues:
        before = before.model_copy(update={"stories": before.stories[-1:]})
        after = after.model_copy(update={"stories": after.stories[:1]})
    return tuple(each for each in (before, after) if each)


def check_neighbours(blocks: tuple[Block, ...], position: int, *, soft: bool) -> None:
    for each in sides(blocks, position):
        levels = {story.sensitive.level for story in each.stories if story.sensitive}
        assert "no_ads" not in levels
        assert soft or not levels


def check_target(blocks: tuple[Block, ...], position: int, deal: Booking) -> None:
    stories = [story for each in sides(blocks, position) for story in each.stories]
    sections = {each.section for each in stories}
    assert not deal.target.sections or sections & set(deal.target.sections)
    assert not sections & set(deal.target.not_sections)
    if deal.sponsor == "acme" or deal.target.not_keywords:
        assert not any("Acme" in each.title for each in stories)


@given(BOOKINGS, LAYOUTS, HISTORY)
@settings(max_examples=200, deadline=None)
def test_nothing_of_the_layout_is_lost(bookings: list[Booking], layout: list[Block], history: list[str]) -> None:
    """Content keeps its order; no slot stands empty; every slot has a decision with a reason; no promo runs twice."""
    placement = run(bookings, layout, history)
    content = [each for each in placement.blocks if each.kind not in ("ad", "promo")]
    ids = [story.id for each in content for story in each.stories]
    assert ids == [story.id for each in layout for story in each.stories]
    assert [each.kind for each in content if each.kind == "note"] == [
        each.kind for each in layout if each.kind == "note"
    ]
    assert all(each.insertion for each in placement.blocks if each.kind in ("ad", "promo"))
    expected = [each for each in layout if each.kind in ("ad", "promo") or (each.options.get("slot") and each.stories)]
    assert len(placement.slots) == len(expected)
    assert sum(bool(each.insertion) for each in placement.slots) == sum(bool(b.insertion) for b in placement.blocks)
    assert all(each.reason for each in placement.slots)
    promos = [each.insertion.promo for each in placement.blocks if each.insertion and each.insertion.promo]
    assert len(set(promos)) == len(promos)


def shown(headline: str) -> CreativeConfig:
    return CreativeConfig.model_validate(creative(headline))


@given(BOOKINGS, LAYOUTS)
@settings(max_examples=25, deadline=None)
def test_html_and_text_carry_the_same(bookings: list[Booking], layout: list[Block]) -> None:
    """The same ads stand in HTML and text, in the same order, each with its label; without an ad there is no label."""
    named = [each.model_copy(update={"creatives": (shown(f"Ad of {each.id}!"),)}) for each in bookings]
    placement = run(named, layout, [])
    about = issue("2026-W47", *placement.blocks)
    email: Email = render(about, theme=find_theme("classic", overrides=None, options={}))
    headlines = [ran.creative.headline for ran in about.insertions()]
    for text in (email.html, email.text):
        places = [text.index(headline) for headline in headlines]
        assert places == sorted(places)
        labels = text.lower().count("advertisement")
        assert labels == sum(ran.paid for ran in about.insertions())
