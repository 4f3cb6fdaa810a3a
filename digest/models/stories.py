"""What a source gives, what an issue carries of it, and why."""

from __future__ import annotations

import enum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from digest.models.base import Image, Link, Model


class Entry(Model):
    """One record of a source, as every source gives it: plain text, absolute links, nothing trusted as markup.

    `url` is what a reader follows, `identity` the same address without what only tracks (used to compare).
    `excerpt` ends at a sentence, or at a word with an ellipsis. `text` is the body as plain text, for comparing;
    `points` are its sub-headings. `popularity` is any non-negative count of the source's own, None when unknown.
    """

    source: str
    guid: str
    url: str
    identity: str
    title: str
    excerpt: str = ""
    text: str = ""
    points: tuple[str, ...] = ()
    words: int = 0
    section: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    published: AwareDatetime | None = None
    updated: AwareDatetime | None = None
    image: Image | None = None
    popularity: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    language: str = ""
    place: int | None = None
    """Of an undated record, how many undated ones stand before it in its source."""


class Sensitive(Model):
    """That a story tells of harm, and how that was found: beside `no_ads` no ad may stand, beside `soft` only some."""

    level: Literal["soft", "no_ads"]
    reason: str


class Story(Model):
    """One thing the issue carries. `id` is a short stable hash of `identity`, used in decisions and anchors.

    `also_at` are other places of the same text, titled by their source. `fingerprint` stands for the text: later
    issues know by it what has run (see `selector.fingerprints`). `updated_since` is the earlier issue that carried it
    with another text.
    """

    id: str
    source: str
    guid: str
    url: str
    identity: str
    title: str
    excerpt: str = ""
    points: tuple[str, ...] = ()
    words: int = 0
    section: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    published: AwareDatetime | None = None
    image: Image | None = None
    language: str = ""
    related: tuple[Link, ...] = ()
    also_at: tuple[Link, ...] = ()
    fingerprint: str = ""
    updated_since: str = ""
    sensitive: Sensitive | None = None


class Outcome(enum.StrEnum):
    """Where a collected story ended up."""

    placed = "placed"
    left_out = "left out"
    folded = "folded"
    dropped = "dropped"


class Decision(Model):
    """Why one collected story is in the issue or not.

    `score` is None when the story was dropped before scoring; `parts` are the factors it is the product of.
    `block` is the index in `Issue.blocks` of the block that carries a placed story. `event` is the id of the story
    that tells the same event in its place. `carried_from` is the issue that had no room for it.
    """

    story: str
    title: str
    url: str
    source: str
    section: str = ""
    outcome: Outcome
    reason: str
    block: int | None = None
    score: float | None = None
    parts: dict[str, float] = {}
    event: str = ""
    carried_from: str = ""
