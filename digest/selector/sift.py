"""Which entries may come into the issue at all: not excluded, not carried before, not too old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from digest.archive import names
from digest.config.schema import SelectionConfig
from digest.models import Decision, Entry, Outcome
from digest.selector.carry import Past, rewritten
from digest.selector.eligible import Folded, fullest_first, keys, matches, record, story_id
from digest.selector.fingerprints import Prints, recall

MADE_GOOD = 2
"""So many windows more are looked back over for what no issue has seen: one for what appeared after the last issue was
planned, one for an issue that did not go out."""

FIRST = 10
"""Undated stories of one source in the first issue, from the top: as many as a feed usually holds of its latest."""


@dataclass(frozen=True)
class Marks:
    """What lets stories run that by rule could not, by identity: which issue left them over (`carried_from`), or
    carried them before they were rewritten (`updated_since`), or what a pin of the editor's overrules (`despite`)."""

    carried_from: dict[str, str] = field(default_factory=dict)
    updated_since: dict[str, str] = field(default_factory=dict)
    despite: dict[str, str] = field(default_factory=dict)

    def add(self, identity: str, verdict: Verdict) -> None:
        """Mark a story by `verdict`. Of one that a source has twice, the mark does not depend on which comes first."""
        given = ((self.carried_from, verdict.carried_from), (self.updated_since, verdict.updated_since))
        for marks, mark in (*given, (self.despite, verdict.reason)):
            if mark:
                marks[identity] = max(marks.get(identity, ""), mark)

    def of_best(self, folded: Folded) -> Marks:
        """The marks of any version of a story as those of the version that was kept."""

        def best(marks: dict[str, str]) -> dict[str, str]:
            found = ((entry, (entry, *folded.also_at[entry.identity])) for entry in folded.kept)
            issues = ((entry, max(marks.get(each.identity, "") for each in versions)) for entry, versions in found)
            return {entry.identity: issue for entry, issue in issues if issue}

        return Marks(best(self.carried_from), best(self.updated_since), best(self.despite))

    def said(self, identity: str) -> str:
        """The marks of a story in words, or ""."""
        said = {
            "carried over from": self.carried_from.get(identity),
            "updated since": self.updated_since.get(identity),
            "in spite of:": self.despite.get(identity),
        }
        return ", ".join(f"{words} {what}" for words, what in said.items() if what)


@dataclass(frozen=True)
class Sifted:
    """Which entries may run (`kept`), which may only be pointed to as related (`earlier`), why the others may not, and
    what is special about those that may."""

    kept: list[Entry]
    earlier: list[Entry]
    decisions: list[Decision]
    marks: Marks


@dataclass(frozen=True)
class Verdict:
    """Why a story may not run, or else what lets it run although by rule it could not; all empty as a rule."""

    reason: str = ""
    carried_from: str = ""
    updated_since: str = ""
    barred: bool = False
    """Whether it may not be pointed to either."""


def in_window(
    entries: Iterable[Entry],
    *,
    selection: SelectionConfig,
    cadence: timedelta,
    carried: Mapping[str, str],
    now: datetime,
    past: Past | None = None,
    prints: Prints | None = None,
    first: bool = False,
) -> Sifted:
    """Sort out what may not run.

    `carried` says which earlier issue had a story (`archive.carried`); another copy of that story is held back with
    it, as is a text that is the same (`past`). A pin overrules the window, the sent log and an exclusion.

    The window reaches back from the start of the issue's day. What is older runs if the last issue left it over, or if
    no issue has seen it and it is no older than what that issue could take: it appeared after that one was planned, or
    while none went out. Such a story is at most `MADE_GOOD` windows older than the window, and of a source that the
    last issue knew, lest a new one pour out its past. An undated story is as old as the first issue that saw it, and
    one cadence. The `first` issue of all takes one cadence of each source, whatever the window, lest years of a feed
    spill into it.
    """
    entries = list(entries)
    past = past or Past()
    left = frozenset(entry.identity for entry in past.left)
    backlog = _backlog(entries, selection, cadence, now) if first else {}
    sifter = _Sifter(selection, cadence, carried, now, past, prints or Prints(), left, backlog)
    verdicts: dict[int, Verdict] = {}
    for versions in same_keys(entries):
        verdicts.update(zip(versions, sifter.judge([entries[at] for at in versions]), strict=True))
    sifted = Sifted([], [], [], Marks())
    for at, entry in enumerate(entries):
        verdict = verdicts[at]
        if verdict.reason and not matches(entry, selection.pins):
            sifted.decisions.append(record(entry, Outcome.dropped, verdict.reason))
            sifted.earlier.extend([] if verdict.barred else [entry])
            continue
        sifted.kept.append(entry)
        sifted.marks.add(entry.identity, verdict)
    return sifted


@dataclass(frozen=True)
class _Sifter:
    selection: SelectionConfig
    cadence: timedelta
    carried: Mapping[str, str]
    now: datetime
    past: Past
    prints: Prints
    left: frozenset[str]
    backlog: Mapping[int, str]
    """Why the first issue leaves an entry alone, by the object's id."""

    def judge(self, versions: Sequence[Entry]) -> list[Verdict]:
        """A verdict on each of the `versions` of one story: none of them runs where one of them has run."""
        known = {name for version in versions for name in names(version)}
        ran = max((self.carried[name] for name in known if name in self.carried), default="")
        own = [self._alone(version) for version in versions]
        if ran:
            since = self._rewritten(versions, known)
            told = Verdict(updated_since=since) if since else Verdict(f"ran in {ran}")
            return [verdict if verdict.barred else told for verdict in own]
        if self.past.texts and not all(verdict.reason for verdict in own):
            told_in = max(self.past.told(self.prints.recalled(each), source=each.source) for each in versions)
            told = Verdict(f"its text ran in {told_in}")
            return [verdict if verdict.reason or not told_in else told for verdict in own]
        return own

    def _alone(self, entry: Entry) -> Verdict:
        if matches(entry, self.selection.exclude):
            return Verdict("excluded by the editor", barred=True)
        when = entry.published
        if when and when > self.now:
            return Verdict(f"dated after the issue, {when:%Y-%m-%d}", barred=True)
        left = entry.identity in self.left
        carried_from = self.past.left_by if left else ""
        if when is None:
            return self._undated(entry, carried_from)
        window = self.selection.window or self.cadence
        if when < opening(self.now, window) and not (when >= self._reach(window) and (left or self._unseen(entry))):
            return Verdict(f"older than the window of {days(window)}, {when:%Y-%m-%d}")
        return Verdict(self.backlog.get(id(entry), ""), carried_from=carried_from)

    def _undated(self, entry: Entry, carried_from: str) -> Verdict:
        seen = self.past.seen.get(story_id(entry))
        window = self.selection.window or self.cadence
        if seen and not carried_from and seen.first - self.cadence < opening(self.now, window).date():
            return Verdict(f"undated, and there already for {seen.issue}")
        return Verdict(self.backlog.get(id(entry), ""), carried_from=carried_from)

    def _reach(self, window: timedelta) -> datetime:
        """How far back a story may lie that no issue could carry. A window shorter than the cadence leaves gaps by
        the editor's will."""
        start = opening(self.now, window)
        if self.past.last is None or window < self.cadence:
            return start
        last = datetime.combine(self.past.last, time(0), tzinfo=self.now.tzinfo)
        return max(last - window, start - MADE_GOOD * window)

    def _unseen(self, entry: Entry) -> bool:
        """Whether no issue has judged `entry`: one that saw it before its date could not."""
        seen = self.past.seen.get(story_id(entry))
        known = entry.source in self.past.read
        return known and not (seen and entry.published and _day(entry.published, self.now) <= seen.last)

    def _rewritten(self, versions: Sequence[Entry], known: Iterable[str]) -> str:
        """The issue that carried another text of this story, the publisher of which has updated it since; or "".

        Once only: what is rewritten week after week is a page, not a story. Only the fullest version counts, because a
        shorter one of the same text looks like another.
        """
        runs = [self.past.runs[name] for name in known if name in self.past.runs]
        fullest = min(versions, key=fullest_first)
        if not runs or any(run.returned for run in runs) or fullest.updated is None:
            return ""
        last = max(runs, key=lambda run: (run.day, run.issue))
        start = opening(self.now, self.selection.window or self.cadence)
        fresh = start <= fullest.updated <= self.now and _day(fullest.updated, self.now) > last.day
        return last.issue if fresh and rewritten(recall(last.fingerprint), self.prints.recalled(fullest)) else ""


def same_keys(entries: Sequence[Entry]) -> list[list[int]]:
    """The positions of `entries` in groups that share a key, also by way of others."""
    above = list(range(len(entries)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    holder: dict[str, int] = {}
    for at, entry in enumerate(entries):
        for key in keys(entry):
            one, other = sorted((top(at), top(holder.setdefault(key, at))))
            above[other] = one
    groups: dict[int, list[int]] = {}
    for at in range(len(entries)):
        groups.setdefault(top(at), []).append(at)
    return list(groups.values())


def _backlog(entries: Sequence[Entry], selection: SelectionConfig, cadence: timedelta, now: datetime) -> dict[int, str]:
    """Why the first issue leaves entries alone, by the id of the object: their source tells enough without."""
    newest: dict[str, datetime] = {}
    undated: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.published is None:
            undated.setdefault(entry.source, []).append(entry)
        elif entry.published <= now:
            newest[entry.source] = max(entry.published, newest.get(entry.source, entry.published))
    starts = {source: opening(when.astimezone(now.tzinfo), cadence) for source, when in newest.items()}
    why = f"the first issue takes the last {days(cadence)} of a source"
    why += ", whatever the window" if selection.window else ""
    reasons = {
        id(entry): f"{why}, {entry.published:%Y-%m-%d}"
        for entry in entries
        if entry.published and entry.source in starts and entry.published < starts[entry.source]
    }
    for found in undated.values():
        ranked = sorted(found, key=lambda each: (each.place is None, each.place, fullest_first(each)))
        # A record that comes twice is the same one: which of the two is looked at later is chance.
        rest = [entry for entry in ranked[FIRST:] if entry not in ranked[:FIRST]]
        reasons |= {id(entry): f"the first issue takes the first {FIRST} undated stories of a source" for entry in rest}
    return reasons


def _day(when: datetime, now: datetime) -> date:
    """The date of `when` where `now` is told."""
    return when.astimezone(now.tzinfo).date()


def opening(now: datetime, window: timedelta) -> datetime:
    """The first moment of the window of an issue of the day that `now` is in, in the time zone of `now`."""
    return datetime.combine(now.date(), time(0), tzinfo=now.tzinfo) - window


def days(duration: timedelta) -> str:
    """A duration as a person says it."""
    if duration % timedelta(days=1):
        return f"{round(duration / timedelta(hours=1))} hours"
    return f"{duration.days} day{'s' if duration.days != 1 else ''}"
