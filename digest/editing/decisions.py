"""What is said of the stories that the editor moved."""

from __future__ import annotations

from collections.abc import Sequence

from digest.models import Block, Decision, Drop, Edit, Move, Outcome, Story

PUT_HERE = "put here by the editor"
MADE_WAY = "made way for a story of the editor's"
TAKEN_OUT = "taken out by the editor"


def decide(decisions: Sequence[Decision], edit: Edit, blocks: Sequence[Block]) -> tuple[Decision, ...]:
    """`decisions` after `edit`, when the issue is `blocks`: what is placed comes first, as a reader meets it."""
    place = {story.id: (number, story) for number, block in enumerate(blocks) for story in block.stories}
    moved = edit.story if isinstance(edit, Move | Drop) else ""
    known = {decision.story: decision for decision in decisions}
    placed = [_placed(known.get(name), number, story, moved) for name, (number, story) in place.items()]
    return (*placed, *(_out(decision, moved) for decision in decisions if decision.story not in place))


def _placed(decision: Decision | None, number: int, story: Story, moved: str) -> Decision:
    if decision is None:
        shared = {"story": story.id, **story.model_dump(include={"title", "url", "source", "section"})}
        return Decision(**shared, outcome=Outcome.placed, reason=PUT_HERE, block=number)
    reason = PUT_HERE if story.id == moved else decision.reason
    values = {"outcome": Outcome.placed, "reason": reason, "block": number, "event": ""}
    return decision.model_copy(update=values)


def _out(decision: Decision, moved: str) -> Decision:
    if decision.outcome is not Outcome.placed:
        return decision
    reason = TAKEN_OUT if decision.story == moved else MADE_WAY
    return decision.model_copy(update={"outcome": Outcome.left_out, "reason": reason, "block": None})
