"""Propose the subject and the preheader from what the issue carries."""

from __future__ import annotations

from collections.abc import Sequence

from digest.models import Story

SUBJECT = 60
"""Longest subject, in characters: what phones and Gmail's list show before they cut."""
PREHEADER = 130
SHORT = 30
"""Characters of a preheader under which mail programs fill up with what comes next in the page."""


def propose(stories: Sequence[Story]) -> tuple[str, str]:
    """Subject (the lead's title) and preheader (the next two titles, and if they are short the lead's excerpt)."""
    if not stories:
        return "", ""
    more = [story.title for story in stories[1:3]]
    if len(" · ".join(more)) < SHORT and stories[0].excerpt:
        more.append(stories[0].excerpt)
    return cut(stories[0].title, SUBJECT), cut(" · ".join(more), PREHEADER)


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word and marked with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word_end = head.rfind(" ")
    if word_end >= limit // 2:
        head = head[:word_end]
    return head.rstrip(" ,;:–—-·") + "…"
