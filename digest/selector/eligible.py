"""Which entries may come into the issue at all: not excluded, not carried before, in the window, each only once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from digest.addresses import identify
from digest.config.schema import SelectionConfig
from digest.models import Decision, Entry, Outcome
from digest.selector.carry import Past
from digest.selector.copies import Texts, copies, fingerprint


def story_id(entry: Entry) -> str:
    """A short stable name for what `entry` tells: the first ten hex digits of its identity's SHA-256."""
    return hashlib.sha256(entry.identity.encode()).hexdigest()[:10]


def matches(entry: Entry, written: Iterable[str]) -> bool:
    """Whether the editor named this entry, by its address (with or without scheme and tracking) or its guid."""
    own = {entry.guid, entry.url, entry.identity} - {""}
    return any(name in own or _identified(name) in own for name in written)


@lru_cache(maxsize=1024)
def _identified(name: str) -> str:
    """Asked for the same few names with each entry."""
    return identify(name)


def record(entry: Entry, outcome: Outcome, reason: str) -> Decision:
    """What is kept of an entry with the reason for where it ended up."""
    return Decision(
        story=story_id(entry),
        title=entry.title,
        url=entry.url,
        source=entry.source,
        section=entry.section,
        outcome=outcome,
        reason=reason,
    )


@dataclass(frozen=True)
class Sifted:
    """Which entries may run (`kept`), which may only be pointed to as related (`earlier`), and why the others may not.

    `marks` say, by identity, why a story may run that by rule could not: it was left over, or updated since it ran.
    """

    kept: list[Entry]
    earlier: list[Entry]
    decisions: list[Decision]
    marks: dict[str, str]


def in_window(
    entries: Iterable[Entry],
    *,
    selection: SelectionConfig,
    window: timedelta,
    carried: Mapping[str, str],
    now: datetime,
    past: Past | None = None,
    texts: Texts | None = None,
    cadence: timedelta | None = None,
) -> Sifted:
    """Sort out what may not run.

    `carried` says which earlier issue had a story (`archive.carried`); another copy of that story is held back with
    it, as is a text that is nearly the same (`past`). A pin overrules the window, the sent log and an exclusion.
    The window reaches back from the start of the issue's day, so that what appeared on the day of the last issue,
    after it was made, is not lost: what that issue had is kept out by the sent log. What the last issue had no room
    for may be older by one more window. An issue without any before it takes one `cadence` of each source
    only, counted from its newest story, lest years of a feed spill into it.
    """
    entries = list(entries)
    sifter = _Sifter(
        selection, window, _ran(entries, carried), now, past or Past(), texts or Texts(), cadence, _newest(entries, now)
    )
    sifted = Sifted([], [], [], {})
    for entry in entries:
        reason, mark = sifter.judge(entry)
        if not reason or matches(entry, selection.pins):
            sifted.kept.append(entry)
            if mark:
                sifted.marks[entry.identity] = mark
            continue
        sifted.decisions.append(record(entry, Outcome.dropped, reason))
        if not matches(entry, selection.exclude) and not (entry.published and entry.published > now):
            sifted.earlier.append(entry)
    return sifted


@dataclass(frozen=True)
class _Sifter:
    selection: SelectionConfig
    window: timedelta
    ran: Mapping[str, str]
    now: datetime
    past: Past
    texts: Texts
    first_cadence: timedelta | None
    newest: Mapping[str, datetime]

    def judge(self, entry: Entry) -> tuple[str, str]:
        """Why `entry` may not run, or else what is special about it; both may be empty."""
        if matches(entry, self.selection.exclude):
            return "excluded by the editor", ""
        if entry.published and entry.published > self.now:
            return self._ran_or(entry, f"dated after the issue, {entry.published:%Y-%m-%d}")
        left = self.past.left.get(story_id(entry), "")
        mark = f"carried over from {left}" if left else ""
        if entry.published and entry.published < opening(self.now, self.window):
            if left and opening(self.now, self.window) - entry.published <= self.window:
                return self._ran_or(entry, "", mark)
            return self._ran_or(entry, f"older than the window of {days(self.window)}, {entry.published:%Y-%m-%d}")
        return self._ran_or(entry, self._backlog(entry), mark)

    def _backlog(self, entry: Entry) -> str:
        """Why the first issue leaves `entry` alone: its source told enough since."""
        if self.first_cadence is None or entry.published is None:
            return ""
        newest = self.newest.get(entry.source, self.now).astimezone(self.now.tzinfo)
        if entry.published >= opening(newest, self.first_cadence):
            return ""
        return f"the first issue takes the last {days(self.first_cadence)} of a source, {entry.published:%Y-%m-%d}"

    def _ran_or(self, entry: Entry, reason: str, mark: str = "") -> tuple[str, str]:
        """The issue that had it as the reason, where one had; a story that was written anew counts as another."""
        issues = [self.ran[key] for key in _keys(entry) if key in self.ran]
        if not (issues or self.past.stories):
            return reason, mark
        print_ = fingerprint(self.texts.of(entry))
        if issues:
            again = "" if reason else self.past.rewritten(entry, print_)
            return ("", f"updated since {again}") if again else (f"ran in {max(issues)}", "")
        told = self.past.told(print_)
        return (f"its text ran in {told}", "") if told else (reason, mark)


def _ran(entries: Iterable[Entry], carried: Mapping[str, str]) -> dict[str, str]:
    """The latest issue that carried a story, by each of the keys that the story's copies have."""
    ran = {f"{kind} {key}": issue for key, issue in carried.items() for kind in ("url", "guid")}
    copies = [_keys(entry) for entry in entries]
    known: dict[str, str] = {}
    while known != ran:  # until no copy leads to a further one
        known = dict(ran)
        for keys in copies:
            issues = [ran[key] for key in keys if key in ran]
            ran.update(dict.fromkeys(keys, max(issues)) if issues else {})
    return ran


def _newest(entries: Iterable[Entry], now: datetime) -> dict[str, datetime]:
    """When each source told something last, by its name."""
    newest: dict[str, datetime] = {}
    for entry in entries:
        if entry.published and entry.published <= now:
            newest[entry.source] = max(entry.published, newest.get(entry.source, entry.published))
    return newest


def opening(now: datetime, window: timedelta) -> datetime:
    """The first moment of the window of an issue of the day that `now` is in, in the time zone of `now`."""
    return datetime.combine(now.date(), time(0), tzinfo=now.tzinfo) - window


def days(duration: timedelta) -> str:
    """A duration as a person says it."""
    if duration % timedelta(days=1):
        return f"{round(duration / timedelta(hours=1))} hours"
    return f"{duration.days} day{'s' if duration.days != 1 else ''}"


@dataclass(frozen=True)
class Folded:
    """One entry for each story, a decision for each other one, and the other places of a story by its identity."""

    kept: list[Entry]
    decisions: list[Decision]
    also_at: dict[str, list[Entry]]


def fold(entries: Iterable[Entry], *, pins: Sequence[str] = (), texts: Texts | None = None) -> Folded:
    """One entry for each story told at the same address, or in the same words but for what an editor changes.

    The version that the editor pinned stays, else the fullest. Does not depend on input order.
    """
    texts = texts or Texts()
    ordered = sorted(entries, key=lambda entry: (not matches(entry, pins), *_fullest_first(entry)))
    groups = _same_record(ordered)
    firsts = [group[0] for group in groups]
    found = copies(firsts, read=[texts.of(entry) for entry in firsts])
    folded = Folded([], [], {})
    for positions in found:
        versions = [entry for position in positions for entry in groups[position]]
        best, others = versions[0], versions[1:]
        folded.kept.append(best)
        reason = f"the same story as {best.url} ({best.source})"
        folded.decisions.extend(
            record(entry, Outcome.folded, reason).model_copy(update={"event": story_id(best)}) for entry in others
        )
        folded.also_at[best.identity] = others
    return folded


def _same_record(ordered: Sequence[Entry]) -> list[list[Entry]]:
    """Groups of entries with a key in common with the first of the group."""
    groups: list[list[Entry]] = []
    by_key: dict[str, int] = {}
    for entry in ordered:
        keys = _keys(entry)
        at = next((by_key[key] for key in keys if key in by_key), None)
        if at is None:
            at = len(groups)
            groups.append([])
        groups[at].append(entry)
        for key in keys:
            by_key.setdefault(key, at)
    return groups


def _fullest_first(entry: Entry) -> tuple[object, ...]:
    shown = (-len(entry.text), entry.image is None, entry.popularity is None, entry.url, entry.source, entry.guid)
    return (*shown, entry.model_dump_json())


def beside(earlier: Sequence[Entry], others: Iterable[Entry]) -> list[Entry]:
    """Those of `earlier` that tell none of the stories of `others`, each story once."""
    told = {key for entry in others for key in _keys(entry)}
    return fold(entry for entry in earlier if told.isdisjoint(_keys(entry))).kept


def _keys(entry: Entry) -> list[str]:
    title = " ".join(entry.title.lower().split())
    text = " ".join((entry.text or entry.excerpt).lower().split())
    keys = [f"url {entry.identity}"]
    if entry.guid:
        keys.append(f"guid {entry.source} {entry.guid}")
    if text:
        keys.append(f"text {title}\n{text}")
    if entry.published and len(title.split()) >= _TELLING:
        keys.append(f"title {entry.source} {entry.published:%Y-%m-%dT%H:%M} {title}")
    return keys


_TELLING = 4
"""Words of a title that say enough: one source gives two stories of the same minute not the same long title."""
