"""What an issue may point to beside its own stories: older ones of the feeds, and those of earlier issues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from digest.archive import names
from digest.models import Entry
from digest.selector.carry import Past, as_entry
from digest.selector.eligible import fold, keys, matches
from digest.selector.fingerprints import Known, Prints, recall


def beside(
    older: Iterable[Entry], past: Past, *, kept: Sequence[Entry], exclude: Sequence[str], prints: Prints
) -> tuple[list[Entry], Mapping[str, str]]:
    """Of `older` entries and of what ran, each story once, and the issues that carried some of them, by identity.

    None that tells a story of `kept` (those that may run), be it the same record or the same text at another address,
    and none that the editor excludes.
    """
    told = {key for entry in kept for key in keys(entry)}
    found = fold((entry for entry in older if told.isdisjoint(keys(entry))), texts=prints.texts).kept
    own = {name for entry in kept for name in names(entry)}
    ran = [(story, issue) for story, issue in past.stories if own.isdisjoint(names(story))]
    ran = [(story, issue) for story, issue in ran if not matches(as_entry(story), exclude)]
    known = Known(
        [
            *((prints.recalled(entry), entry.source, entry.identity) for entry in found),
            *((recall(story.fingerprint), story.source, story.identity) for story, _ in ran),
        ]
    )
    asked = kept if known else ()
    again = {name for entry in asked for name in known.same(prints.recalled(entry), source=entry.source)}
    issues = {story.identity: issue for story, issue in ran}
    for story, _ in ran:  # of the same text at two addresses the one that ran is pointed to
        same = known.same(recall(story.fingerprint), source=story.source)
        again |= {name for name in same if name not in issues}
    here = {entry.identity: entry for entry in (*(as_entry(story) for story, _ in ran), *found)}
    return [here[identity] for identity in sorted(here) if identity not in again], issues
