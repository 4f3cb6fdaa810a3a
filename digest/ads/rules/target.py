"""A targeted booking runs only beside stories that it wants, and never beside those that it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.ads.bid import Bid
from digest.ads.slots import told
from digest.models import Story

RANK = 85


def against(bid: Bid) -> str:
    """Which of its targets the stories beside the slot miss or hit."""
    target, stories = bid.booking.target, bid.slot.stories
    if not bid.slot.known:
        return _foreseen(bid)
    for story in stories:
        if section := _section(story, target.not_sections):
            return f"not beside the section {section}: “{story.title}”"
        if keyword := _keyword(story, target.not_keywords):
            return f"not beside “{keyword}”: “{story.title}”"
    if target.sections and not any(_section(story, target.sections) for story in stories):
        return f"only beside the section {' or '.join(target.sections)}"
    if target.keywords and not any(_keyword(story, target.keywords) for story in stories):
        return f"only beside {' or '.join(f'“{word}”' for word in target.keywords)}"
    return ""


def _foreseen(bid: Bid) -> str:
    """The same for an issue to come, where the layout says which sections stand beside the slot, and only those."""
    beside = [
        block for block in (bid.slot.before, bid.slot.after) if block and block.kind in ("lead", "list", "section")
    ]
    wanted = {section.casefold() for section in bid.booking.target.sections}
    if not wanted or not beside or any(block.kind != "section" for block in beside):
        return ""
    found = wanted & {str(block.options["section"]).strip().casefold() for block in beside}
    return "" if found else f"only beside the section {' or '.join(bid.booking.target.sections)}"


def _section(story: Story, sections: Sequence[str]) -> str:
    own = story.section.strip().casefold()
    return next((section for section in sections if section.casefold() == own), "")


def _keyword(story: Story, keywords: Sequence[str]) -> str:
    """The first of `keywords` that the story has as whole words, a plural `s` or `es` at the end aside."""
    for keyword in keywords:
        if re.search(rf"(?<!\w){re.escape(keyword)}(?:e?s)?(?!\w)", told(story), re.IGNORECASE):
            return keyword
    return ""
