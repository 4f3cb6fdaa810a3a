"""What `digest explain` prints."""

from __future__ import annotations

import json

import pytest

from digest.console.explained import print_explained, print_way
from digest.console.screen import Screen
from digest.errors import ConfigError
from digest.models import (
    Clear,
    Decision,
    Drop,
    Edit,
    Fill,
    Image,
    Issue,
    Link,
    Move,
    Note,
    Outcome,
    Picture,
    Retell,
    SlotDecision,
    Word,
)
from tests.build import issue, stories_block, story


def decision(name: str, outcome: Outcome, **fields: object) -> Decision:
    given = {"story": name, "title": f"Story {name}", "url": f"https://paper.example/{name}", "source": "Paper"}
    return Decision.model_validate({**given, "outcome": outcome, "reason": f"because of {name}", **fields})


@pytest.fixture
def explained() -> Issue:
    links = (Link(title="Old quay", url="https://paper.example/old", issue="2026-W44"),)
    one = story("one", related=links, also_at=(Link(title="Wire", url="https://wire.example/one"),))
    block = stories_block().model_copy(update={"stories": (one,), "title": "Top"})
    return issue(
        "2026-W47",
        block,
        decisions=(
            decision("one", Outcome.placed, block=0, score=2.0, parts={"coverage": 2.0}, carried_from="2026-W46"),
            decision("two", Outcome.left_out, score=1.0, event="one"),
            decision("three", Outcome.dropped),
        ),
        slots=(SlotDecision(slot="top", position=1, reason="nothing is booked"),),
        remarks=("a remark",),
    )


def test_every_story_is_explained(explained: Issue, capsys: pytest.CaptureFixture[str]) -> None:
    """Each story has its place, score and reason, and the counts add up."""
    print_explained(Screen(), explained, json=False)
    shown = capsys.readouterr()
    for word in ("Top", "2.00", "coverage 2.00", "because of two", "dropped", "nothing is booked"):
        assert word in shown.out
    assert "3 stories: 1 placed, 1 left out, 1 dropped" in shown.out + shown.err
    assert "a remark" in shown.out + shown.err


def test_the_editors_decisions_are_told(explained: Issue, capsys: pytest.CaptureFixture[str]) -> None:
    """Each thing that was decided by hand is a line: what it is about and what it says."""
    edits: tuple[Edit, ...] = (
        Move(action="move", story="one", block="list Top", place=2),
        Drop(action="drop", story="gone", title="Story gone"),
        Retell(action="retell", story="one", field="title", text="Better"),
        Picture(action="picture", story="two", image=Image(url="https://paper.example/p.jpg")),
        Picture(action="picture", story="three"),
        Word(action="word", field="subject", text="Mine"),
        Note(action="note", block="note Hello", text="Good evening"),
        Fill(action="fill", slot="top", name="kettles", creative=1),
        Fill(action="fill", slot="side", name="app"),
        Clear(action="clear", slot="low"),
    )
    print_explained(Screen(), explained.model_copy(update={"edits": edits}), json=False)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "move Story one to place 3 of list Top" in lines
    assert "drop Story gone" in lines
    assert "retell Story one title: Better" in lines
    assert "picture Story two https://paper.example/p.jpg" in lines
    assert "picture Story three no picture" in lines
    assert "word subject Mine" in lines
    assert "note note Hello Good evening" in lines
    assert "fill slot top kettles, creative 2" in lines
    assert "fill slot side app" in lines
    assert "clear slot low nothing" in lines
    print_explained(Screen(), explained.model_copy(update={"edits": edits[:1]}), json=True)
    assert json.loads(capsys.readouterr().out)["edits"] == [
        {"action": "move", "story": "one", "title": "", "block": "list Top", "place": 2}
    ]


def test_way_of_a_placed_story(explained: Issue, capsys: pytest.CaptureFixture[str]) -> None:
    """Of one story: score, rank, what it stands for, what stands beside it, and where it comes from."""
    print_way(Screen(), explained, "paper.example/one", json=False)
    shown = "".join(capsys.readouterr())
    for word in (
        "Story one",
        "2.000 = coverage 2.00",
        "1 of 1 events",
        "2026-W46",
        "Tells also for",
        "Story two",
        "2026-W44",
    ):
        assert word in shown
    assert "wire.example" in shown


def test_way_of_a_story_that_another_tells(explained: Issue, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a story that lost to another: which one."""
    print_way(Screen(), explained, "https://www.paper.example/two/", json=False)
    shown = "".join(capsys.readouterr())
    assert "Told by" in shown
    assert "Story one" in shown
    print_way(Screen(), explained, "https://paper.example/three", json=False)
    assert "Rank" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("tail", ["?utm_source=letter&utm_medium=email", "#comments", "/?fbclid=x"])
def test_a_story_is_found_by_any_address_of_its_page(
    explained: Issue, tail: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address copied from a mail or a browser, with its tracking or fragment, finds the story."""
    print_way(Screen(), explained, f"http://www.paper.example/three{tail}", json=False)
    assert "Story three" in "".join(capsys.readouterr())


def test_way_as_json(explained: Issue, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for machines."""
    print_way(Screen(), explained, "https://paper.example/two", json=True)
    shown = json.loads(capsys.readouterr().out)
    assert [each["story"] for each in shown["told_by"]] == ["one"]
    assert shown["story"] is None


def test_unknown_story(explained: Issue) -> None:
    """An address that was not collected is named, with what to do."""
    with pytest.raises(ConfigError, match="knows no story at") as caught:
        print_way(Screen(), explained, "https://paper.example/nine", json=False)
    assert "digest explain" in caught.value.hint
