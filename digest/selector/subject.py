"""Propose the subject and the preheader from what the issue carries."""

from __future__ import annotations

from collections.abc import Sequence

from digest.models import Block, Story

SUBJECT = 60
"""Longest subject, in characters: what phones and Gmail's list show before they cut."""
PREHEADER = 130
SHORT = 30
"""Characters of a preheader under which mail programs fill up with what comes next in the page."""


def propose(blocks: Sequence[Block]) -> tuple[str, str]:
    """Subject (the lead's title) and preheader (the next two titles, and if they are short the lead's excerpt).

    A story of death or disaster (`no_ads`) does not share the inbox's line with a cheerful one: under such a lead the
    preheader has sensitive titles only, under another lead none of that kind.
    """
    leads_first = sorted(blocks, key=lambda block: block.kind != "lead")
    stories = [story for block in leads_first for story in block.stories]
    if not stories:
        return "", ""
    lead, *others = stories
    more = [story.title for story in others if _go_together(lead, story)][:2]
    if len(" · ".join(more)) < SHORT and lead.excerpt:
        more.append(lead.excerpt)
    return cut(lead.title, SUBJECT), cut(" · ".join(more), PREHEADER)


def _go_together(lead: Story, other: Story) -> bool:
    return other.sensitive is not None if _grave(lead) else not _grave(other)


def _grave(story: Story) -> bool:
    return story.sensitive is not None and story.sensitive.level == "no_ads"


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word and marked with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word_end = head.rfind(" ")
    if word_end >= limit // 2:
        head = head[:word_end]
    return head.rstrip(" ,;:–—-·") + "…"
