"""What the editor should know of an issue: names in the config that nothing answers to, and blocks left out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from digest.config import Config
from digest.config.blocks import BlockConfig, SectionBlock
from digest.models import Entry, Issue, Outcome, SlotDecision
from digest.selector import Selection, matches, story_id

LISTED = 12
"""Sections that are named where none is like the one that was written."""


def remarks_on_selection(
    config: Config, *, chosen: Selection, entries: Sequence[Entry], known: Sequence[str]
) -> tuple[str, ...]:
    """Of `[selection]`: pins without a story or a place, boosts without a story, sections that are none of the `known`.

    An exclusion that nothing answers to is no remark: what was excluded goes out of its feed after a while.
    """
    selection = config.selection
    pinned = {story_id(entry) for entry in entries if matches(entry, selection.pins)}
    homeless = [each for each in chosen.decisions if each.story in pinned and each.outcome is Outcome.left_out]
    boosts = [name for name in selection.boosts if not any(matches(entry, [name]) for entry in entries)]
    lenders = [name for names in selection.neighbours.values() for name in names]
    written = {"sections": selection.sections, "neighbours": (*selection.neighbours, *lenders)}
    unknown = [(key, name, why) for key, names in written.items() for name in names if (why := unlike(name, known))]
    return (
        *(f"no story answers to the pin {pin}" for pin in chosen.missing_pins),
        *(
            f"the pin {url} lets a story run that is {reason}"
            if "excluded" in reason
            else f"the pin {url} lets a story run again that {reason}"
            for url, reason in chosen.overruled.items()
        ),
        *(f"the pinned story {each.url} is left out: {each.reason}" for each in homeless),
        *(f"no story answers to the boost {name}" for name in boosts),
        *(f'[selection] {key}: no story is of the section "{name}": {why}' for key, name, why in unknown),
    )


def remarks_on_layout(
    config: Config,
    layout: Sequence[BlockConfig],
    *,
    chosen: Selection,
    slots: Sequence[SlotDecision],
    known: Sequence[str],
) -> tuple[str, ...]:
    """Blocks and slots that are left out; `known` are the sections that there are.

    Nobody wrote the default layout, so its blocks are no reason to remark on, nor are slots before somebody sells ads.
    """
    slots = slots if config.ads.file else ()
    if not config.has_own_layout:
        return tuple(f'the slot "{slot.slot}" is left out: {slot.reason}' for slot in slots if not slot.insertion)
    return (
        *(
            f"the block {_named(layout[i])} is left out: {'; '.join(unknown_sections([layout[i]], known)) or why}"
            for i, why in sorted(chosen.unfilled.items())
        ),
        *(f'the slot "{slot.slot}" is left out: {slot.reason}' for slot in slots if not slot.insertion),
    )


def unknown_sections(layout: Iterable[BlockConfig], known: Sequence[str]) -> tuple[str, ...]:
    """Each section of a section block that no story is of, with the one that was probably meant."""
    names = dict.fromkeys(block.section for block in layout if isinstance(block, SectionBlock))
    return tuple(f'no story is of the section "{name}": {why}' for name in names if (why := unlike(name, known)))


def sections(config: Config, entries: Iterable[Entry], earlier: Iterable[Issue]) -> tuple[str, ...]:
    """The sections that there are: of what was collected, of a source by the config, and of earlier issues."""
    before = (decision.section for issue in earlier for decision in issue.decisions)
    named = (*(source.section for source in config.sources), *(entry.section for entry in entries), *before)
    return tuple(sorted({name.strip().casefold(): name.strip() for name in sorted(named) if name.strip()}.values()))


def unlike(name: str, known: Sequence[str]) -> str:
    """What to write instead of a section's `name` that is none of the `known`; "" when it is one."""
    by_fold = {each.casefold(): each for each in known}
    written = name.strip().casefold()
    if written in by_fold:
        return ""
    close = difflib.get_close_matches(written, by_fold, n=1)
    if close:
        return f'did you mean "{by_fold[close[0]]}"?'
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"there are {', '.join(known[:LISTED])}{more}" if known else "no story has a section"


def _named(block: object) -> str:
    parts = (getattr(block, name, "") for name in ("kind", "section", "title"))
    return " ".join(part for part in parts if part)
