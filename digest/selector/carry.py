"""What earlier issues leave to this one: their texts, what they pointed to, and what was good and did not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from digest.models import Decision, Entry, Issue, Outcome, Story
from digest.selector.copies import Known, resemblance

SAME = 0.6
"""From which overlap of its text on a story of another address is one that has run: copies that were edited share
0.5 to 1 of their shingles, other texts under 0.1."""

REWRITTEN = 0.5
"""Below which overlap with what ran a story that its publisher marks as updated may run again."""

GOOD = 0.5
"""A story that did not fit is good when it scores at least this share of the weakest that the layout gave room."""


def left_over(earlier: Sequence[Issue]) -> dict[str, str]:
    """The stories, by id, that the last of the `earlier` issues had no room for and that may run now though they are
    older than the window; each with that issue's id.

    Only what was good, was neither pointed to as related nor told by another story, and was not left over before.
    """
    if not earlier:
        return {}
    last = max(earlier, key=lambda issue: (issue.date, issue.id))
    placed = [each.score for each in last.decisions if each.outcome is Outcome.placed and each.score is not None]
    bar = GOOD * min(placed, default=0.0)
    pointed_to = {link.url for story in last.stories() for link in story.related}
    return {each.story: last.id for each in last.decisions if _good(each, bar) and each.url not in pointed_to}


def _good(decision: Decision, bar: float) -> bool:
    left = decision.outcome is Outcome.left_out and not (decision.event or decision.carried_from)
    return left and decision.score is not None and decision.score >= bar


@dataclass(frozen=True)
class Past:
    """What the earlier issues say to this one. `dates` are those of the issues by id; `left` see `left_over`."""

    texts: Known = field(default_factory=lambda: Known(()))
    prints: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of each story by identity, its fingerprint and the issue that carried it last."""
    dates: Mapping[str, date] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    stories: Sequence[tuple[Entry, str]] = ()
    """What ran, each story once, with its latest issue."""

    def rewritten(self, entry: Entry, print_: str) -> str:
        """The issue that carried `entry` with another text before its publisher updated it; or ""."""
        before, issue = self.prints.get(entry.identity, ("", ""))
        if not (before and print_ and entry.updated) or entry.updated.date() <= self.dates[issue]:
            return ""
        return issue if resemblance(before, print_) < REWRITTEN else ""

    def told(self, print_: str) -> str:
        """The issue that carried this text at whatever address, or ""."""
        if not print_:
            return ""
        alike, issue = self.texts.nearest(print_)
        return issue if alike >= SAME else ""


def past(earlier: Sequence[Issue], *, carry_over: bool = True) -> Past:
    """What `earlier` issues, in any order, leave to the next."""
    ordered = sorted(earlier, key=lambda issue: (issue.date, issue.id))
    carried = [(story, issue.id) for issue in ordered for story in issue.stories()]
    latest = {story.identity: (story, issue) for story, issue in carried}
    return Past(
        texts=Known((story.fingerprint, issue) for story, issue in carried if story.fingerprint),
        prints={identity: (story.fingerprint, issue) for identity, (story, issue) in latest.items()},
        dates={issue.id: issue.date for issue in ordered},
        left=left_over(ordered) if carry_over else {},
        stories=tuple((_entry(latest[identity][0]), latest[identity][1]) for identity in sorted(latest)),
    )


def _entry(story: Story) -> Entry:
    return Entry.model_validate(story.model_dump(include=set(Story.model_fields) & set(Entry.model_fields)))
