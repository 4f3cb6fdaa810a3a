"""The outline and the inbox: what the editor sees of an issue, from its file alone."""

from __future__ import annotations

import pytest

from digest.errors import ConfigError, TemplateError
from digest.models import Block, Clear, Decision, Drop, Emptied, Fill, Insertion, Issue, Move, Outcome, SlotDecision
from digest.preview.inbox import INBOXES, rows
from digest.preview.outline import Ad, Item, left_out, outline
from digest.preview.support import support_of
from digest.preview.trouble import trouble_of
from digest.preview.why import why
from tests.build import insertion, issue, stories_block
from tests.cli.folder import Folder
from tests.studio import config_of


def decision(name: str, outcome: Outcome = Outcome.left_out, **fields: object) -> Decision:
    given = {"story": name, "title": f"Story {name}", "url": f"https://paper.example/{name}", "source": "Paper"}
    return Decision.model_validate({**given, "outcome": outcome, "reason": "because", **fields})


def slot(name: str, position: int, *, place: str = "ad", runs: str = "") -> SlotDecision:
    return SlotDecision.model_validate({"slot": name, "position": position, "place": place, "insertion": runs})


def ad(name: str, runs: str) -> Block:
    return Block(kind="ad", options={"slot": name}, insertion=insertion(runs, slot=name))


def told(given: Issue) -> list[tuple[str, list[str]]]:
    """Each group with its stories and slots, in a word each."""

    def word(row: Item | Ad) -> str:
        return row.story.id if isinstance(row, Item) else f"{row.name}: {'ad' if row.insertion else 'empty'}"

    return [(group.name, [word(row) for row in group.rows]) for group in outline(given)]


def test_a_list_that_an_ad_cuts_is_one() -> None:
    """A list in two parts is one group with the ad inside; places go on after the ad."""
    first = stories_block("a", "b").model_copy(update={"title": "More", "options": {"slot": "middle"}})
    rest = stories_block("c").model_copy(update={"title": "More", "continues": 2})
    given = issue("2026-W47", first, ad("middle", "deal"), rest, slots=(slot("middle", 0, place="list", runs="deal"),))
    assert told(given) == [("list More", ["a", "b", "middle: ad", "c"])]
    (group,) = outline(given, (100, 20, 50))
    assert group.bytes == 170
    assert [row.place for row in group.rows if isinstance(row, Item)] == [0, 1, 2]


def test_empty_slots_stand_where_they_would() -> None:
    """A slot in which nothing runs stands at home: before, between and after the blocks, and inside a list."""
    blocks = (stories_block("a", kind="lead"), stories_block("b"))
    slots = (slot("first", 0), slot("top", 2), slot("inside", 3, place="list"), slot("end", 4))
    given = issue("2026-W47", *blocks, slots=slots)
    assert told(given) == [
        ("", ["first: empty"]),
        ("lead", ["a"]),
        ("", ["top: empty"]),
        ("list", ["b", "inside: empty"]),
        ("", ["end: empty"]),
    ]


def test_emptied_blocks_stand_where_they_stood() -> None:
    """A block that the editor has emptied is still a place for stories: between the same blocks and slots."""
    away = (
        Emptied(block=Block(kind="list"), position=1),
        Emptied(block=Block(kind="list", title="More"), position=3),
        Emptied(block=Block(kind="section", options={"section": "World"}), position=5),
    )
    slots = (slot("top", 1, runs="deal"), slot("low", 2))
    blocks = (stories_block("a", kind="lead"), ad("top", "deal"), stories_block("b"))
    given = issue("2026-W47", *blocks, slots=slots, emptied=away)
    assert told(given) == [
        ("lead", ["a"]),
        ("list", []),
        ("", ["top: ad"]),
        ("list More", []),
        ("", ["low: empty"]),
        ("section World", []),
        ("list 2", ["b"]),
    ]
    assert [group.holds for group in outline(given) if not group.rows] == [True, True, True]


def test_places_that_cannot_be() -> None:
    """Of a file that somebody has edited by hand, what stands nowhere stands at the end."""
    away = (Emptied(block=Block(kind="list", title="More"), position=99),)
    given = issue("2026-W47", stories_block("a", kind="lead"), slots=(slot("top", 50),), emptied=away)
    assert told(given) == [("lead", ["a"]), ("", ["top: empty"]), ("list More", [])]


def test_what_is_by_hand() -> None:
    """What the editor moved, filled or cleared says so."""
    edits = (
        Move(action="move", story="a", block="list", place=0),
        Fill(action="fill", slot="top", name="deal"),
        Clear(action="clear", slot="low"),
    )
    slots = (slot("top", 1, runs="deal"), slot("low", 2), slot("other", 3))
    given = issue("2026-W47", stories_block("a", "b"), ad("top", "deal"), edits=edits, slots=slots)
    rows = [row for group in outline(given) for row in group.rows]
    hands = {(row.story.id if isinstance(row, Item) else row.name): row.by_hand for row in rows}
    assert hands == {"a": True, "b": False, "top": True, "low": True, "other": False}


def test_blocks_without_stories_have_words() -> None:
    """A block without stories is known in the email by words that stand there as they are."""
    text = "Dear {{ name | reader }},\n\nThe **flags** on [the long quay](https://long.example/address) are low"
    note = Block(kind="note", options={"text": text})
    poll = Block(kind="poll", options={"question": "Shall we?", "text": "Tell us"})
    own = Block(kind="weather", title="Weather")
    given = issue("2026-W47", note, poll, own, Block(kind="footer"))
    assert [(group.title, group.words, group.note) for group in outline(given)] == [
        ("Note", "the long quay", True),
        ("Poll", "Shall we?", False),
        ("Weather", "Weather", False),
        ("Footer", "", False),
    ]
    assert outline(given)[0].text == note.options["text"]


def test_left_out_in_order() -> None:
    """What the editor took out comes first, then what had no room, best first, then the rest."""
    decisions = (
        decision("placed", Outcome.placed, block=0),
        decision("old", Outcome.dropped),
        decision("low", score=1.0),
        decision("same", Outcome.folded, event="placed"),
        decision("high", score=2.0),
        decision("mine", score=0.5),
    )
    edits = (Drop(action="drop", story="mine"),)
    given = issue("2026-W47", stories_block("placed"), decisions=decisions, edits=edits)
    found = why(given, "mine", groups=outline(given))
    assert found
    assert found.place == "Taken out"
    assert [(each.decision.story, each.label) for each in left_out(given)] == [
        ("mine", "Taken out"),
        ("high", "No room"),
        ("low", "No room"),
        ("same", "Told by another"),
        ("old", "Not eligible"),
    ]


def test_why() -> None:
    """A story's rank counts each event once; its rivals are those around it; who tells it is named both ways."""
    scored = [decision(f"s{number}", Outcome.placed, block=0, score=10.0 - number) for number in range(10)]
    folded = decision("twin", Outcome.folded, event="s4", score=9.5)
    given = issue("2026-W47", stories_block(*(f"s{n}" for n in range(10))), decisions=(*scored, folded))
    groups = outline(given)
    found = why(given, "s4", groups=groups)
    assert found
    assert (found.rank, found.among, found.best, found.place) == (5, 10, 10.0, "List")
    assert [each.story for each, _ in found.rivals] == ["s1", "s2", "s3", "s5", "s6", "s7"]
    assert [each.story for each in found.tells_for] == ["twin"]
    first = why(given, "s0", groups=groups)
    assert first
    assert [each.story for each, _ in first.rivals] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    twin = why(given, "twin", groups=groups)
    assert twin
    assert (twin.rank, twin.rivals, [each.story for each in twin.told_by]) == (None, (), ["s4"])
    assert why(given, "nobody", groups=groups) is None


def test_inboxes_cut() -> None:
    """A text is cut where the inbox cuts it, at a word's end or not, and says how much is lost."""
    given = issue(subject="x" * 41, preheader="")
    found = {row.inbox.name: row for row in rows(given)}
    phone = found["Gmail on a phone"]
    assert (phone.subject.shown, phone.subject.lost, phone.subject.fits) == ("x" * 39 + "…", "xx", False)
    assert found["Gmail in a browser"].subject.fits
    assert found["Gmail in a browser"].preheader.room == 70 + 120 - 41
    assert all(row.sender.shown == "The Lantern" for row in found.values())
    assert len(INBOXES) == 4


def test_support() -> None:
    """A feature that a program does not know is told with what is lost; one in a `<style>` only adds."""
    head = "<html><head><style>p { gap: 3px }</style></head>"
    page = f'{head}<body><p style="border-radius:3px;object-fit:cover">x</p></body></html>'
    table = support_of(page)
    outlook = next(program for program in table.programs if program.name == "Outlook Windows")
    missing = {feature.slug: feature for feature in outlook.missing}
    assert missing["css-border-radius"].harmless == "corners are square"
    assert missing["css-border-radius"].inline
    assert not missing["css-gap"].inline
    assert table.features >= outlook.known + len(outlook.missing)


def test_an_issue_without_anything() -> None:
    """An issue without blocks or decisions has an empty outline."""
    assert outline(issue()) == ()
    assert left_out(issue()) == ()


@pytest.mark.parametrize(
    ("where", "first"),
    [
        ("templates/classic/blocks/lead.html:1", "line one"),
        ("digest.toml, line 2", ""),
        ("templates/classic/../../secret:1", None),
        ("templates/other/lead.html:1", None),
        ("elsewhere.html:1", None),
        ("templates/classic/blocks/absent.html:1", None),
        ("[theme] name", None),
    ],
)
def test_lines_of_an_error(where: str, first: str | None, lantern: Folder) -> None:
    """The lines around an error are those of the theme's file or the config that it names, and of no other file."""
    lantern.write("templates/classic/blocks/lead.html", "line one\nline two")
    config = config_of(lantern)
    found = trouble_of(TemplateError("wrong", where=where, hint="mend it"), config)
    assert (found.message, found.where, found.hint) == ("wrong", where, "mend it")
    if first is None:
        assert found.lines == ()
    else:
        assert found.lines[0].text == first
        assert [line.number for line in found.lines if line.wrong] == [int(where[-1])]
    assert trouble_of(ConfigError("x"), None).lines == ()


def test_a_theme_that_is_gone(lantern: Folder) -> None:
    """Where the theme itself cannot be found, the error stands without lines."""
    config = config_of(lantern)
    gone = config.model_copy(update={"theme": type(config.theme).model_validate({"name": "nowhere"})})
    assert trouble_of(TemplateError("x", where="templates/classic/layout.html:1"), gone).lines == ()


def test_ads_are_ads() -> None:
    """A row of the outline is a story or an ad."""
    given = issue("2026-W47", ad("top", "deal"), slots=(slot("top", 0, runs="deal"),))
    (row,) = outline(given)[0].rows
    assert isinstance(row, Ad)
    assert isinstance(row.insertion, Insertion)
