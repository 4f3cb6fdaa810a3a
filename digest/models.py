"""The values that the stages hand to each other; what is frozen into `issue.json` is a pydantic model.

Flow: `Entry` (sources) → `Story`, `Block`, `Decision` (selector) → `Insertion` (ads) → `Issue` (archive) →
`Email` (renderer) → `Finding` (checks), `Recipient` and `Submission` (sender).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

SCHEMA = 1
"""Version of the issue file's format. A reader refuses a newer one."""


class Model(BaseModel):
    """What all frozen, strict, JSON-ready values share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Image(Model):
    """A picture at an absolute http(s) URL; `width` and `height` are CSS pixels where known."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


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


class Link(Model):
    """A titled address, for related stories and the footer. `issue` is the earlier issue that had it."""

    title: str
    url: str
    section: str = ""
    issue: str = ""


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


class Creative(Model):
    """What an ad or house promo shows. A `banner` says it with its image; `text` has none."""

    shape: Literal["image-and-text", "text", "banner"] = "image-and-text"
    headline: str
    body: str = ""
    image: Image | None = None
    cta: str = ""
    url: str
    label: str = ""


class Insertion(Model):
    """One creative in one slot of one issue, frozen as it ran: the unit that is reported.

    House promos have no sponsor and no booking but their name in `promo`; in a promo block that is their `slot`, too.
    `first`, `last` and `bought` are the deal's terms: the flight, and how many insertions, None for every issue.
    """

    slot: str
    tier: Literal["sponsor", "affiliate", "house"]
    booking: str = ""
    promo: str = ""
    sponsor: str = ""
    sponsor_name: str = ""
    first: date | None = None
    last: date | None = None
    bought: int | None = None
    creative: Creative
    creative_index: int = 0
    label: str = ""
    position: int
    """Index of the block in the issue."""
    neighbours: tuple[str, ...] = ()
    """Ids of the stories before and after it."""

    @property
    def paid(self) -> bool:
        """Whether somebody pays for it, so that it must be labelled."""
        return self.tier != "house"

    @property
    def rel(self) -> str:
        """What its links are to the page that they are on."""
        return "sponsored noopener" if self.paid else "noopener"


class Candidate(Model):
    """One booking or promo considered for a slot, and why it was taken or not."""

    name: str
    taken: bool = False
    reason: str


class SlotDecision(Model):
    """What was considered for one slot: `insertion` names what runs there, empty if nothing does.

    `position` counts the blocks of the layout, the header included, before any slot that stayed empty was left out.
    `moved` says why it does not stand there.
    """

    slot: str
    position: int
    insertion: str = ""
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    moved: str = ""


class Event(Model):
    """Something that happens on `day`, or from `day` to `until`. `time` is written as readers shall see it."""

    title: str = Field(min_length=1)
    day: date
    until: date | None = None
    time: str = ""
    place: str = ""
    text: str = ""
    url: str = ""


class Block(Model):
    """One part of the issue's layout, filled. `options` are the block's own keys as they were configured."""

    kind: str
    title: str = ""
    style: str = ""
    stories: tuple[Story, ...] = ()
    insertion: Insertion | None = None
    image: Image | None = None
    events: tuple[Event, ...] = ()
    sensitive: Sensitive | None = None
    """Of the block's own text, such as a note's; that of its stories is theirs."""
    options: dict[str, Any] = {}


class Newsletter(Model):
    """What an issue says of the newsletter it belongs to, frozen so that an old issue renders as it was."""

    name: str
    sender: str
    """The From header: `Name <address>`."""
    reply_to: str = ""
    url: str = ""
    description: str = ""
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    timezone: str = "UTC"
    list_id: str
    address: str = ""
    reason: str = ""
    """Why the reader gets this: shown in the footer."""
    archive_url: str = ""
    subscribe_url: str = ""
    preferences_url: str = ""
    unsubscribe_url: str = ""
    social: tuple[Link, ...] = ()


class Utm(Model):
    """The parameters on links of stories that lead to `hosts` (with their subdomains; `*` is any)."""

    source: str
    medium: str
    hosts: tuple[str, ...]


class Status(enum.StrEnum):
    """How far an issue has come. `sending` is written before the first mail leaves, `sent` after the last.

    `tried` is one that went to the outbox only: nobody was mailed.
    """

    planned = "planned"
    tried = "tried"
    sending = "sending"
    sent = "sent"


class Failure(Model):
    """One source that could not be read, and why. `partial` when only some of its records could not."""

    source: str
    error: str
    partial: bool = False


class Issue(Model):
    """One dated edition with every decision that made it: the content of `issue.json`.

    `mark` separates merge fields in the rendered bytes; it is a hash of the planned content, so that no feed
    can forge one. `number` counts issues from 1.
    """

    schema_version: int = SCHEMA
    id: str = Field(pattern=r"^\d{4}-(W\d\d|\d\d(-\d\d)?)$")
    number: int
    date: date
    status: Status = Status.planned
    mark: str
    newsletter: Newsletter
    utm: Utm | None = None
    """None: links of stories are as the sources have them."""
    subject: str
    preheader: str = ""
    blocks: tuple[Block, ...]
    decisions: tuple[Decision, ...] = ()
    left_over: tuple[Entry, ...] = ()
    """What was good and had no room, best first: the next issue may carry it."""
    slots: tuple[SlotDecision, ...] = ()
    failures: tuple[Failure, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the editor should know: blocks left out, pins that no story answers to."""

    def stories(self) -> tuple[Story, ...]:
        """The stories it carries, in the order a reader meets them."""
        return tuple(story for block in self.blocks for story in block.stories)

    def insertions(self) -> tuple[Insertion, ...]:
        """The ads and house promos it carries, in the order a reader meets them."""
        return tuple(block.insertion for block in self.blocks if block.insertion)


@dataclass(frozen=True)
class Email:
    """A rendered issue. Merge fields stand in `html` and `text` as marks (see `digest.fields`).

    `web` is the web version: the same content without merge fields. `findings` are what the editor should know of
    how it was rendered.
    """

    subject: str
    html: str
    text: str
    web: str
    findings: tuple[Finding, ...] = ()


class Level(enum.StrEnum):
    """How much a finding matters: an error stops a send."""

    error = "error"
    warning = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """What a check found: the check's name, what is wrong, where, and what to do about it."""

    level: Level
    check: str
    message: str
    where: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Recipient:
    """A person in one send. `fields` are the other columns of the audience, by column name."""

    address: str
    fields: Mapping[str, str] = field(default_factory=dict)


class State(enum.StrEnum):
    """What is known about one recipient of one issue."""

    pending = "pending"
    claimed = "claimed"
    accepted = "accepted"
    deferred = "deferred"
    refused = "refused"
    unknown = "unknown"
    suppressed = "suppressed"


@dataclass(frozen=True)
class Submission:
    """What the server said about one recipient: `code` is the SMTP reply code, 0 when there was none."""

    address: str
    state: State
    code: int = 0
    reply: str = ""
