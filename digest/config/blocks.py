"""What one `[[blocks]]` table may say: a strict model for each kind that every theme has, and the user's own kinds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from digest.config.table import Name, Table, WebURL
from digest.models import Event, Image

Style = Literal["headline", "teaser", "card", "grid", "numbered"]
"""How stories are shown: titles alone, with an excerpt, one big picture each, two side by side, counted."""
Network = Literal["bluesky", "facebook", "linkedin", "reddit", "threads", "whatsapp", "x"]
Address = Annotated[WebURL, Field(min_length=1)]


class _Block(Table):
    """What every `[[blocks]]` may say."""

    title: str = ""


class _WithSlot(_Block):
    """A block of several stories that may have a slot for an ad inside, after the story number `slot_after`."""

    slot: str = ""
    slot_after: int = Field(default=2, gt=0)


class LeadBlock(_Block):
    """The top story, with its key points and related stories."""

    kind: Literal["lead"]
    points: int = Field(default=4, ge=0, le=10)
    related: int = Field(default=3, ge=0, le=10)


class ListBlock(_WithSlot):
    """Several stories in the order of `by`."""

    kind: Literal["list"]
    by: Literal["score", "popularity", "recency"] = "score"
    count: int = Field(default=5, gt=0, le=100)
    style: Style = "teaser"
    related: int = Field(default=0, ge=0, le=10)


class SectionBlock(_WithSlot):
    """A publisher's section, at least `min` (or it is left out) and at most `max` stories."""

    kind: Literal["section"]
    section: str
    min: int = Field(default=1, ge=0)
    max: int = Field(default=3, gt=0, le=100)
    style: Style = "teaser"
    related: int = Field(default=0, ge=0, le=10)

    @model_validator(mode="after")
    def _order(self) -> SectionBlock:
        if self.min > self.max:
            raise ValueError("min is greater than max")
        return self


class AdBlock(_Block):
    """A named place for a sponsor's creative; what `ads.toml` books decides what runs."""

    kind: Literal["ad"]
    slot: str = Field(min_length=1)


class PromoBlock(_Block):
    """A house promo of `ads.toml`, by name."""

    kind: Literal["promo"]
    name: str = Field(min_length=1)


class NoteBlock(_Block):
    """The editor's own words in Markdown, from `text` or from `file`."""

    kind: Literal["note"]
    text: str = ""
    file: Path | None = None
    portrait: WebURL = ""
    signature: str = ""


class QuoteBlock(_Block):
    """A sentence worth a second look, with who said it and where."""

    kind: Literal["quote"]
    text: str = Field(min_length=1)
    by: str = ""
    url: WebURL = ""
    portrait: WebURL = ""


class VideoBlock(_Block):
    """A video: its picture with a play mark under it. `length` is written as readers shall see it."""

    kind: Literal["video"]
    title: str = Field(min_length=1)
    url: Address
    image: Image | None = None
    text: str = ""
    length: str = ""


class EventsBlock(_Block):
    """The next `count` events that are not over on the day of the issue, from `events` or from the CSV `file`."""

    kind: Literal["events"]
    events: tuple[Event, ...] = ()
    file: Path | None = None
    count: int = Field(default=5, gt=0, le=100)


class Answer(Table):
    """One `answers` entry of a poll."""

    title: str = Field(min_length=1)
    url: Address


class PollBlock(_Block):
    """A question with a link for each answer."""

    kind: Literal["poll"]
    question: str = Field(min_length=1)
    answers: tuple[Answer, ...] = Field(min_length=2)
    text: str = ""


class ShareBlock(_Block):
    """Links to share the web version, or `url`."""

    kind: Literal["share"]
    to: tuple[Network, ...] = Field(default=("whatsapp", "facebook", "bluesky", "linkedin"), min_length=1)
    url: WebURL = ""
    text: str = ""


class SubscribeBlock(_Block):
    """A call to subscribe, for those to whom the issue was forwarded."""

    kind: Literal["subscribe"]
    text: str = ""


class HeaderBlock(_Block):
    """Masthead, date and issue number, link to the web version. Put first when the layout names none."""

    kind: Literal["header"]


class FooterBlock(_Block):
    """Why you get this, unsubscribe, postal address. Put last when the layout names none."""

    kind: Literal["footer"]
    credits: str = ""


class CustomBlock(BaseModel):
    """A kind of the user's own: any keys, shown by `templates/<theme>/blocks/<kind>.html` and `.txt`."""

    model_config = ConfigDict(frozen=True, extra="allow")
    kind: Name
    title: str = ""


KINDS = (
    "lead",
    "list",
    "section",
    "ad",
    "promo",
    "note",
    "quote",
    "video",
    "events",
    "poll",
    "subscribe",
    "share",
    "header",
    "footer",
)
"""The kinds of block that every theme has."""


def _kind(value: object) -> str:
    """Which model a `[[blocks]]` table is read with: a known kind is strict, any other is the user's own."""
    kind = value.get("kind", "") if isinstance(value, dict) else getattr(value, "kind", "")
    return kind if kind in KINDS else "custom"


BlockConfig = Annotated[
    Annotated[LeadBlock, Tag("lead")]
    | Annotated[ListBlock, Tag("list")]
    | Annotated[SectionBlock, Tag("section")]
    | Annotated[AdBlock, Tag("ad")]
    | Annotated[PromoBlock, Tag("promo")]
    | Annotated[NoteBlock, Tag("note")]
    | Annotated[QuoteBlock, Tag("quote")]
    | Annotated[VideoBlock, Tag("video")]
    | Annotated[EventsBlock, Tag("events")]
    | Annotated[PollBlock, Tag("poll")]
    | Annotated[ShareBlock, Tag("share")]
    | Annotated[SubscribeBlock, Tag("subscribe")]
    | Annotated[HeaderBlock, Tag("header")]
    | Annotated[FooterBlock, Tag("footer")]
    | Annotated[CustomBlock, Tag("custom")],
    Discriminator(_kind),
]


def slots_in(blocks: Sequence[BlockConfig]) -> tuple[str, ...]:
    """The names of the slots of a layout, in the order in which a reader meets them."""
    return tuple(block.slot for block in blocks if isinstance(block, AdBlock | ListBlock | SectionBlock) and block.slot)


DEFAULT_BLOCKS: tuple[BlockConfig, ...] = (
    LeadBlock(kind="lead"),
    AdBlock(kind="ad", slot="top"),
    ListBlock(kind="list", count=6, style="teaser"),
    AdBlock(kind="ad", slot="middle"),
    ListBlock(kind="list", count=6, style="headline"),
)
"""The layout of a newsletter that configures none; ad slots vanish where nothing is booked."""
