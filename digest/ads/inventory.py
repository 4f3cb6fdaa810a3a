"""Read `ads.toml`: sponsors, bookings with their creatives, house promos. Strict and kind."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator

from digest.config.explain import Place, explain, line_of
from digest.config.table import Table, WebURL
from digest.errors import ConfigError
from digest.models import Creative

HttpURL = Annotated[WebURL, Field(min_length=1)]


class ImageFile(Table):
    """A picture of an ad. An alt text is required: with images off it is all that shows."""

    url: HttpURL
    alt: str = Field(min_length=1)
    width: int | None = Field(default=None, gt=0)
    height: int | None = Field(default=None, gt=0)


class CreativeConfig(Table):
    """One `[[bookings.creatives]]`: what is shown. `label` replaces the newsletter's own label."""

    headline: str = Field(min_length=1)
    body: str = ""
    image: ImageFile | None = None
    cta: str = ""
    url: HttpURL
    label: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    shape: Literal["card", "text", "banner"] = "card"

    def creative(self) -> Creative:
        """The part that is frozen into the issue."""
        return Creative.model_validate(self.model_dump(include=set(Creative.model_fields)))


class Sponsor(Table):
    """One `[[sponsors]]`: who pays. Two sponsors of one `category` are competitors."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    category: str = ""
    contact: str = ""


class Booking(Table):
    """One `[[bookings]]`: a deal. `first` and `last` are both inclusive, in the newsletter's time zone.

    `insertions` is the number bought; None means every issue of the flight.
    """

    id: str = Field(min_length=1)
    sponsor: str
    slots: tuple[str, ...] = Field(min_length=1)
    first: date
    last: date
    insertions: int | None = Field(default=None, gt=0)
    tier: Literal["sponsor", "affiliate"] = "sponsor"
    creatives: tuple[CreativeConfig, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _flight(self) -> Booking:
        if self.last < self.first:
            raise ValueError(f'booking "{self.id}": the flight ends ({self.last}) before it starts ({self.first})')
        return self


class Promo(CreativeConfig):
    """One `[[promos]]`: an unpaid message of the publisher's own."""

    name: str = Field(min_length=1)


class Inventory(Table):
    """All that `ads.toml` holds."""

    sponsors: tuple[Sponsor, ...] = ()
    bookings: tuple[Booking, ...] = ()
    promos: tuple[Promo, ...] = ()

    def sponsor(self, name: str) -> Sponsor:
        """The sponsor with the id `name`."""
        return next(sponsor for sponsor in self.sponsors if sponsor.id == name)


def read_inventory(path: Path, *, slots: Collection[str], promos: Collection[str]) -> Inventory:
    """The inventory in the file at `path`, checked against the layout's `slots` and `promos`.

    Raises ConfigError naming file, line and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        hint = "name the file under [ads] in digest.toml, or remove that key"
        raise ConfigError("there is no such file", where=str(path), hint=hint) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), hint="it must be TOML in UTF-8") from error
    try:
        inventory = Inventory.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(**explain(error, model=Inventory, raw=raw, text=text, path=path)) from None
    for place, message, hint in _contradictions(inventory, slots, promos):
        line = line_of(text, place)
        raise ConfigError(message, where=f"{path}:{line}" if line else str(path), hint=hint)
    return inventory


def _contradictions(
    inventory: Inventory, slots: Collection[str], promos: Collection[str]
) -> Iterator[tuple[Place, str, str]]:
    """What is wrong between the parts: the place in the file, what is wrong, what to do."""
    sponsors = [sponsor.id for sponsor in inventory.sponsors]
    yield from _same_names("sponsor", "id", sponsors)
    yield from _same_names("booking", "id", [booking.id for booking in inventory.bookings])
    yield from _same_names("promo", "name", [promo.name for promo in inventory.promos])
    for index, booking in enumerate(inventory.bookings):
        if booking.sponsor not in sponsors:
            hint = f"add it under [[sponsors]]; there are: {', '.join(sponsors) or 'none'}"
            yield ("bookings", index, "sponsor"), f'booking "{booking.id}": no sponsor "{booking.sponsor}"', hint
        for slot in booking.slots:
            if slot not in slots:
                hint = f"the layout in digest.toml has the slots: {', '.join(sorted(slots)) or 'none'}"
                yield ("bookings", index, "slots"), f'booking "{booking.id}": no slot "{slot}" in the layout', hint
    known = {promo.name for promo in inventory.promos}
    for name in sorted(set(promos) - known):
        hint = f'add [[promos]] name = "{name}"; there are: {", ".join(sorted(known)) or "none"}'
        yield (), f'the layout asks for the promo "{name}", which is not here', hint


def _same_names(kind: str, key: str, names: Sequence[str]) -> Iterator[tuple[Place, str, str]]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (f"{kind}s", index, key), f'two {kind}s are called "{name}"', "rename one"
