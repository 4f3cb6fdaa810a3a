"""Which entries may come into the issue at all: not excluded, not carried before, in the window, each only once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from digest.config.schema import SelectionConfig
from digest.models import Decision, Entry, Outcome


def story_id(entry: Entry) -> str:
    """A short stable name for what `entry` tells: the first ten hex digits of its identity's SHA-256."""
    return hashlib.sha256(entry.identity.encode()).hexdigest()[:10]


def matches(entry: Entry, written: Iterable[str]) -> bool:
    """Whether the editor named this entry, by its address (with or without scheme and tracking) or its guid."""
    own = {entry.guid, _bare(entry.url), _bare(entry.identity)} - {""}
    return any(name in own or _bare(name) in own for name in written)


def _bare(address: str) -> str:
    scheme, separator, rest = address.strip().partition("://")
    return (rest if separator else scheme).removeprefix("www.").rstrip("/")


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


def in_window(
    entries: Iterable[Entry],
    *,
    selection: SelectionConfig,
    window: timedelta,
    carried: Mapping[str, str],
    now: datetime,
) -> tuple[list[Entry], list[Entry], list[Decision]]:
    """Those that may run, those that may only be pointed to as related, and a decision for each that may not run.

    `carried` says which earlier issue had a story (`archive.carried`); another copy of that story is held back with
    it. A pin overrules the window, the sent log and an exclusion.
    The window reaches back from the start of the issue's day, so that what appeared on the day of the last issue,
    after it was made, is not lost: what that issue had is kept out by the sent log.
    """
    entries = list(entries)
    ran = _ran(entries, carried)
    kept: list[Entry] = []
    earlier: list[Entry] = []
    decisions: list[Decision] = []
    for entry in entries:
        reason = _reason_against(entry, selection, window, ran, now)
        if reason and not matches(entry, selection.pins):
            decisions.append(record(entry, Outcome.dropped, reason))
            if not matches(entry, selection.exclude) and not (entry.published and entry.published > now):
                earlier.append(entry)
        else:
            kept.append(entry)
    return kept, earlier, decisions


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


def _reason_against(
    entry: Entry, selection: SelectionConfig, window: timedelta, ran: Mapping[str, str], now: datetime
) -> str:
    if matches(entry, selection.exclude):
        return "excluded by the editor"
    issues = [ran[key] for key in _keys(entry) if key in ran]
    if issues:
        return f"ran in {max(issues)}"
    if entry.published is None:
        return ""
    if entry.published > now:
        return f"dated after the issue, {entry.published:%Y-%m-%d}"
    if entry.published < opening(now, window):
        return f"older than the window of {days(window)}, {entry.published:%Y-%m-%d}"
    return ""


def opening(now: datetime, window: timedelta) -> datetime:
    """The first moment of the window of an issue of the day that `now` is in, in the time zone of `now`."""
    return datetime.combine(now.date(), time(0), tzinfo=now.tzinfo) - window


def days(duration: timedelta) -> str:
    """A duration as a person says it."""
    if duration % timedelta(days=1):
        return f"{round(duration / timedelta(hours=1))} hours"
    return f"{duration.days} day{'s' if duration.days != 1 else ''}"


def fold(entries: Iterable[Entry], *, pins: Sequence[str] = ()) -> tuple[list[Entry], list[Decision]]:
    """One entry for each story told in exactly the same words or at the same address; the others are decisions.

    The version that the editor pinned stays, else the fullest; the highest known popularity goes with it. Does not
    depend on input order.
    """
    ordered = sorted(entries, key=lambda entry: (not matches(entry, pins), *_fullest_first(entry)))
    kept: dict[str, Entry] = {}
    by_key: dict[str, str] = {}
    decisions: list[Decision] = []
    for entry in ordered:
        keys = _keys(entry)
        first = next((by_key[key] for key in keys if key in by_key), None)
        if first is None:
            kept[entry.identity] = entry
            first = entry.identity
        else:
            best = kept[first]
            decisions.append(record(entry, Outcome.folded, f"the same story as {best.url} ({best.source})"))
            kept[first] = best.model_copy(update={"popularity": _highest(best.popularity, entry.popularity)})
        for key in keys:
            by_key.setdefault(key, first)
    return list(kept.values()), decisions


def _fullest_first(entry: Entry) -> tuple[object, ...]:
    shown = (-len(entry.text), entry.image is None, entry.popularity is None, entry.url, entry.source, entry.guid)
    return (*shown, entry.model_dump_json())


def beside(earlier: Sequence[Entry], others: Iterable[Entry]) -> list[Entry]:
    """Those of `earlier` that tell none of the stories of `others`, each story once."""
    told = {key for entry in others for key in _keys(entry)}
    return fold(entry for entry in earlier if told.isdisjoint(_keys(entry)))[0]


def _keys(entry: Entry) -> list[str]:
    title = " ".join(entry.title.lower().split())
    text = " ".join((entry.text or entry.excerpt).lower().split())
    keys = [f"url {entry.identity}"]
    if entry.guid:
        keys.append(f"guid {entry.source} {entry.guid}")
    if text:
        keys.append(f"text {title}\n{text}")
    return keys


def _highest(first: float | None, second: float | None) -> float | None:
    known = [value for value in (first, second) if value is not None]
    return max(known) if known else None
