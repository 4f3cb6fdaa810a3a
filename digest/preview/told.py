"""What became of the ads when an editor changed something else."""

from __future__ import annotations

from digest.ads import seats
from digest.models import Clear, Fill, Insertion, Issue


def ads_told(before: Issue, after: Issue) -> tuple[str, ...]:
    """A sentence on each ad or promo of `before` that moved or left in `after`, though nobody asked for that."""
    changed = [edit for edit in (*before.edits, *after.edits) if (edit in before.edits) != (edit in after.edits)]
    decided = {edit.slot for edit in changed if isinstance(edit, Fill | Clear)}
    now = {name: (decision, runs) for name, decision, runs in seats(after)}
    homes = {_name(runs): name for name, (_, runs) in now.items() if runs}
    told = []
    for name, decision, runs in seats(before):
        if runs is None or name in decided:
            continue
        home = homes.get(_name(runs))
        who = f"The {'ad' if runs.paid else 'promo'} “{runs.sponsor_name or _name(runs)}”"
        if home is None:
            told.append(f"{who} left the slot “{name}”.")
        elif home != name:
            told.append(f"{who} moved from “{name}” to “{home}”.")
        elif _where(now[name][0].moved) != _where(decision.moved):
            told.append(f"{who} in “{name}” {_way(now[name][0].moved)}.")
    return tuple(told)


def _name(runs: Insertion) -> str:
    return runs.booking or runs.promo


def _where(moved: str) -> str:
    """What `moved` of a slot says, but for the title of the story that it keeps away from."""
    return moved.partition(", away from")[0]


def _way(moved: str) -> str:
    """What `moved` of a slot says, of the ad in it."""
    if not moved:
        return "is back in its own place"
    return moved if moved.startswith("moved") else f"stands {moved}"
