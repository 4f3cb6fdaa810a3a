"""What earlier issues leave to this one: what they saw and carried, their texts, and what was good and did not fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from digest.archive import names
from digest.models import Decision, Entry, Issue, Outcome, Story
from digest.selector.copies import Shingles
from digest.selector.fingerprints import Known, overlap, recall
from digest.selector.terms import TEXT

REWRITTEN = 0.5
"""From which share of the shorter text on a story that its publisher marks as updated is still the same."""

GOOD = 0.5
"""A story that did not fit is good when it scores at least this share of the weakest that the layout gave room."""

LATEST = 52
"""So many issues are asked what they saw and pointed to as “Earlier in …”: a year of a weekly newsletter. What ran is
known of all of them."""

REMEMBERED = timedelta(days=366)
"""For how long a text is known again at whatever address; the address itself is for ever."""


def leave(
    decisions: Iterable[Decision],
    *,
    entries: Mapping[str, Entry],
    marked: Iterable[str],
    pointed_to: Iterable[str],
    pinned: Iterable[str] = (),
) -> tuple[Entry, ...]:
    """What this issue leaves to the next, best first: good stories that had no room, as entries, because by then the
    feeds may have moved on. At most as many as it carries: more would not fit into another one either.

    Not what was pointed to as related (addresses), was told by another story, or has had its second chance (`marked`,
    identities). What the editor `pinned` (identities) is no measure of what is good. `entries` are by story id. Of a
    text only as much is kept as is ever compared.
    """
    decisions = list(decisions)
    pointed, again, chosen_by_hand = set(pointed_to), set(marked), set(pinned)
    placed = [each for each in decisions if each.outcome is Outcome.placed]
    measure = [each.score or 0.0 for each in placed if entries[each.story].identity not in chosen_by_hand]
    bar = GOOD * min(measure, default=0.0)
    good = [
        each
        for each in decisions
        if each.outcome is Outcome.left_out
        and not each.event
        and each.score is not None
        and each.score >= bar
        and each.url not in pointed
        and entries[each.story].identity not in again
    ]
    best = sorted(good, key=lambda each: (-(each.score or 0.0), each.url))[: len(placed)]
    found = (entries[each.story] for each in best)
    return tuple(entry.model_copy(update={"text": entry.text[:TEXT]}) for entry in found)


def hand_on(skipped: Issue) -> Issue:
    """An issue that stays unsent, as the next one is to know it: it has seen what it saw and carried nothing. It leaves
    its stories before what it had no room for, or nothing where their time is over."""
    if skipped.skip and skipped.skip.forgets:
        return skipped.model_copy(update={"blocks": (), "left_over": ()})
    left = (*(as_entry(story) for story in skipped.stories()), *skipped.left_over)
    return skipped.model_copy(update={"blocks": (), "left_over": left})


@dataclass(frozen=True)
class Seen:
    """When issues first and last had a story before them, and the first of these."""

    first: date
    last: date
    issue: str


@dataclass(frozen=True)
class Run:
    """The last time that a story ran. `returned` when it has come back, rewritten, then or before."""

    issue: str
    day: date
    fingerprint: str
    returned: bool


@dataclass(frozen=True)
class Past:
    """What the earlier issues say to this one.

    `last` is the day of the last of them, `read` are the sources that it read or tried to. `left` are the stories that
    it had no room for. `seen` is by story id, `runs` by the names of `archive.carried`, `stories` has each story that
    ran once, with its latest issue.
    """

    texts: Known = field(default_factory=lambda: Known(()))
    last: date | None = None
    read: frozenset[str] = frozenset()
    left: Sequence[Entry] = ()
    left_by: str = ""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    stories: Sequence[tuple[Story, str]] = ()

    def told(self, text: Shingles, *, source: str) -> str:
        """The latest issue that carried this recalled text at whatever address, or ""."""
        return max(self.texts.same(text, source=source), default="")


def rewritten(old: Shingles, new: Shingles) -> bool:
    """Whether a recalled text was replaced by another one: they have little in common.

    Where one is of less than half the other's length, or has none, that cannot be told: a feed may give a summary one
    week and the whole text the next.
    """
    shorter, longer = sorted((len(old.words), len(new.words)))
    return bool(old.runs and new.runs) and 2 * shorter >= longer and overlap(old, new) < REWRITTEN


def past(earlier: Sequence[Issue], *, carry_over: bool = True) -> Past:
    """What `earlier` issues, in any order, leave to the next."""
    if not earlier:
        return Past()
    ordered = sorted(earlier, key=lambda issue: (issue.date, issue.id))
    last = ordered[-1]
    recent = [issue for issue in ordered if issue.date > last.date - REMEMBERED]
    latest = {story.identity: (story, issue.id) for issue in ordered[-LATEST:] for story in issue.stories()}
    return Past(
        texts=Known(
            (recall(story.fingerprint), story.source, issue.id) for issue in recent for story in issue.stories()
        ),
        last=last.date,
        read=frozenset([*(each.source for each in last.decisions), *(each.source for each in last.failures)]),
        left=last.left_over if carry_over else (),
        left_by=last.id,
        seen=_seen(ordered[-LATEST:]),
        runs=_runs(ordered),
        stories=tuple(latest[identity] for identity in sorted(latest)),
    )


def _seen(ordered: Iterable[Issue]) -> dict[str, Seen]:
    seen: dict[str, Seen] = {}
    for issue in ordered:
        for decision in issue.decisions:
            before = seen.get(decision.story)
            first, name = (before.first, before.issue) if before else (issue.date, issue.id)
            seen[decision.story] = Seen(first, issue.date, name)
    return seen


def _runs(ordered: Iterable[Issue]) -> dict[str, Run]:
    runs: dict[str, Run] = {}
    for issue in ordered:
        for story in issue.stories():
            before = [runs[name] for name in names(story) if name in runs]
            returned = bool(story.updated_since) or any(run.returned for run in before)
            runs.update(dict.fromkeys(names(story), Run(issue.id, issue.date, story.fingerprint, returned)))
    return runs


def as_entry(story: Story) -> Entry:
    """What is known of a story that ran, to be compared with others."""
    return Entry.model_validate(story.model_dump(include=set(Story.model_fields) & set(Entry.model_fields)))
