"""An issue that was planned before another one went out, brought in line with the sent log: its number, and its ads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from digest import archive
from digest.ads import Inventory, Overrun, find_rules, overruns, without
from digest.config import Config
from digest.errors import ConfigError
from digest.models import Clear, Fill, Issue
from digest.pipeline.begin import as_it_stands
from digest.pipeline.booked import inventory_of, ran_in
from digest.pipeline.clock import present
from digest.pipeline.freeze import marked, next_number, renumbered
from digest.pipeline.record import has_left
from digest.pipeline.repeats import gone_since
from digest.sender import sending_alone


def spent(config: Config, issue: Issue) -> tuple[Overrun, ...]:
    """The ads of `issue` that their bookings do not allow any more, since others have gone out: all that was bought
    has run, or their cap is reached. An issue that is only claimed has run nothing yet.

    Raises ConfigError where an ad may be one of these, and `ads.toml`, which has the last word, cannot be read.
    """
    begun = gone_since(config, issue)
    gone = _left(config, begun)
    if not gone or not issue.insertions():
        return ()
    ids = {each.id for each in begun}
    before = ran_in(config, archive.sent_before(config.paths.issues, day=issue.date, name=issue.id))
    earlier = [each for each in before if each.id not in ids]
    held = partial(overruns, issue, rules=find_rules(config.ads.rules), earlier=earlier, gone=gone)
    try:
        inventory = inventory_of(config, fits_layout=False)
    except ConfigError:
        if held(inventory=Inventory()):  # by the terms that are frozen in the issue
            raise
        return ()
    return held(inventory=inventory)


def _left(config: Config, issues: Sequence[Issue]) -> tuple[Issue, ...]:
    return tuple(each for each in issues if has_left(config, each))


def follow(config: Config, issue: Issue) -> Issue:
    """`issue` with the number after those that have gone out since it was planned and without the ads that may not run
    any more, in its file too.

    The rest stays as the editor has it: a slot that becomes free is filled by nobody unseen. Raises Changed where the
    file is not `issue` any more, and ConfigError like `spent`.
    """
    followed = in_line(config, issue)
    if followed is not issue:
        with sending_alone(config.paths.state):
            as_it_stands(config, issue)
            archive.write_issue(config.paths.issues, followed)
    return followed


def in_line(config: Config, issue: Issue) -> Issue:
    """What `follow` gives of an issue of which no mail has left, without writing it; `issue` itself where there is
    nothing to do."""
    gone = _left(config, gone_since(config, issue))
    over = spent(config, issue) if gone else ()
    number = max(issue.number, next_number(gone)) if gone else issue.number
    if not over and number == issue.number:
        return issue
    reasons = {each.slot: f"taken out, as {_who_ran(gone, each)} went out first: {each.reason}" for each in over}
    kept = _without(issue, reasons, at=present(config).astimezone(UTC).replace(microsecond=0)) if reasons else issue
    return marked(kept.model_copy(update={"number": number}))


def _who_ran(gone: Sequence[Issue], over: Overrun) -> str:
    """The id of the last of the issues that have `gone` out which had the ad, or of the last one at all."""
    had = [each for each in gone if any(ran.booking == over.booking for ran in each.insertions())]
    return (had or gone)[-1].id


def _without(issue: Issue, reasons: Mapping[str, str], *, at: datetime) -> Issue:
    """`issue` without the ads of the slots that `reasons` names: also without the editor's word on these."""
    emptied = without(issue, reasons, at=at)
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
        if slot.taken_out
        for each in slot.candidates
        if each.reason == slot.reason
    )
