"""The content of `issue.json`."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from digest.models.ads import Insertion, SlotDecision
from digest.models.base import Image, Link, Model
from digest.models.edits import Edit
from digest.models.stories import Decision, Entry, Sensitive, Story

SCHEMA = 1
"""Version of the issue file's format. A reader refuses a newer one."""


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
    continues: int = 0
    """Of the second part of a list that an ad cuts in two: how many stories the first has. It keeps the title, for what
    goes by titles, but is no new block to readers."""
    options: dict[str, Any] = {}


class Emptied(Model):
    """A block that the editor took the last story out of, as it was but for that: it may be filled again.

    `position` counts the blocks of the layout, as that of a `SlotDecision` does, and the emptied ones before it, too.
    """

    block: Block
    position: int


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

    `tried` is one that went to the outbox only: nobody was mailed. `skipped` is one that stays unsent.
    """

    planned = "planned"
    skipped = "skipped"
    tried = "tried"
    sending = "sending"
    sent = "sent"


class Failure(Model):
    """One source that could not be read, and why. `partial` when only some of its records could not."""

    source: str
    error: str
    partial: bool = False


class Review(Model):
    """How far the editors are with an issue: `drafted` is when it was first ready for them, `reached` who of them needs
    that draft no more (hashes of their addresses): they have it, or their server refuses it for good and the owners
    know. `decided` is when one of them put it on hold or approved it."""

    state: Literal["open", "held", "approved"] = "open"
    reason: str = ""
    drafted: datetime | None = None
    reached: tuple[str, ...] = ()
    decided: datetime | None = None


class Claim(Model):
    """Who last took it upon them to send an issue, and when. The ledger that sends has taken down the same `token`, so
    that one which has not is known to be older than the send."""

    token: str
    at: datetime
    by: str = ""
    """The page of the workflow's run, where there is one."""


class Skip(Model):
    """Why an issue stays unsent, since when. `forgets` says that the stories of its time are over; as a rule the next
    issue may carry them."""

    reason: str
    at: datetime
    forgets: bool = False


class Issue(Model):
    """One dated edition with every decision that made it: the content of `issue.json`.

    `mark` separates merge fields in the rendered bytes; it is a hash of the planned content, so that no feed
    can forge one. `number` counts issues from 1; 0 is one that was skipped before it was planned.
    """

    schema_version: int = SCHEMA
    id: str = Field(pattern=r"^\d{4}-(W\d\d|\d\d(-\d\d)?)$")
    number: int
    date: date
    status: Status = Status.planned
    review: Review = Review()
    claim: Claim | None = None
    skip: Skip | None = None
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
    edits: tuple[Edit, ...] = ()
    """What the editor decided by hand, in that order; the other fields have it already."""
    made_of: dict[str, str] = {}
    """The newsletter's own files that it was planned from, each with a hash of its content; empty: it is not known."""
    emptied: tuple[Emptied, ...] = ()
    dropped: tuple[Story, ...] = ()
    """What the editor took out: it may come back, and is not carried over to the next issue."""

    @property
    def may_have_left(self) -> bool:
        """Whether mails of it have left, or a run has promised that they do."""
        return self.status in (Status.sending, Status.sent)

    @property
    def standing(self) -> str:
        """How far it has come, in a word: its status, or what the editors have decided about it."""
        decided = {"held": "on hold", "approved": "approved", "open": self.status.value}
        return decided[self.review.state] if self.status is Status.planned else self.status.value

    def stories(self) -> tuple[Story, ...]:
        """The stories it carries, in the order a reader meets them."""
        return tuple(story for block in self.blocks for story in block.stories)

    def insertions(self) -> tuple[Insertion, ...]:
        """The ads and house promos it carries, in the order a reader meets them."""
        return tuple(block.insertion for block in self.blocks if block.insertion)
