"""What is said of the stories that the editor moved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.models import Block, Decision, Drop, Edit, Move, Outcome, Story

PUT_HERE = "put here by the editor"
MADE_WAY = "made way for a story of the editor's"
SHIFTED = "; the editor moved what stood before it"
_NUMBER = re.compile(rf"(?:was )?number (?P<number>\d+) (?P<rest>.*?)(?:{SHIFTED})?")
TAKEN_OUT = "taken out by the editor"


def decide(decisions: Sequence[Decision], edit: Edit, blocks: Sequence[Block]) -> tuple[Decision, ...]:
    """`decisions` after `edit`, when the issue is `blocks`: what is placed comes first, as a reader meets it."""
    place = {story.id: (number, story) for number, block in enumerate(blocks) for story in block.stories}
    moved = edit.story if isinstance(edit, Move | Drop) else ""
    known = {decision.story: decision for decision in decisions}
    ranks = _ranks(blocks)
    placed = [
        _renumbered(_placed(known.get(name), number, story, moved), ranks[name])
        for name, (number, story) in place.items()
    ]
    return (*placed, *(_out(decision, moved) for decision in decisions if decision.story not in place))


def _placed(decision: Decision | None, number: int, story: Story, moved: str) -> Decision:
    if decision is None:
        shared = {"story": story.id, **story.model_dump(include={"title", "url", "source", "section"})}
        return Decision(**shared, outcome=Outcome.placed, reason=PUT_HERE, block=number)
    reason = PUT_HERE if story.id == moved else decision.reason
    values = {"outcome": Outcome.placed, "reason": reason, "block": number, "event": ""}
    return decision.model_copy(update=values)


def _ranks(blocks: Sequence[Block]) -> dict[str, int]:
    """The place (from 1) of each story among those of its block."""
    return {story.id: place for block in blocks for place, story in enumerate(block.stories, start=1)}


def _renumbered(decision: Decision, place: int) -> Decision:
    """`decision`, whose reason names the number that the story had when it was planned, as it is read at `place`."""
    found = _NUMBER.fullmatch(decision.reason)
    if not found:
        return decision
    own = f"number {found['number']} {found['rest']}"
    reason = own if int(found["number"]) == place else f"was {own}{SHIFTED}"
    return decision.model_copy(update={"reason": reason})


def _out(decision: Decision, moved: str) -> Decision:
    if decision.outcome is not Outcome.placed:
        return decision
    reason = TAKEN_OUT if decision.story == moved else MADE_WAY
    return decision.model_copy(update={"outcome": Outcome.left_out, "reason": reason, "block": None})
