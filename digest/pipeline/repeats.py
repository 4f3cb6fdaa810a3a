"""Whether an issue that was planned before another one went out would bring its stories a second time."""

from __future__ import annotations

from collections.abc import Sequence

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
    """The issues before `issue` that have gone out, or begun to, since it was planned, oldest first.

    Their number tells: `issue` was given the next one after all that had gone out by then.
    """
    sent = archive.sent_before(config.paths.issues, day=issue.date, name=issue.id, most=NEAR)
    return tuple(each for each in ran_in(config, sent) if each.number >= issue.number)


def gone_early(config: Config, issue: Issue) -> tuple[Issue, ...]:
    """The issues after `issue` that a person has sent before it, oldest first."""
    latest = reversed(archive.latest(config.paths.issues, most=NEAR))
    return tuple(each for each in latest if each.date > issue.date and each.may_have_left)


def ran_since(config: Config, issue: Issue) -> dict[str, str]:
    """The ids of the stories of `issue` that have run since it was planned, with the id of the issue that carried them.
    What the editor has pinned may run again."""
    return _carried(config, issue, gone_since(config, issue))


def refuse_repeats(config: Config, issue: Issue) -> None:
    """Refuse to send again what has run since `issue` was planned, be it in a later issue that a person has sent early.
    Raises Refused with the titles."""
    since = gone_since(config, issue)
    early = gone_early(config, issue)
    ran = _carried(config, issue, (*since, *early))
    found = {story.title: ran[story.id] for story in issue.stories() if story.id in ran}
    if not found:
        return
    named = ", ".join(f"“{title}”" for title in list(found)[:_NAMED])
    more = f" and {counted(len(found) - _NAMED, 'more story', 'more stories')}" if len(found) > _NAMED else ""
    # A plan does not look at what comes after its day.
    anew = "" if early else f" or plan it anew (`digest plan --replan --date {issue.date}`)"
    hint = f"take them out (`digest preview {issue.id}`){anew}; `digest send {issue.id} --force` sends them again"
    raise Refused(f"{named}{more} ran in {max(found.values())} since {issue.id} was planned", where=issue.id, hint=hint)


def _carried(config: Config, issue: Issue, others: Sequence[Issue]) -> dict[str, str]:
    ran = archive.carried(others)
    return {
        story.id: ran[name]
        for story in issue.stories()
        for name in archive.names(story)
        if name in ran and not matches(story, config.selection.pins)
    }
