"""Selection keeps its promises for any stories, in any order, under any layout."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config.blocks import LeadBlock, ListBlock, SectionBlock
from digest.models import Entry, Outcome
from digest.selector import Selection
from digest.selector.compose import same_section
from tests.build import blocks, choose, entry

SECTIONS = ("World", "Film", "")
NAMES = [f"n{number}" for number in range(8)]

ENTRIES = st.lists(
    st.builds(
        lambda name, **fields: entry(name, **fields),
        st.sampled_from(NAMES),
        source=st.sampled_from(["A", "B", "C"]),
        guid=st.sampled_from(["", "1", "2"]),
        title=st.sampled_from(["Hives counted", "Bees and hives", "Film of the week"]),
        text=st.sampled_from(["", "Bees have hives and honey.", "A film about bees and their honey.", "Cinema."]),
        section=st.sampled_from(SECTIONS),
        hours=st.sampled_from([None, -5, 0, 24, 24, 100, 500]),
        popularity=st.sampled_from([None, 0, 3, 3, 50]),
    ),
    max_size=14,
)
LAYOUTS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"kind": st.just("lead"), "related": st.integers(0, 3)}),
        st.fixed_dictionaries(
            {
                "kind": st.just("list"),
                "count": st.integers(1, 4),
                "by": st.sampled_from(["score", "popularity", "recency"]),
                "related": st.integers(0, 2),
            }
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("section"),
                "section": st.sampled_from(SECTIONS),
                "min": st.integers(0, 2),
                "max": st.just(2),
            }
        ),
    ),
    min_size=1,
    max_size=5,
)
NAMED = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(
    lambda names: [f"paper.example/{name}" for name in names]
)
SETTINGS = st.fixed_dictionaries(
    {
        "pins": NAMED,
        "exclude": NAMED,
        "max_per_source": st.sampled_from([None, 1, 2]),
        "carried": st.sampled_from([{}, {"https://paper.example/n0": "2026-W46", "A 1": "2026-W45"}]),
    }
)


def as_bytes(selection: Selection) -> str:
    return json.dumps(
        {
            "blocks": {
                index: [story.model_dump(mode="json") for story in told] for index, told in selection.blocks.items()
            },
            "decisions": [each.model_dump(mode="json") for each in selection.decisions],
            "unfilled": dict(selection.unfilled),
            "pins": selection.missing_pins,
        }
    )


@given(ENTRIES, LAYOUTS, SETTINGS, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_order_does_not_matter(
    entries: list[Entry], layout: list[dict[str, Any]], given_: dict[str, Any], rng: Any
) -> None:
    """The same stories in another order give the same bytes."""
    shuffled = list(entries)
    rng.shuffle(shuffled)
    assert as_bytes(choose(entries, *layout, **dict(given_))) == as_bytes(choose(shuffled, *layout, **dict(given_)))


@given(ENTRIES, LAYOUTS, SETTINGS)
@settings(max_examples=150, deadline=None)
def test_promises_of_selection(entries: list[Entry], layout: list[dict[str, Any]], given_: dict[str, Any]) -> None:
    """Each entry has one reason; quotas hold; no story runs twice, returns, or is related to what runs."""
    selection = choose(entries, *layout, **dict(given_))
    placed = [story for told in selection.blocks.values() for story in told]
    every_entry_is_decided(entries, selection, len(placed))
    quotas_hold(selection, layout)
    sections_get_what_there_is(entries, selection, layout, given_)
    assert len({story.identity for story in placed}) == len(placed)
    pinned = {f"https://{name}" for name in given_["pins"]}
    carried = given_["carried"]
    for story in placed:
        if story.identity not in pinned:
            assert story.identity not in carried
            assert not story.guid or f"{story.source} {story.guid}" not in carried
            assert story.identity not in {f"https://{name}" for name in given_["exclude"]}
    related = [link.url for story in placed for link in story.related]
    assert len(set(related)) == len(related)
    assert not set(related) & {story.url for story in placed}
    share = given_["max_per_source"]
    if share:
        counts = Counter(story.source for story in placed if story.identity not in pinned)
        assert all(count <= share for count in counts.values())


def every_entry_is_decided(entries: list[Entry], selection: Selection, placed: int) -> None:
    key = Counter((each.url, each.source, each.title) for each in entries)
    assert Counter((each.url, each.source, each.title) for each in selection.decisions) == key
    assert all(each.reason.strip() for each in selection.decisions)
    assert sum(each.outcome is Outcome.placed for each in selection.decisions) == placed


def quotas_hold(selection: Selection, layout: list[dict[str, Any]]) -> None:
    for index, block in enumerate(blocks(*layout)):
        told = selection.blocks.get(index, ())
        assert bool(told) != (index in selection.unfilled)
        if isinstance(block, LeadBlock):
            assert len(told) <= 1
        elif isinstance(block, ListBlock):
            assert len(told) <= block.count
        elif isinstance(block, SectionBlock) and told:
            assert max(1, block.min) <= len(told) <= block.max
            assert all(same_section(story.section, block.section) for story in told)


def sections_get_what_there_is(
    entries: list[Entry], selection: Selection, layout: list[dict[str, Any]], given_: dict[str, Any]
) -> None:
    """A section that could be filled is: where no pin and no other section claims its stories."""
    sections = [block for block in blocks(*layout) if isinstance(block, SectionBlock)]
    if given_["pins"] or len(sections) != 1:
        return
    decided = {(each.url, each.title): each for each in selection.decisions}
    free = {
        each.story: entry.source
        for entry in entries
        if same_section(entry.section, sections[0].section)
        and (each := decided[entry.url, entry.title]).outcome in (Outcome.placed, Outcome.left_out)
        and not each.event
    }
    share = given_["max_per_source"] or len(free)
    fits = sum(min(share, count) for count in Counter(free.values()).values())
    index = blocks(*layout).index(sections[0])
    if fits >= max(1, sections[0].min):
        assert index in selection.blocks or sections[0].min == 0


@given(ENTRIES)
@settings(max_examples=50, deadline=None)
def test_what_ran_does_not_return(entries: list[Entry]) -> None:
    """Planning the next issue from the same feeds carries nothing of this one."""
    first = choose(entries)
    placed = [story for told in first.blocks.values() for story in told]
    carried = {story.identity: "2026-W46" for story in placed}
    carried |= {f"{story.source} {story.guid}": "2026-W46" for story in placed if story.guid}
    second = choose(entries, carried=carried)
    again = [story for told in second.blocks.values() for story in told]
    told = {(story.title, story.identity) for story in placed}
    assert not {(story.title, story.identity) for story in again} & told
    texts = {each.identity: (each.title, each.text) for each in entries if each.text}
    ran = {texts[story.identity] for story in placed if story.identity in texts}
    assert not {texts[story.identity] for story in again if story.identity in texts} & ran


def test_a_pinned_story_that_stands_twice() -> None:
    """What a pin overrules is the same whichever of two records with one address comes first."""
    twice = [entry("n6", title="Hives counted", hours=-5), entry("n6", title="Hives counted", hours=500)]
    first, second = (
        choose(each, {"kind": "lead", "related": 0}, pins=["paper.example/n6"]) for each in (twice, twice[::-1])
    )
    assert as_bytes(first) == as_bytes(second)
