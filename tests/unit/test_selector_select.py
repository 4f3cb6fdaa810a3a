"""Which stories an issue gets, where, and the reason for each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digest.models import Entry, Image, Outcome
from digest.selector import Selection
from tests.build import choose, entry, own_words

PICTURE = Image(url="https://i.example/p.png")


def titles(selection: Selection) -> dict[int, list[str]]:
    return {index: [story.title.removeprefix("Story ") for story in told] for index, told in selection.blocks.items()}


def why(selection: Selection) -> dict[str, str]:
    return {each.title.removeprefix("Story "): each.reason for each in selection.decisions}


def series(count: int, **fields: object) -> list[Entry]:
    """Stories s0, s1, …, each an hour older than the one before."""
    return [entry(f"s{number}", hours=1 + number, **fields) for number in range(count)]


def test_nothing_in_nothing_out() -> None:
    """Without entries there are no stories, and every block says so."""
    selection = choose([])
    assert selection.blocks == {}
    assert selection.unfilled == {0: "0 of at least 1 story", 1: "0 of at least 1 story"}


def test_blocks_in_order() -> None:
    """Lead first, then lists to their count; what does not fit says what it lost to."""
    selection = choose(
        series(5), {"kind": "lead", "related": 0}, {"kind": "ad", "slot": "top"}, {"kind": "list", "count": 3}
    )
    assert titles(selection) == {0: ["s0"], 2: ["s1", "s2", "s3"]}
    assert why(selection) == {
        "s0": "highest score with something to show as lead",
        "s1": "number 1 by score",
        "s2": "number 2 by score",
        "s3": "number 3 by score",
        "s4": "no room: the last one in by score is “Story s3”, 0.98",
    }
    assert [each.block for each in selection.decisions] == [0, 2, 2, 2, None]


def test_lead_needs_something_to_show() -> None:
    """A picture and key points lift a story to the lead before a slightly better one."""
    plain, shown = entry("plain", hours=0), entry("shown", hours=24, image=PICTURE, points=("a", "b", "c"))
    assert titles(choose([plain, shown], {"kind": "lead"})) == {0: ["shown"]}
    much_older = entry("shown", hours=160, image=PICTURE, points=("a", "b", "c"))
    assert titles(choose([plain, much_older], {"kind": "lead"})) == {0: ["plain"]}


def test_list_by_popularity_and_recency() -> None:
    """A list by popularity takes only stories whose popularity is known, the highest first; by recency the newest."""
    entries = [
        entry("a", popularity=1, hours=1),
        entry("b", popularity=5, hours=9),
        entry("c", hours=2),
        entry("zero", popularity=0, hours=1),
        entry("undated", hours=None),
    ]
    by_popularity = choose(entries, {"kind": "list", "by": "popularity", "count": 9})
    assert titles(by_popularity) == {0: ["b", "a", "zero"]}
    assert why(by_popularity)["c"] == "no block takes it"
    assert titles(choose(entries, {"kind": "list", "by": "recency"})) == {0: ["a", "zero", "c", "b", "undated"]}


def test_section_quota() -> None:
    """A section runs between its min and its max, under any spelling of its name by case and spaces."""
    entries = [*series(4, section="world "), entry("film", section="Film")]
    block = {"kind": "section", "section": "World", "min": 2, "max": 3}
    selection = choose(entries, block)
    assert titles(selection) == {0: ["s0", "s1", "s2"]}
    assert why(selection)["s3"].startswith("World is full: the last one in, “Story s2”, scores ")
    assert why(selection)["film"] == "no block takes it"
    thin = choose(entries[3:], block)
    assert titles(thin) == {}
    assert thin.unfilled == {0: "1 of at least 2 stories"}
    assert why(thin)["s3"] == "World is left out: 1 of at least 2 stories"


def test_section_of_no_minimum_is_left_out_when_empty() -> None:
    """A heading never stands over nothing."""
    assert titles(choose(series(1), {"kind": "section", "section": "World", "min": 0})) == {}


def test_earlier_blocks_leave_a_section_its_minimum() -> None:
    """A list does not eat what a later section needs, and takes the best of what the section can spare."""
    entries = series(3, section="World")
    layout = ({"kind": "list", "count": 9}, {"kind": "section", "section": "World", "min": 2})
    assert titles(choose(entries, *layout)) == {0: ["s0"], 1: ["s1", "s2"]}
    # Two are not enough for a section of three: nothing is kept back for it in vain.
    layout = ({"kind": "list", "count": 9}, {"kind": "section", "section": "World", "min": 3, "max": 3})
    assert titles(choose(entries[:2], *layout)) == {0: ["s0", "s1"]}


def test_what_is_kept_for_a_section_fits_its_rules() -> None:
    """What is kept back are stories that the section may take, its neighbours' where it has too few of its own."""
    entries = [
        entry("t1", section="World", source="A", hours=1),
        entry("t2", section="World", source="B", hours=2),
        entry("t3", section="World", source="C", hours=3),
        entry("t4", section="World", source="C", hours=4),
    ]
    layout = ({"kind": "list", "count": 9}, {"kind": "section", "section": "World", "min": 2})
    assert titles(choose(entries, *layout, max_per_source=1)) == {0: ["t1"], 1: ["t2", "t3"]}
    lent = [entry("world", section="World"), *series(2, section="Politics"), entry("film", section="Film", hours=99)]
    chosen = choose(lent, *layout, neighbours={"World": ["Politics"]})
    assert titles(chosen) == {0: ["s0", "film"], 1: ["world", "s1"]}


def test_cards_show_pictures_first() -> None:
    """A list of cards takes a story without a picture only when there are not enough with one, also with variety."""
    picture = {"image": {"url": "https://paper.example/a.jpg"}}
    entries = [
        entry("bare", hours=1, source="Post"),
        entry("pic1", hours=2, section="World", **picture),
        entry("pic2", hours=3, section="World", **picture),
    ]
    card = {"kind": "list", "style": "card", "count": 2}
    assert titles(choose(entries, card)) == {0: ["pic1", "pic2"]}
    assert titles(choose(entries, {**card, "count": 3})) == {0: ["pic1", "pic2", "bare"]}


def test_most_typical_telling_of_an_event_leads() -> None:
    """Of three that tell an event alike fresh, the one most like the others tells it in the issue."""
    event = "ferry quay herring engineer piles footbridge market lantern"
    told = {
        "a": f"{event} mayor",
        "b": f"{event} mayor tram brass weather festival",
        "c": f"{event} brass weather festival harbour",
    }
    entries = [entry(name, hours=2, source=name, text=text) for name, text in told.items()]
    others = [entry(f"x{at}", hours=3, source=f"y{at}") for at in range(30)]
    chosen = choose([*entries, *others], {"kind": "list", "count": 1})
    assert titles(chosen) == {0: ["b"]}


def test_max_per_source() -> None:
    """No source has more stories in the issue than allowed, and the reason says so; a pin overrules."""
    entries = [*series(4), entry("other", source="Post", hours=99)]
    selection = choose(entries, max_per_source=2)
    assert titles(selection) == {0: ["s0"], 1: ["s1", "other"]}
    assert why(selection)["s2"] == "Paper has as many stories as one source may have"
    pinned = choose(entries, max_per_source=2, pins=["paper.example/s3"])
    assert titles(pinned) == {0: ["s3"], 1: ["s0", "other"]}


def test_section_short_of_sources() -> None:
    """A section that its source may not fill is not said to be full."""
    selection = choose(series(3, section="World"), {"kind": "section", "section": "World", "max": 3}, max_per_source=1)
    assert titles(selection) == {0: ["s0"]}
    assert why(selection)["s1"] == "Paper has as many stories as one source may have"


def test_pins() -> None:
    """Pins fill the blocks first, in the editor's order, and overrule window and sent log; a lost pin is named."""
    entries = [*series(3), entry("ancient", hours=5000)]
    selection = choose(
        entries,
        pins=["paper.example/ancient", "https://paper.example/s2", "paper.example/nowhere"],
        carried={"https://paper.example/s2": "2026-W46", "https://paper.example/s0": "2026-W46"},
    )
    assert titles(selection) == {0: ["ancient"], 1: ["s2", "s1"]}
    assert why(selection)["ancient"] == why(selection)["s2"] == "pinned by the editor"
    assert selection.missing_pins == ("paper.example/nowhere",)


def test_pinned_copy_is_the_one_that_runs() -> None:
    """Where two sources have the same words, the editor's pin says which one runs, and stays a pin."""
    full = entry("full", title="Hives", text="Forty-one hives.", image=PICTURE)
    pinned = entry("pinned", title="Hives", text="Forty-one hives.", source="Post", hours=90)
    selection = choose([*series(2), full, pinned], pins=["paper.example/pinned"])
    assert selection.blocks[0][0].url == pinned.url


def test_every_entry_has_one_decision() -> None:
    """Placed, left out, folded and dropped stories add up to what came in, placed ones first."""
    entries = [*series(4), entry("old", hours=999), entry("s0", guid="again", source="Post"), entry("ran")]
    selection = choose(
        entries, {"kind": "lead"}, {"kind": "list", "count": 1}, carried={"https://paper.example/ran": "W1"}
    )
    outcomes = [each.outcome for each in selection.decisions]
    assert sorted(outcomes) == sorted(
        [Outcome.placed] * 2 + [Outcome.left_out] * 2 + [Outcome.folded] + [Outcome.dropped] * 2
    )
    assert outcomes[:2] == [Outcome.placed] * 2
    for each in selection.decisions:
        assert each.reason
        assert (each.score is None) == (each.outcome in (Outcome.folded, Outcome.dropped))


BEES = (
    "The beekeepers of the allotment counted hives, queens and swarms of bees in spring, and then again.",
    "Bees, swarms and queens: what beekeepers look for in the hives of an allotment before the limes come into flower.",
    "Why an allotment needs hives of bees, and why keepers need patience with queens, drones, swarms and neighbours.",
    "A year without swarms: queens stayed at home, bees were few, and keepers left the hives of the allotment alone.",
)


def about_bees(name: str, text: int = 0, **fields: object) -> Entry:
    return entry(name, title=f"Bees {name}", text=BEES[text], **fields)


def related_urls(selection: Selection, index: int) -> Sequence[str]:
    return [link.url for link in selection.blocks[index][0].related]


def test_related_stories() -> None:
    """The lead points to the nearest by text, and a story so shown is not in a list too; nonsense is not shown."""
    entries = [
        about_bees("lead", hours=1),
        about_bees("near", 1, hours=100),
        about_bees("older", 2, hours=900),
        entry("far", title="Parliament votes", text="Ministers debated a budget until midnight.", hours=90),
    ]
    selection = choose(entries, {"kind": "lead", "related": 3})
    assert set(related_urls(selection, 0)) == {"https://paper.example/near", "https://paper.example/older"}
    assert why(selection)["Bees near"] == "shown as related to “Bees lead”"
    assert why(selection)["Bees older"].startswith("older than the window")


def test_related_count_is_kept() -> None:
    """No more related stories than asked for, none where none are asked for."""
    entries = [about_bees(f"b{n}", n, hours=1 + 150 * n) for n in range(4)]
    assert len(related_urls(choose(entries, {"kind": "lead", "related": 2}), 0)) == 2
    assert related_urls(choose(entries, {"kind": "lead", "related": 0}), 0) == []


def test_related_never_shows_what_the_issue_shows() -> None:
    """Neither a story of another block, nor a copy of it that is too old to run, is a related story."""
    entries = [
        about_bees("lead", hours=1),
        about_bees("listed", 1, hours=100),
        entry("copy", title="Bees lead", text=BEES[0], source="Post", hours=900),
    ]
    selection = choose(entries, {"kind": "lead", "related": 9}, {"kind": "list", "related": 9})
    assert titles(selection)[1] == ["Bees listed"]
    assert related_urls(selection, 0) == related_urls(selection, 1) == []


def test_no_story_is_related_twice() -> None:
    """A story is related to one other only, and two copies of it are one."""
    entries = [
        about_bees("lead", hours=1),
        about_bees("listed", 1, hours=100),
        about_bees("old", 2, hours=900),
        entry("copy", title="Bees old", text=BEES[2], source="Post", hours=901),
    ]
    selection = choose(entries, {"kind": "lead", "related": 9}, {"kind": "section", "section": "", "related": 9})
    shown = [*related_urls(selection, 0), *related_urls(selection, 1)]
    assert len(shown) == 1


@pytest.mark.parametrize("order", [1, -1])
def test_two_old_versions_of_one_story(order: int) -> None:
    """Which version of an old story is pointed to does not hang on the order of the feeds."""
    versions = [
        about_bees("old", 1, url=f"https://paper.example/old?{n}", identity="https://paper.example/old", hours=900)
        for n in (1, 2)
    ]
    selection = choose([about_bees("lead"), *versions[::order]], {"kind": "lead", "related": 3})
    assert related_urls(selection, 0) == ["https://paper.example/old?1"]


def told_by(source: str, text: str, hours: float, **fields: object) -> Entry:
    return entry(source, source=source, title=fields.pop("title", "Quay closed"), text=text, hours=hours, **fields)


QUAY = (
    ("Council closes northern quay", "The harbour council closes the northern quay while divers replace rotten piles."),
    (
        "Northern quay shut for two winters",
        "Divers replace rotten piles of the northern quay, the council says.",
    ),
    (
        "Ferries leave from fish market",
        "As the northern quay is closed for rotten piles, ferries move to the market.",
    ),
)


def quay(**fields: object) -> list[Entry]:
    """One event as three sources tell it."""
    return [
        told_by(source, text, 10 + at, title=title, **fields)
        for at, (source, (title, text)) in enumerate(zip("ABC", QUAY, strict=True))
    ]


def others(count: int) -> list[Entry]:
    """Fresher stories of sources of their own that have nothing to do with each other."""
    return [entry(f"o{at}", title=own_words(f"t{at}"), source=f"S{at}", hours=1 + at) for at in range(count)]


def test_one_event_once_and_covered_events_first() -> None:
    """What three sources tell runs once, before fresher stories that one tells; the others stand beside it."""
    selection = choose([*others(9), *quay()], {"kind": "lead", "related": 2}, {"kind": "list", "count": 20})
    (lead,) = selection.blocks[0]
    assert lead.source == "A"
    assert {link.title for link in lead.related} == {QUAY[1][0], QUAY[2][0]}
    assert len(selection.blocks[1]) == 9
    decisions = {each.url: each for each in selection.decisions}
    assert decisions["https://paper.example/A"].parts["coverage"] == 3
    assert decisions["https://paper.example/B"].event == lead.id
    bare = choose([*others(9), *quay()], {"kind": "list", "count": 20})
    reasons = {each.url: each.reason for each in bare.decisions}
    assert reasons["https://paper.example/B"] == "tells the same event as “Council closes northern quay” (A)"


def test_pinned_stories_of_one_event_both_run() -> None:
    """The editor may tell an event twice."""
    pins = ["paper.example/B", "paper.example/C"]
    selection = choose([*others(9), *quay()], {"kind": "list", "count": 3}, pins=pins)
    assert [story.source for story in selection.blocks[0]][:2] == ["B", "C"]


WIRE = "Four counties agreed at dawn to share the water of the Halyard, after eleven nights of talks in a school gym."


def test_same_text_is_remembered_where_else_it_stood() -> None:
    """A wire copy is folded into the fullest version, which says where else it is and counts each source."""
    copies = [entry(name, title=name, source=name, text=f"{WIRE}{' ' + name * at}") for at, name in enumerate("XYZ")]
    selection = choose([*others(9), *copies], {"kind": "lead"})
    (lead,) = selection.blocks[0]
    assert {lead.source} | {link.title for link in lead.also_at} == {"X", "Y", "Z"}
    assert lead.fingerprint
    folded = [each for each in selection.decisions if each.outcome is Outcome.folded]
    assert [each.event for each in folded] == [lead.id] * 2


def test_variety() -> None:
    """Of nearly equal stories one of another section and source goes before a third of the same, and says so."""
    entries = [
        *(entry(f"w{at}", hours=10 + at, section="World") for at in range(3)),
        entry("f", hours=16, section="Film", source="Post"),
    ]
    varied = choose(entries, {"kind": "list", "count": 4})
    assert titles(varied) == {0: ["w0", "f", "w1", "w2"]}
    assert why(varied)["f"] == "number 2 by score, before “Story w1” for variety"
    assert titles(choose(entries, {"kind": "list", "count": 4}, variety=0)) == {0: ["w0", "w1", "w2", "f"]}


def test_what_variety_keeps_out_is_told_so() -> None:
    """A story that is worth more than one that is in learns that the issue has enough of its source and section."""
    entries = [*series(3, section="World"), entry("f", section="Film", source="Post", hours=20)]
    reason = why(choose(entries, {"kind": "list", "count": 2}, variety=0.5))["s1"]
    assert reason == "held back for variety: 1 of Paper and 1 of World already in"


def test_thin_section_borrows_from_its_neighbours() -> None:
    """A section short of its minimum takes the best of the neighbours that the config names, in their order."""
    entries = [
        entry("h", section="Health"),
        entry("s0", section="Science", hours=1),
        entry("s1", section="Science", hours=2),
        entry("d", section="Dogs", hours=1),
    ]
    block = {"kind": "section", "section": "Health", "min": 3, "max": 4}
    assert titles(choose(entries, block)) == {}
    lent = choose(entries, block, neighbours={"health": ["Dogs", "Science"]})
    assert titles(lent) == {0: ["h", "d", "s0"]}
    assert why(lent)["d"] == "lent by Dogs to Health, which has too few"
    assert titles(choose(entries[:2], block, neighbours={"Health": ["Science"]})) == {}


def test_first_issue_takes_one_cadence_only() -> None:
    """Years of a feed do not spill into the first issue, whatever the window."""
    entries = [entry("new", hours=24), entry("old", hours=24 * 20)]
    first = choose(entries, window="60d")
    assert why(first)["old"] == "the first issue takes the last 7 days of a source, whatever the window, 2026-10-31"
    assert titles(choose(entries[1:], window="60d")) == {0: ["old"]}
    later = choose(entries, window="60d", carried={"https://paper.example/x": "2026-W46"})
    assert titles(later)[1] == ["old"]


def test_an_undated_story_says_so() -> None:
    """Who reads the reasons sees which stories have no date that can be believed, in the issue or not."""
    chosen = choose(
        [entry("dated"), entry("undated", hours=None), entry("other", hours=None)],
        {"kind": "lead"},
        {"kind": "list", "count": 1},
    )
    told = {decision.title: "undated" in decision.reason for decision in chosen.decisions}
    assert told == {"Story dated": False, "Story undated": True, "Story other": True}
