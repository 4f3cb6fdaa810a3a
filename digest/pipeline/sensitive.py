"""The blocks of an issue with what is sensitive in them marked, before ads are placed beside them."""

from __future__ import annotations

from collections.abc import Sequence

from digest.config import Config
from digest.models import Block
from digest.sensitivity import judge, judge_text


def judged(blocks: Sequence[Block], *, config: Config) -> tuple[Block, ...]:
    """`blocks` with every story judged, and the editor's notes too: a death may be told there as well."""
    language = config.newsletter.language
    marked = []
    for block in blocks:
        stories = tuple(
            story.model_copy(update={"sensitive": judge(story, config=config.sensitivity, language=language)})
            for story in block.stories
        )
        text = str(block.options.get("text", "")) if block.kind == "note" else ""
        own = judge_text("", [text], language=language) if text else None
        marked.append(block.model_copy(update={"stories": stories, "sensitive": own}))
    return tuple(marked)
