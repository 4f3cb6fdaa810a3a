"""An issue that was planned before another one went out, brought in line with the sent log: its number, and its ads."""

from __future__ import annotations

from collections.abc import Mapping

from digest import archive
from digest.ads import Inventory, Overrun, find_rules, overruns, without
from digest.config import Config
from digest.errors import ConfigError
from digest.models import Clear, Fill, Issue
from digest.pipeline.begin import as_it_stands
from digest.pipeline.booked import inventory_of, ran_in
from digest.pipeline.freeze import marked, next_number, renumbered
from digest.pipeline.repeats import gone_early, gone_since
from digest.sender import sending_alone

_TAKEN_OUT = "taken out,"
"""How the reason begins why a slot is empty that had an ad."""


def spent(config: Config, issue: Issue) -> tuple[Overrun, ...]:
    """The ads of `issue` that their bookings do not allow any more, since others have gone out: all that was bought
    has run, or their cap is reached."""
    gone = (*gone_since(config, issue), *gone_early(config, issue))
    if not gone or not issue.insertions():
        return ()
    ids = {each.id for each in gone}
    earlier = ran_in(config, archive.sent_before(config.paths.issues, day=issue.date, name=issue.id))
    try:
        inventory = inventory_of(config, fits_layout=False)
    except ConfigError:
        inventory = Inventory()  # the terms are frozen in the issue, too: what was approved can go out
    return overruns(
        issue,
        inventory=inventory,
        rules=find_rules(config.ads.rules),
        earlier=[each for each in earlier if each.id not in ids],
        gone=gone,
    )


def follow(config: Config, issue: Issue) -> Issue:
    """`issue` with the number after those that have gone out since it was planned and without the ads that may not run
    any more, in its file too.

    The rest stays as the editor has it: a slot that becomes free is filled by nobody unseen. Raises Changed where the
    file is not `issue` any more.
    """
    followed = in_line(config, issue)
    if followed is not issue:
        with sending_alone(config.paths.state):
            as_it_stands(config, issue)
            archive.write_issue(config.paths.issues, followed)
    return followed


def in_line(config: Config, issue: Issue) -> Issue:
    """What `follow` gives, without writing it; `issue` itself where there is nothing to do, or its mails have begun to
    leave."""
    gone = () if issue.may_have_left else (*gone_since(config, issue), *gone_early(config, issue))
    over = spent(config, issue) if gone else ()
    number = max(issue.number, next_number(gone)) if gone else issue.number
    if not over and number == issue.number:
        return issue
    reasons = {each.slot: f"{_TAKEN_OUT} as {gone[-1].id} went out first: {each.reason}" for each in over}
    kept = _without(issue, reasons) if reasons else issue
    return marked(kept.model_copy(update={"number": number}))


def _without(issue: Issue, reasons: Mapping[str, str]) -> Issue:
    """`issue` without the ads of the slots that `reasons` names: also without the editor's word on these."""
    emptied = without(issue, reasons)
    changed = {
        "blocks": emptied.blocks,
        "slots": emptied.slots,
        "decisions": renumbered(issue.decisions, emptied.blocks),
        "edits": tuple(each for each in issue.edits if not (isinstance(each, Fill | Clear) and each.slot in reasons)),
    }
    return issue.model_copy(update=changed)


def taken_out(issue: Issue) -> tuple[str, ...]:
    """A word on each ad that was taken out of `issue`, and whose slot the editor has done nothing about since."""
    return tuple(
        f'the ad "{each.name}" is not in the slot "{slot.slot}" any more: {slot.reason}'
        for slot in issue.slots
        if slot.reason.startswith(_TAKEN_OUT)
        for each in slot.candidates
        if each.reason == slot.reason
    )
