"""What an issue may point to: older stories and those of earlier issues, none that tells what runs."""

from __future__ import annotations

from digest.models import Entry, Issue
from digest.selector.beside import beside
from digest.selector.carry import past
from digest.selector.copies import shingles
from digest.selector.fingerprints import Prints, fingerprint
from tests.build import entry, issue, own_words, stories_block, story

WIRE = " ".join(own_words(f"wire{at}") for at in range(6))


def found(older: list[Entry], kept: list[Entry], *issues: Issue, exclude: tuple[str, ...] = ()) -> dict[str, str]:
    """The stories that may be pointed to, each with its issue."""
    given, named = beside(older, past(issues), kept=kept, exclude=exclude, prints=Prints())
    assert [each.identity for each in given] == sorted(each.identity for each in given)
    return {each.title.removeprefix("Story "): named.get(each.identity, "") for each in given}


def ran(name: str, text: str = "", **fields: object) -> Issue:
    """An earlier issue that carried the story `name`."""
    one = story(name, fingerprint=fingerprint(shingles(entry(text=text))), **fields)
    return issue("2026-W46", stories_block().model_copy(update={"stories": (one,)}))


def test_same_record() -> None:
    """Other records of a present story are left out, second copies too, and what ran and runs again."""
    here = entry("here", title="Hives", text="Forty-one hives.", guid="9")
    copy = entry("copy", title="Hives", text="Forty-one hives.", source="Post")
    older, again = entry("older", guid="1"), entry("again", guid="1", text="")
    assert found([copy, again, older], [here]) == {"older": ""}
    assert found([], [here], ran("here")) == found([], [here], ran("moved", guid="9")) == {}


def test_same_text() -> None:
    """What runs is not pointed to in nearly the same words: neither an older copy, nor one that ran."""
    here = entry("here", text=WIRE)
    copy = entry("copy", text=f"{WIRE} Says the Post.", source="Post")
    half = entry("half", text=" ".join(WIRE.split()[:30]), source="Post")
    assert found([copy, half, entry("other")], [here]) == {"other": ""}
    assert found([], [here], ran("copy", f"{WIRE} Says the Post.", source="Post")) == {}
    assert found([], [entry("x")], ran("copy", WIRE)) == {"copy": "2026-W46"}


def test_of_one_text_what_ran_is_pointed_to() -> None:
    """An older copy of what ran is the same story: the one that readers know is pointed to."""
    copy = entry("copy", text=WIRE, source="Post")
    assert found([copy], [entry("x")], ran("first", WIRE)) == {"first": "2026-W46"}
    itself = entry("first", text=WIRE, title="Story now")
    assert found([itself], [entry("x")], ran("first", WIRE)) == {"now": "2026-W46"}


def test_what_the_editor_excludes_is_not_pointed_to() -> None:
    """A retracted story that ran does not come back as one of an earlier issue."""
    assert found([], [entry("x")], ran("bad", WIRE), exclude=("https://paper.example/bad?utm_source=x",)) == {}
