"""What names a story, and one entry for each story: the same record, or the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.addresses import identify
from digest.models import Decision, Entry, Outcome, Story
from digest.selector.copies import Texts, copies


def story_id(entry: Entry) -> str:
    """A short stable name for what `entry` tells: the first ten hex digits of its identity's SHA-256."""
    return hashlib.sha256(entry.identity.encode()).hexdigest()[:10]


def matches(entry: Entry | Story, written: Iterable[str]) -> bool:
    """Whether the editor named this story, by its address (with or without scheme and tracking) or its guid."""
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
    ordered = sorted(entries, key=lambda entry: (not matches(entry, pins), *fullest_first(entry)))
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
        own = keys(entry)
        at = next((by_key[key] for key in own if key in by_key), None)
        if at is None:
            at = len(groups)
            groups.append([])
        groups[at].append(entry)
        for key in own:
            by_key.setdefault(key, at)
    return groups


def fullest_first(entry: Entry) -> tuple[object, ...]:
    """Sort key: the version of a story that says most, then one with a picture, then one that was counted."""
    shown = (-len(entry.text), entry.image is None, entry.popularity is None, entry.url, entry.source, entry.guid)
    return (*shown, entry.model_dump_json())


def keys(entry: Entry) -> list[str]:
    """By what an entry is known to be the same record as another: any of these in common."""
    title = " ".join(entry.title.lower().split())
    text = " ".join((entry.text or entry.excerpt).lower().split())
    found = [f"url {entry.identity}"]
    if entry.guid:
        found.append(f"guid {entry.source} {entry.guid}")
    if text:
        found.append(f"text {title}\n{text}")
    if entry.published and len(title.split()) >= _TELLING:
        found.append(f"title {entry.source} {entry.published:%Y-%m-%dT%H:%M} {title}")
    return found


_TELLING = 4
"""Words of a title that say enough: one source gives two stories of the same minute not the same long title."""
