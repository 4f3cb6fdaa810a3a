"""What every rule of placement keeps to, and that each has its own cases here."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from digest import registry
from digest.ads.bid import PACKAGE, Bid, find_rules, refusal
from digest.ads.history import History, Run
from digest.ads.slots import Slot
from digest.errors import ConfigError
from digest.models import Block, Link, Sensitive
from tests.build import DAY, booking, inventory, sensitive_block, sponsor, stories_block, story

WEEK = timedelta(weeks=1)
SPONSORS = (
    sponsor("acme", name="Acme Tools Ltd", names=["Hammerworks"], category="tools"),
    sponsor("bolt", category=" Tools"),
    sponsor("cook"),
)


def weeks_ago(*numbers: int, of: str = "deal") -> History:
    """The last five weeks' issues; `of` ran in those so many weeks ago."""
    days = [DAY - WEEK * number for number in range(5, 0, -1)]
    return History(tuple(days), tuple(Run(day, "top", of) for day in days if (DAY - day) // WEEK in numbers))


def bid(*others: Any, slot: Slot | None = None, day: date = DAY, history: History | None = None, **deal: Any) -> Bid:
    mine = booking(**deal)
    stock = inventory(mine, *others, sponsors=SPONSORS)
    return Bid(mine, slot or Slot("top"), day, stock, history or History())


def among(*others: Any, **deal: Any) -> Bid:
    """The same in an issue in which `others` run already."""
    return replace(bid(*others, **deal), others=tuple(others))


def beside(*blocks: Block | None) -> Slot:
    before, after = (*blocks, None, None)[:2]
    return Slot("top", before=before, after=after)


def telling(**fields: Any) -> Slot:
    return beside(Block(kind="list", stories=(story("one", **fields),)))


SOFT, GRAVE = sensitive_block("soft", "sad"), sensitive_block("no_ads", "grave")
SAD_NOTE = Block(kind="note", sensitive=Sensitive(level="soft", reason="illness"))
RELATED = (Link(title="Hammerworks to pay a fine", url="https://paper.example/fine"),)
TARGETED = {
    "target": {"sections": ["Dogs"], "keywords": ["terrier"], "not_keywords": ["bite"], "not_sections": ["War"]}
}
FORESEEN = Slot(
    "top", known=False, before=Block(kind="section", options={"section": "World"}), after=Block(kind="note")
)

CASES: dict[str, list[tuple[Bid, str]]] = {
    "slot": [(bid(), ""), (bid(slots=["middle"]), 'not booked for the slot "top"')],
    "flight": [
        (bid(first=DAY, last=DAY), ""),
        (bid(first=DAY + timedelta(days=1)), "its flight starts on 2026-11-21"),
        (bid(last=DAY - timedelta(days=1)), "its flight ended on 2026-11-19"),
    ],
    "owed": [
        (bid(history=weeks_ago(1, 2)), ""),
        (bid(insertions=3, history=weeks_ago(1, 2)), ""),
        (bid(insertions=2, history=weeks_ago(1, 2)), "all 2 insertions have run"),
        (bid(insertions=1, history=weeks_ago(4)), "its insertion has run"),
        (bid(insertions=1, history=weeks_ago(4, of="another")), ""),
    ],
    "cap": [
        (bid(history=weeks_ago(1, 2, 3)), ""),
        (bid(cap={"issues": 3}, history=weeks_ago(3, 4)), ""),
        (bid(cap={"issues": 3}, history=weeks_ago(2)), "1 of at most 1 in 3 issues have run"),
        (bid(cap={"insertions": 2, "issues": 3}, history=weeks_ago(2)), ""),
    ],
    "exclusive": [
        (bid(booking("b", sponsor="cook", exclusive=True, last=DAY - WEEK)), ""),
        (bid(booking("b", sponsor="cook", exclusive="slot", slots=["middle"])), ""),
        (bid(booking("b", sponsor="cook", exclusive="issue")), ""),
        (bid(exclusive=True), ""),
        (bid(booking("b", sponsor="cook", exclusive=True)), 'the slot "top" is kept for b until 2026-12-31'),
        (bid(booking("b", sponsor="cook", exclusive=True), tier="house"), ""),
        (
            bid(booking("z", sponsor="cook", exclusive=True), booking("b", sponsor="cook", exclusive=True)),
            'the slot "top" is kept for b until 2026-12-31',
        ),
        (among(booking("b", sponsor="cook")), ""),
        (among(booking("b", sponsor="cook", exclusive="issue")), "b has the issue to itself"),
        (among(booking("b", sponsor="cook"), exclusive="issue"), "it must have the issue to itself, and b runs"),
        (among(booking("b", sponsor="cook", tier="house"), exclusive="issue"), ""),
    ],
    "sponsor_once": [
        (among(booking("b", sponsor="cook")), ""),
        (among(booking("b", sponsor="acme")), "Acme Tools Ltd already runs in this issue"),
        (among(booking("b", sponsor="", tier="house"), sponsor="", tier="house"), ""),
    ],
    "competitors": [
        (among(booking("b", sponsor="cook")), ""),
        (among(booking("b", sponsor="bolt")), "Bolt, a competitor, already runs in this issue"),
        (among(booking("b", sponsor="bolt"), sponsor="cook"), ""),
        (among(booking("b", sponsor="acme")), ""),
    ],
    "own_story": [
        (bid(slot=telling(title="Acmetools is another word")), ""),
        (bid(slot=telling(title="What ACME Tools did")), "“What ACME Tools did”, beside it, is about Acme Tools Ltd"),
        (bid(slot=telling(tags=("hammerworks",))), "“Story one”, beside it, is about Acme Tools Ltd"),
        (bid(slot=telling(title="Acme Tools"), sponsor="", tier="house"), ""),
        (bid(slot=telling(related=RELATED)), "“Story one”, beside it, is about Acme Tools Ltd"),
    ],
    "target": [
        (bid(slot=telling(section="War")), ""),
        (bid(slot=telling(section=" dogs", excerpt="A day with terriers."), **TARGETED), ""),
        (bid(slot=telling(section="Cats"), **TARGETED), "only beside the section Dogs"),
        (bid(slot=telling(section="Dogs", title="Terrierlike"), **TARGETED), "only beside “terrier”"),
        (bid(slot=telling(section="Dogs", title="Terrier bites"), **TARGETED), "not beside “bite”: “Terrier bites”"),
        (bid(slot=telling(section="war", title="Terrier"), **TARGETED), "not beside the section War: “Terrier”"),
        (bid(slot=telling(related=RELATED), target={"not_keywords": ["fine"]}), "not beside “fine”: “Story one”"),
        (bid(slot=FORESEEN, **TARGETED), "only beside the section Dogs"),
        (bid(slot=FORESEEN, target={"sections": ["world"]}), ""),
        (bid(slot=FORESEEN, target={"keywords": ["terrier"]}), ""),
        (bid(slot=replace(FORESEEN, after=Block(kind="list")), **TARGETED), ""),
    ],
    "adjacency": [
        (bid(slot=beside(stories_block("a"), stories_block("b"))), ""),
        (bid(slot=beside(stories_block("a"), GRAVE), beside_soft=True), "next to “Story grave” (said so)"),
        (bid(slot=beside(SOFT)), "next to “Story sad”, sensitive: said so"),
        (bid(slot=beside(None, SAD_NOTE)), "next to the note, sensitive: illness"),
        (bid(slot=beside(SOFT, SAD_NOTE), beside_soft=True), ""),
        (bid(slot=beside(GRAVE), tier="house"), "next to “Story grave” (said so)"),
        (bid(slot=Slot("top", barred="next to it all")), "next to it all"),
        (bid(slot=Slot("top", known=False, before=GRAVE)), ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", registry.names(PACKAGE))
def test_every_rule_keeps_the_contract(name: str) -> None:
    """A rule is a module with a reason, a rank, and a function `against(bid)` whose docstring is its contract."""
    module = importlib.import_module(f"{PACKAGE}.{name}")
    assert module.__doc__
    assert inspect.getdoc(module.against)
    assert list(inspect.signature(module.against).parameters) == ["bid"]
    assert isinstance(module.RANK, int)


def test_every_rule_has_its_cases_here() -> None:
    """A new rule comes with what it forbids and what it allows."""
    assert set(registry.names(PACKAGE)) == set(CASES)
    assert all({bool(said) for _, said in cases} == {True, False} for cases in CASES.values())


@pytest.mark.parametrize(("name", "given", "said"), [(name, *case) for name, cases in CASES.items() for case in cases])
def test_rule(name: str, given: Bid, said: str) -> None:
    """Each rule forbids what it is there for, in words for a person, and nothing else."""
    assert importlib.import_module(f"{PACKAGE}.{name}").against(given) == said


def test_the_most_telling_reason_comes_first() -> None:
    """Of several reasons the one of the lowest rank is told."""
    rules = find_rules()
    late = bid(last=DAY - WEEK, slots=["middle"], slot=beside(GRAVE))
    assert refusal(late, rules) == 'not booked for the slot "top"'
    assert refusal(bid(), rules) == ""


def no_wine(bid: Bid) -> str:
    """A rule of a user's own."""
    return "no wine on Fridays" if bid.booking.id.startswith("wine") and bid.day.weekday() == 4 else ""


def test_a_rule_from_outside() -> None:
    """A rule of the user's own counts beside ours, and has the last word."""
    rules = find_rules((f"{__name__}:no_wine",))
    assert refusal(bid(name="wine-2026"), rules) == "no wine on Fridays"
    assert refusal(bid(name="tea-2026"), rules) == ""


@pytest.mark.parametrize(("name", "said"), [("cap", "no rule from outside"), ("no.such:thing", "cannot be imported")])
def test_a_rule_that_there_is_not(name: str, said: str) -> None:
    """Ours cannot be named again, and one that cannot be imported is an error with its place."""
    with pytest.raises(ConfigError, match=said) as caught:
        find_rules((name,))
    assert caught.value.where == "[ads] rules"
