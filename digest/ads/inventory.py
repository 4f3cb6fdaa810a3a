"""What can be sold and shown: sponsors, bookings with their creatives, house promos. Strict and kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from digest.config.table import Table, WebURL
from digest.models import Creative, Image

TIERS = ("sponsor", "affiliate", "house")
"""Who goes first: what is paid outright, what earns a share of sales, what is our own."""

HttpURL = Annotated[WebURL, Field(min_length=1)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _exclusive(value: object) -> object:
    return {True: "slot", False: None}.get(value, value) if isinstance(value, bool) else value


class ImageFile(Table):
    """A picture of an ad. An alt text is required: with images off it is all that shows."""

    url: HttpURL
    alt: Word
    width: int | None = Field(default=None, gt=0)
    height: int | None = Field(default=None, gt=0)


class CreativeConfig(Table):
    """One `[[bookings.creatives]]`: what is shown. `label` replaces the newsletter's own label."""

    headline: Word
    body: str = ""
    image: ImageFile | None = None
    cta: str = ""
    url: HttpURL
    label: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    shape: Literal["image-and-text", "text", "banner"] | None = None

    @model_validator(mode="after")
    def _has_its_image(self) -> CreativeConfig:
        if self.shape in ("image-and-text", "banner") and self.image is None:
            raise ValueError(f'"{self.headline}": shape = "{self.shape}" needs an image')
        return self

    def creative(self) -> Creative:
        """The part that is frozen into the issue. The shape follows from the image where none is named."""
        image = Image(**self.image.model_dump()) if self.image and self.shape != "text" else None
        shared = self.model_dump(include={"headline", "body", "cta", "url", "label"})
        return Creative(**shared, image=image, shape=self.shape or ("image-and-text" if image else "text"))


class Sponsor(Table):
    """One `[[sponsors]]`: who pays. Two sponsors of one `category` are competitors.

    `names` are what it is called besides `name`: no ad of its own runs beside a story that names it.
    """

    id: Word
    name: Word
    names: tuple[Word, ...] = ()
    category: str = ""
    contact: str = ""


class Target(Table):
    """Beside which stories a booking may run: only beside one of these, never beside one of those (`not_…`)."""

    sections: tuple[Word, ...] = ()
    keywords: tuple[Word, ...] = ()
    not_sections: tuple[Word, ...] = ()
    not_keywords: tuple[Word, ...] = ()


class Cap(Table):
    """At most `insertions` in any `issues` issues in a row."""

    insertions: int = Field(default=1, gt=0)
    issues: int = Field(gt=1, le=100)

    @model_validator(mode="after")
    def _caps(self) -> Cap:
        if self.insertions >= self.issues:
            raise ValueError(f"{self.insertions} insertions in {self.issues} issues is no cap: give fewer insertions")
        return self

    @property
    def terms(self) -> tuple[int, int]:
        """Insertions, and issues in a row."""
        return self.insertions, self.issues


class Booking(Table):
    """One `[[bookings]]`: a deal. `first` and `last` are both inclusive, in the newsletter's time zone.

    `insertions` is the number bought; None means every issue of the flight. `pace` says whether they run as `soon` as
    there is room or `even`ly over the flight. `exclusive` keeps its slots, or the whole issue, free of other bookings.
    `beside_soft` lets it stand beside a story that is a little sensitive. A `house` booking needs no sponsor.
    """

    id: Word
    sponsor: str = ""
    slots: tuple[Word, ...] = Field(min_length=1)
    first: date
    last: date
    insertions: int | None = Field(default=None, gt=0)
    tier: Literal["sponsor", "affiliate", "house"] = "sponsor"
    pace: Literal["soon", "even"] = "soon"
    exclusive: Annotated[Literal["slot", "issue"] | None, BeforeValidator(_exclusive)] = None
    cap: Cap | None = None
    target: Target = Target()
    beside_soft: bool | None = None
    creatives: tuple[CreativeConfig, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _deal(self) -> Booking:
        if self.last < self.first:
            raise ValueError(f'booking "{self.id}": the flight ends ({self.last}) before it starts ({self.first})')
        if not self.sponsor and self.tier != "house":
            raise ValueError(f'booking "{self.id}": sponsor is missing: name one, or make it tier = "house"')
        return self

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the flight."""
        return self.first <= day <= self.last


class Promo(CreativeConfig):
    """One `[[promos]]`: an unpaid message of the publisher's own."""

    name: Word
    beside_soft: bool | None = None

    def booking(self, slots: Sequence[str]) -> Booking:
        """The same as an offer for `slots` that never ends, for the rules that promos obey, too."""
        return Booking(
            id=self.name,
            slots=tuple(slots),
            first=date.min,
            last=date.max,
            tier="house",
            beside_soft=self.beside_soft,
            creatives=(self,),
        )


class Inventory(Table):
    """All that `ads.toml` holds."""

    sponsors: tuple[Sponsor, ...] = ()
    bookings: tuple[Booking, ...] = ()
    promos: tuple[Promo, ...] = ()

    def sponsor(self, name: str) -> Sponsor | None:
        """The sponsor with the id `name`."""
        return next((sponsor for sponsor in self.sponsors if sponsor.id == name), None)

    def settled(self, *, beside_soft: bool) -> Inventory:
        """The same with `beside_soft` for every booking and promo that does not say itself."""
        default = {"beside_soft": beside_soft}
        bookings = (each if each.beside_soft is not None else each.model_copy(update=default) for each in self.bookings)
        promos = (each if each.beside_soft is not None else each.model_copy(update=default) for each in self.promos)
        return self.model_copy(update={"bookings": tuple(bookings), "promos": tuple(promos)})

    def end(self, day: date) -> date:
        """The last day of any flight, at least `day`."""
        return max([day, *(booking.last for booking in self.bookings)])
