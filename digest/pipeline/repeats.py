"""Whether an issue that was planned before another one went out would bring its stories a second time."""

from __future__ import annotations

from digest import archive
from digest.config import Config
from digest.counting import counted
from digest.errors import Refused
from digest.models import Issue
from digest.pipeline.booked import ran_in
from digest.selector import matches

_NAMED = 3
"""Stories that are named where more have run."""


def ran_since(config: Config, issue: Issue) -> dict[str, str]:
    """The titles of the stories of `issue` that have run in an issue which went out after it was planned, with the id
    of that one.

    What the plan knew to have run is no repeat: a story that is pinned, that its publisher has rewritten since, or that
    the editor put in by hand though the plan had left it out (it has no score).
    """
    ran = archive.carried(sent_log(config, issue))
    scored = {decision.story for decision in issue.decisions if decision.score is not None}
    found: dict[str, str] = {}
    for story in issue.stories():
        where = max((ran[name] for name in archive.names(story) if name in ran), default="")
        known = story.updated_since == where or matches(story, config.selection.pins)
        if where and story.id in scored and not known:
            found[story.title] = where
    return found


def refuse_repeats(config: Config, issue: Issue) -> None:
    """Refuse to send stories a second time that somebody has chosen before they ran. Raises Refused."""
    found = ran_since(config, issue)
    if not found:
        return
    named = ", ".join(f"“{title}”" for title in list(found)[:_NAMED])
    more = f" and {counted(len(found) - _NAMED, 'more story', 'more stories')}" if len(found) > _NAMED else ""
    hint = (
        f"take them out (`digest preview {issue.id}`) or plan it anew (`digest plan --replan --date {issue.date}`);"
        f" `digest send {issue.id} --force` sends it as it is"
    )
    raise Refused(f"{named}{more} ran in {max(found.values())} since {issue.id} was planned", where=issue.id, hint=hint)


def is_outrun(config: Config, issue: Issue) -> bool:
    """Whether an issue has gone out with the number of `issue`, which was planned before that."""
    return issue.number in {each.number for each in sent_log(config, issue)}


def sent_log(config: Config, issue: Issue) -> tuple[Issue, ...]:
    """The issues before `issue` that have run, oldest first, as they stand now."""
    return ran_in(config, archive.sent_before(config.paths.issues, day=issue.date, name=issue.id))
