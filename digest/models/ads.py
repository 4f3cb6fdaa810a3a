"""What an ad or house promo shows, where it ran, and what else was considered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from digest.models.base import Image, Model


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
    `first`, `last`, `bought` and `cap` are the deal's terms: the flight, how many insertions, None for every issue, and
    the most of them in so many issues in a row.
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
    cap: tuple[int, int] | None = None
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
    `moved` says why it does not stand there. `place` is whether it is an ad or promo block, which then has `title`, or
    lies inside the list at `position`. `taken_out` is when it lost its ad, as its booking did not allow it any more.
    """

    slot: str
    position: int
    place: Literal["ad", "promo", "list"] = "ad"
    title: str = ""
    insertion: str = ""
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    moved: str = ""
    taken_out: datetime | None = None
