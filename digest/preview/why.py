"""Why a story stands where it stands: its score and its parts, its rank, and what it stood against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.models import Decision, Issue, Story
from digest.preview.outline import Group, Item, label

RIVALS = 6
"""How many of those that it stood against are told."""


@dataclass(frozen=True)
class Why:
    """All that is known of one story in one issue.

    `rank` of `among` counts events by score, each once. `rivals` are those nearest to it by score. `told_by` tells the
    same event in its place, `tells_for` are those in whose place it stands.
    """

    decision: Decision
    story: Story | None
    place: str
    rank: int | None
    among: int
    best: float
    rivals: tuple[tuple[Decision, str], ...]
    told_by: tuple[Decision, ...]
    tells_for: tuple[Decision, ...]


def why(issue: Issue, name: str, *, groups: Sequence[Group]) -> Why | None:
    """What is known of the story whose id is `name`; None when nothing was decided of it. `groups` are the outline."""
    decision = next((each for each in issue.decisions if each.story == name), None)
    if decision is None:
        return None
    story = next((each for each in (*issue.stories(), *issue.dropped) if each.id == name), None)
    homes = {row.story.id: group.title for group in groups for row in group.rows if isinstance(row, Item)}

    def place(each: Decision) -> str:
        return homes.get(each.story) or label(each, issue)

    # Each event once: its other tellings stand in no one's way.
    scored = sorted((each for each in issue.decisions if each.score is not None and not each.event), key=_best_first)
    rank = scored.index(decision) + 1 if decision in scored else None
    return Why(
        decision=decision,
        story=story,
        place=place(decision),
        rank=rank,
        among=len(scored),
        best=max((each.score or 0 for each in scored), default=0),
        rivals=tuple((each, place(each)) for each in _rivals(scored, decision)),
        told_by=tuple(each for each in issue.decisions if decision.event and each.story == decision.event),
        tells_for=tuple(each for each in issue.decisions if each.event == name),
    )


def _best_first(decision: Decision) -> float:
    return -(decision.score or 0)


def _rivals(scored: list[Decision], decision: Decision) -> list[Decision]:
    """Those around it by score, best first; it is not among them."""
    if decision not in scored:
        return []
    at = scored.index(decision)
    first = max(0, min(at - RIVALS // 2, len(scored) - RIVALS - 1))
    return [each for each in scored[first : first + RIVALS + 1] if each is not decision]
