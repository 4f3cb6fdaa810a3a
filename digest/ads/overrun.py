"""Ads that may not run any more since other issues have: what a booking allowed when the issue was planned, it may not
now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from digest.ads.bid import Bid, Rule
from digest.ads.history import History
from digest.ads.inventory import Booking, Cap, CreativeConfig, Inventory
from digest.ads.reseat import Reseated, seats, slot_names
from digest.ads.slots import Slot, laid_out, take_apart
from digest.models import Insertion, Issue, SlotDecision


@dataclass(frozen=True)
class Overrun:
    """An ad that may not run any more: the booking, its slot by its name in edits, and what is against it."""

    booking: str
    slot: str
    reason: str


def overruns(
    issue: Issue, *, inventory: Inventory, rules: tuple[Rule, ...], earlier: Sequence[Issue], gone: Sequence[Issue]
) -> tuple[Overrun, ...]:
    """The ads of `issue` that a rule is against since the issues `gone` went out after `earlier` ones.

    What was against one before counts no more, as the editor may have changed `ads.toml` since. A booking that is not
    in it any more is held to the terms that are frozen in the issue.
    """
    apart = take_apart(laid_out(issue.blocks, issue.slots))
    stands = dict(zip(slot_names(apart.slots), apart.slots, strict=True))
    then, now = History.of(earlier), History.of((*earlier, *gone))
    found: list[Overrun] = []
    for name, _, runs in seats(issue):
        if runs and runs.booking:
            deal = next((each for each in inventory.bookings if each.id == runs.booking), None) or _as_sold(runs)
            before, after = (Bid(deal, stands[name], issue.date, inventory, history) for history in (then, now))
            against = next((why for rule in rules if (why := rule(after)) and not rule(before)), "")
            found += [Overrun(runs.booking, name, against)] if against else []
    return tuple(found)


def without(issue: Issue, reasons: Mapping[str, str], *, at: datetime) -> Reseated:
    """The blocks and slots of `issue` without the ads of the slots that `reasons` names, taken out `at` that time for
    the reasons given."""
    apart = take_apart(laid_out(issue.blocks, issue.slots))
    held = {name: (told, runs) for name, told, runs in seats(issue)}
    names = slot_names(apart.slots)
    kept = {n: runs for n, name in enumerate(names) if name not in reasons and (runs := held[name][1])}
    told = tuple(
        _emptied(slot, held[name][0], reasons[name], at) if name in reasons else held[name][0]
        for slot, name in zip(apart.slots, names, strict=True)
    )
    return Reseated(apart.filled(kept), told)


def _emptied(slot: Slot, told: SlotDecision, reason: str, at: datetime) -> SlotDecision:
    passed = tuple(
        each.model_copy(update={"taken": False, "reason": reason}) if each.taken else each for each in told.candidates
    )
    return slot.decision("", candidates=passed, reason=reason).model_copy(update={"taken_out": at})


def _as_sold(ran: Insertion) -> Booking:
    """The booking that `ran` is frozen with the terms of."""
    return Booking(
        id=ran.booking,
        sponsor=ran.sponsor,
        slots=(ran.slot,),
        first=ran.first or date.min,
        last=ran.last or date.max,
        insertions=ran.bought,
        tier=ran.tier,
        cap=Cap(insertions=ran.cap[0], issues=ran.cap[1]) if ran.cap else None,
        creatives=(CreativeConfig(headline=ran.creative.headline, url=ran.creative.url),),
    )
