"""Whether an issue that was planned before another one went out would bring its stories a second time."""

from __future__ import annotations

from datetime import date

from digest import archive
from digest.config import Config
from digest.counting import counted
from digest.errors import Refused
from digest.models import Issue
from digest.pipeline.booked import ran_in
from digest.selector import matches

NEAR = 8
"""Issues before one that may still have gone out after it was planned."""
_NAMED = 3
"""Stories that are named where more have run."""


def gone_since(config: Config, issue: Issue) -> tuple[Issue, ...]:
    """The issues that have gone out, or begun to, since `issue` was planned: those before it, oldest first, then those
    after it that a person has sent early, whether before or after it was planned.

    Of those before it their number tells: `issue` was given the next one after all that had gone out by then.
    """
    sent = archive.sent_before(config.paths.issues, day=issue.date, name=issue.id, most=NEAR)
    before = (each for each in ran_in(config, sent) if each.number >= issue.number)
    return (*before, *gone_early(config, day=issue.date))


def gone_early(config: Config, *, day: date) -> tuple[Issue, ...]:
    """The issues after the date `day` that a person has sent, or begun to send, before that of it, oldest first."""
    latest = reversed(archive.latest(config.paths.issues, most=NEAR))
    return tuple(each for each in latest if each.date > day and each.may_have_left)


def ran_since(config: Config, issue: Issue) -> dict[str, str]:
    """The ids of the stories of `issue` that have run since it was planned, with the id of the issue that carried them.
    What the editor has pinned may run again."""
    ran = archive.carried(gone_since(config, issue))
    return {
        story.id: ran[name]
        for story in issue.stories()
        for name in archive.names(story)
        if name in ran and not matches(story, config.selection.pins)
    }


def refuse_repeats(config: Config, issue: Issue) -> None:
    """Refuse to send again what has run since `issue` was planned. Raises Refused with the titles."""
    ran = ran_since(config, issue)
    found = {story.title: ran[story.id] for story in issue.stories() if story.id in ran}
    if not found:
        return
    named = ", ".join(f"“{title}”" for title in list(found)[:_NAMED])
    more = f" and {counted(len(found) - _NAMED, 'more story', 'more stories')}" if len(found) > _NAMED else ""
    anew = f"plan it anew (`digest plan --replan --date {issue.date}`)"
    hint = f"take them out (`digest preview {issue.id}`) or {anew}; `digest send {issue.id} --force` sends them again"
    raise Refused(f"{named}{more} ran in {max(found.values())} since {issue.id} was planned", where=issue.id, hint=hint)
