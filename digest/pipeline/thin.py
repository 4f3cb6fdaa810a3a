"""Thin issues: too few stories, and whether a run may look for more."""

from __future__ import annotations

from collections.abc import Sequence

from digest.config import Config
from digest.counting import counted
from digest.models import Failure, Issue, Status


def too_few(config: Config, issue: Issue) -> str:
    """That `issue` has fewer stories than it should, or ""; one that an editor has approved is as it shall be."""
    number, least = len(issue.stories()), config.schedule.min_stories
    if number >= least or issue.review.state == "approved":
        return ""
    return f"it has {counted(number, 'story', 'stories')}, and [schedule] min_stories is {least}"


def may_grow(config: Config, issue: Issue) -> bool:
    """Whether a run plans `issue` anew as it is thin: until somebody has seen it, or while a source fails.

    Never once reviewers have a draft that goes out as it is: each new one would put its time off.
    """
    if not too_few(config, issue):
        return False
    if config.schedule.if_thin == "send" and issue.review.drafted is not None:
        return False
    return is_unseen(issue) or bool(unread(issue.failures))


def is_unseen(issue: Issue) -> bool:
    """Whether neither a reader, a reviewer nor an editor has had anything to do with `issue`."""
    unseen = issue.review.drafted is None and issue.review.state == "open"
    return issue.status is Status.planned and unseen and not issue.edits


def unread(failures: Sequence[Failure]) -> list[Failure]:
    """Those sources of which nothing could be read."""
    return [failure for failure in failures if not failure.partial]
