"""Texts that run against the newsletter's direction: each keeps its digits and full stops where they belong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel

from digest.models import Block, Creative, Event, Insertion, Issue, Link, Newsletter, Story
from digest.renderer.words import embed

_TEXTS: dict[type[BaseModel], tuple[str, ...]] = {
    Story: ("title", "excerpt", "section"),
    Link: ("title",),
    Creative: ("headline", "body", "cta"),
    Event: ("title", "place", "text"),
    Block: ("title",),
    Newsletter: ("description", "address", "reason"),
}
"""What is shown of each as a text of its own."""
_OPTIONS: dict[str, tuple[str, ...]] = {
    "footer": ("credits",),
    "note": ("signature",),
    "poll": ("question", "text"),
    "quote": ("text", "by"),
    "share": ("text",),
    "subscribe": ("text",),
    "video": ("text",),
}
"""The same of a block's own keys, by its kind. A note's text is Markdown: its author writes in one language."""

_Model = TypeVar("_Model", bound=BaseModel)


def embedded(issue: Issue) -> Issue:
    """`issue` with marks around such texts: the address of a Hebrew letter, an Arabic story in an English one. Pure."""
    mark = partial(embed, language=issue.newsletter.language)
    return issue.model_copy(
        update={
            "newsletter": _marked(issue.newsletter, mark),
            "blocks": tuple(_block(block, mark) for block in issue.blocks),
        }
    )


def _block(block: Block, mark: Callable[[str], str]) -> Block:
    stories = tuple(
        _marked(story, mark).model_copy(
            update={
                "points": tuple(mark(point) for point in story.points),
                "related": tuple(_marked(link, mark) for link in story.related),
            }
        )
        for story in block.stories
    )
    insertion = _insertion(block.insertion, mark)
    events = tuple(_marked(event, mark) for event in block.events)
    changes = {"stories": stories, "events": events, "insertion": insertion, "options": _options(block, mark)}
    return _marked(block, mark).model_copy(update=changes)


def _options(block: Block, mark: Callable[[str], str]) -> dict[str, Any]:
    names = _OPTIONS.get(block.kind, ())
    options = {**block.options, **{name: mark(block.options[name]) for name in names if name in block.options}}
    if block.kind == "poll":
        options["answers"] = [{**answer, "title": mark(answer["title"])} for answer in block.options["answers"]]
    return options


def _insertion(insertion: Insertion | None, mark: Callable[[str], str]) -> Insertion | None:
    return insertion and insertion.model_copy(update={"creative": _marked(insertion.creative, mark)})


def _marked(model: _Model, mark: Callable[[str], str]) -> _Model:
    texts = {name: getattr(model, name) for name in _TEXTS[type(model)]}
    changed = {name: mark(text) for name, text in texts.items() if mark(text) != text}
    return model.model_copy(update=changed) if changed else model
