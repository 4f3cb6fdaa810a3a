"""Read `ads.toml`, and name every fault with its file, line and remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from pydantic import ValidationError

from digest import registry
from digest.ads.inventory import Booking, Inventory
from digest.config.document import Document, Part, read_toml
from digest.config.explain import explain
from digest.config.lines import Place
from digest.errors import ConfigError

_REMEDIES = (
    ("before it starts", "change first or last"),
    ("valid date", "write a day like 2026-11-20, without quotes"),
    ("greater than", "write a whole number, 1 or more, or leave the key out"),
    ("must not be empty", "write something there, or take the key's table away"),
    ("needs an image", 'add image = { url = "https://…", alt = "…" }, or take shape away'),
    ("web address", "ads lead to a page on the web: http or https"),
    ("must be '", "write one of these, in quotes"),
    ("sponsor is missing", "every paid booking has one of [[sponsors]]"),
    ("is no cap", "lower insertions, or raise issues"),
    ("must be a list", "write it in square brackets"),
)
"""What to do about a value that cannot be, by what is said of it."""

Fault = tuple[Place, str, str]
"""Where in the document, what is wrong, what to do."""


def read_inventory(path: Path, *, slots: Collection[str] | None, promos: Collection[str]) -> Inventory:
    """The inventory in the file at `path`, checked against the layout's `slots` (None: any will do) and `promos`.

    Raises ConfigError naming file, line and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = read_toml(text, path)
    except FileNotFoundError:
        hint = "name the file under [ads] in digest.toml, or remove that key"
        raise ConfigError("there is no such file", where=str(path), hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), hint="save it as UTF-8 text") from error
    file = Part(path, text, raw)
    try:
        inventory = Inventory.model_validate(raw)
    except ValidationError as error:
        told = explain(error, model=Inventory, raw=raw, document=Document(path, file))
        first, *others = told.faults
        remedy = next((remedy for said, remedy in _REMEDIES if said in first.message), "")
        raise ConfigError(first.message, where=first.where, hint=first.hint or remedy, others=tuple(others)) from None
    for place, message, hint in faults(inventory, slots=slots, promos=promos):
        raise ConfigError(message, where=file.where(*place), hint=hint)
    return inventory


def faults(inventory: Inventory, *, slots: Collection[str] | None, promos: Collection[str]) -> Iterator[Fault]:
    """What is wrong between the parts of `inventory`; with `slots` None it is not held against any layout."""
    sponsors = [sponsor.id for sponsor in inventory.sponsors]
    yield from _same_names("sponsor", "id", sponsors)
    yield from _same_names("booking", "id", [booking.id for booking in inventory.bookings])
    yield from _same_names("promo", "name", [promo.name for promo in inventory.promos])
    for index, booking in enumerate(inventory.bookings):
        if booking.sponsor and booking.sponsor not in sponsors:
            hint = f"add it under [[sponsors]]; {_known(booking.sponsor, sponsors)}"
            yield ("bookings", index, "sponsor"), f'booking "{booking.id}": no sponsor "{booking.sponsor}"', hint
        for slot in booking.slots if slots is not None else ():
            if slot not in (slots or ()):
                hint = f"the layout in digest.toml has the slots: {', '.join(sorted(slots or ())) or 'none'}"
                yield ("bookings", index, "slots"), f'booking "{booking.id}": no slot "{slot}" in the layout', hint
    yield from _rivals(inventory.bookings)
    known = {promo.name for promo in inventory.promos}
    for name in sorted(set(promos) - known):
        hint = f'add [[promos]] name = "{name}"; there are: {", ".join(sorted(known)) or "none"}'
        yield (), f'the layout asks for the promo "{name}", which is not here', hint


def _known(name: str, among: Sequence[str]) -> str:
    return registry.suggestion(name, among) if among else "there are none"


def _same_names(kind: str, key: str, names: Sequence[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (f"{kind}s", index, key), f'two {kind}s are called "{name}"', "rename one"


def _rivals(bookings: Sequence[Booking]) -> Iterator[Fault]:
    """Pairs of exclusive bookings that want the same slot on the same days."""
    exclusive = [(index, booking) for index, booking in enumerate(bookings) if booking.exclusive]
    for (_, one), (index, other) in combinations(exclusive, 2):
        first, last = max(one.first, other.first), min(one.last, other.last)
        shared = sorted(set(one.slots) & set(other.slots))
        if shared and first <= last:
            message = f'bookings "{one.id}" and "{other.id}" are both exclusive in "{shared[0]}" from {first} to {last}'
            hint = "change the days or the slot of one, or take its exclusive away"
            yield ("bookings", index, "exclusive"), message, hint
