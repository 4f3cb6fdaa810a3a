"""Decide what runs in each slot of an issue: bookings × slots × rules → insertions, with the reason for each."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from digest.ads.inventory import Booking, CreativeConfig, Inventory, Promo
from digest.models import Block, Candidate, Insertion, Issue, SlotDecision


@dataclass(frozen=True)
class Placement:
    """The layout with its slots filled. A slot or promo in which nothing runs is gone from `blocks`."""

    blocks: tuple[Block, ...]
    slots: tuple[SlotDecision, ...]


@dataclass(frozen=True)
class _Slot:
    name: str
    position: int


def place(
    blocks: Sequence[Block],
    *,
    inventory: Inventory,
    earlier: Sequence[Issue],
    issue_date: date,
    cadence: timedelta,
    label: str,
) -> Placement:
    """Fill the `ad` and `promo` blocks of a layout. Pure, and independent of the order of `ads.toml`.

    An ad block carries its slot in `options["slot"]`, a promo block its name in `options["name"]`. `earlier` are the
    earlier issues, from which follows what each booking is still owed. Paid tiers come first, then house promos that
    the layout does not already show; what is owed most for the issues left in its flight goes first.
    """
    ran: list[Insertion] = []
    decisions: list[SlotDecision] = []
    filled: dict[int, Insertion] = {}
    reserved = {str(block.options["name"]) for block in blocks if block.kind == "promo"}
    shown: set[str] = set()
    for position, block in enumerate(blocks):
        if block.kind not in ("ad", "promo"):
            continue
        if block.kind == "promo":
            slot = _Slot(str(block.options["name"]), position)
            options = [promo for promo in inventory.promos if promo.name == slot.name]
            insertion, candidates = _house(options, slot, shown)
        else:
            slot = _Slot(str(block.options["slot"]), position)
            insertion, candidates = _paid(inventory, slot, ran, earlier, issue_date, cadence, label)
            if insertion is None:
                insertion, more = _house(inventory.promos, slot, reserved | shown)
                candidates += more
        decisions.append(_decision(slot, insertion, candidates))
        if insertion:
            ran.append(insertion)
            filled[position] = insertion
            shown |= {each.name for each in candidates if each.taken and insertion.tier == "house"}
    return Placement(blocks=_laid_out(blocks, filled), slots=tuple(decisions))


def _paid(
    inventory: Inventory,
    slot: _Slot,
    ran: Sequence[Insertion],
    earlier: Sequence[Issue],
    issue_date: date,
    cadence: timedelta,
    label: str,
) -> tuple[Insertion | None, list[Candidate]]:
    candidates: list[Candidate] = []
    fit: list[Booking] = []
    for booking in sorted(inventory.bookings, key=lambda booking: booking.id):
        reason = _reason_against(booking, inventory, slot, ran, earlier, issue_date)
        if reason:
            candidates.append(Candidate(name=booking.id, reason=reason))
        else:
            fit.append(booking)
    fit.sort(key=lambda booking: _rank(booking, earlier, issue_date, cadence))
    for place_, booking in enumerate(fit):
        reason = _need_in_words(booking, earlier, issue_date, cadence)
        behind = "" if place_ == 0 else f"; {fit[0].id} goes first"
        candidates.append(Candidate(name=booking.id, taken=place_ == 0, reason=reason + behind))
    if not fit:
        return None, candidates
    chosen = fit[0]
    index = len(_runs(chosen, earlier)) % len(chosen.creatives)
    creative = chosen.creatives[index]
    insertion = Insertion(
        slot=slot.name,
        tier=chosen.tier,
        booking=chosen.id,
        sponsor=chosen.sponsor,
        sponsor_name=inventory.sponsor(chosen.sponsor).name,
        creative=creative.creative(),
        creative_index=index,
        label=creative.label or label,
        position=slot.position,
    )
    return insertion, candidates


def _reason_against(
    booking: Booking,
    inventory: Inventory,
    slot: _Slot,
    ran: Sequence[Insertion],
    earlier: Sequence[Issue],
    issue_date: date,
) -> str:
    """Why this booking may not run here, empty if it may."""
    if slot.name not in booking.slots:
        return f'not booked for the slot "{slot.name}"'
    if issue_date < booking.first:
        return f"its flight starts on {booking.first}"
    if issue_date > booking.last:
        return f"its flight ended on {booking.last}"
    if booking.insertions is not None and len(_runs(booking, earlier)) >= booking.insertions:
        return f"all {booking.insertions} insertions have run"
    category = _category(inventory, booking.sponsor)
    for insertion in ran:
        if insertion.sponsor == booking.sponsor:
            return f"{insertion.sponsor_name} already runs in this issue"
        if insertion.sponsor and category and _category(inventory, insertion.sponsor) == category:
            return f"{insertion.sponsor_name}, a competitor, already runs in this issue"
    return ""


def _category(inventory: Inventory, sponsor: str) -> str:
    return inventory.sponsor(sponsor).category.strip().casefold()


def _runs(booking: Booking, earlier: Sequence[Issue]) -> list[Insertion]:
    return [ran for issue in earlier for ran in issue.insertions() if ran.booking == booking.id]


def _need(booking: Booking, earlier: Sequence[Issue], issue_date: date, cadence: timedelta) -> float:
    """Insertions still owed for each issue left in the flight: 1 must run in every one, above 1 cannot be met."""
    left = (booking.last - issue_date) // cadence + 1
    owed = left if booking.insertions is None else booking.insertions - len(_runs(booking, earlier))
    return owed / left


def _rank(booking: Booking, earlier: Sequence[Issue], issue_date: date, cadence: timedelta) -> tuple[object, ...]:
    runs = _runs(booking, earlier)
    tiers = ("sponsor", "affiliate")
    need = _need(booking, earlier, issue_date, cadence)
    return (tiers.index(booking.tier), -round(need, 9), len(runs), booking.id)


def _need_in_words(booking: Booking, earlier: Sequence[Issue], issue_date: date, cadence: timedelta) -> str:
    if booking.insertions is None:
        return f"{booking.tier}, booked for every issue until {booking.last}"
    owed = booking.insertions - len(_runs(booking, earlier))
    left = (booking.last - issue_date) // cadence + 1
    return f"{booking.tier}, {owed} of {booking.insertions} insertions owed in {left} issues"


def _house(promos: Sequence[Promo], slot: _Slot, used: AbstractSet[str]) -> tuple[Insertion | None, list[Candidate]]:
    candidates: list[Candidate] = []
    chosen: Promo | None = None
    for promo in sorted(promos, key=lambda promo: promo.name):
        if promo.name in used:
            candidates.append(Candidate(name=promo.name, reason="the layout already shows it"))
        elif chosen is None:
            chosen = promo
            candidates.append(Candidate(name=promo.name, taken=True, reason="house promo"))
        else:
            candidates.append(Candidate(name=promo.name, reason=f"{chosen.name} goes first"))
    if chosen is None:
        return None, candidates
    tier: Literal["house"] = "house"
    creative = CreativeConfig.creative(chosen)
    return Insertion(
        slot=slot.name, tier=tier, creative=creative, label=chosen.label, position=slot.position
    ), candidates


def _decision(slot: _Slot, insertion: Insertion | None, candidates: Sequence[Candidate]) -> SlotDecision:
    taken = next((candidate.name for candidate in candidates if candidate.taken), "")
    reason = next(
        (candidate.reason for candidate in candidates if candidate.taken), "nothing fits: the slot is left out"
    )
    return SlotDecision(
        slot=slot.name,
        position=slot.position,
        insertion=taken if insertion else "",
        candidates=tuple(candidates),
        reason=reason,
    )


def _laid_out(blocks: Sequence[Block], filled: dict[int, Insertion]) -> tuple[Block, ...]:
    """The blocks that have something to show, each insertion with its final position and neighbours."""
    kept = [
        (block, filled.get(position))
        for position, block in enumerate(blocks)
        if block.kind not in ("ad", "promo") or position in filled
    ]
    result = []
    for position, (block, insertion) in enumerate(kept):
        if insertion is None:
            result.append(block)
            continue
        before = next((b.stories[-1].id for b, _ in reversed(kept[:position]) if b.stories), "")
        after = next((b.stories[0].id for b, _ in kept[position + 1 :] if b.stories), "")
        frozen = insertion.model_copy(
            update={"position": position, "neighbours": tuple(story for story in (before, after) if story)}
        )
        result.append(block.model_copy(update={"insertion": frozen}))
    return tuple(result)
