"""Values with sensible defaults for tests: each function takes what a test is about and fills in the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from digest.ads import Placement, find_rules, place
from digest.ads.inventory import Booking, Inventory, Promo, Sponsor
from digest.config.blocks import BlockConfig
from digest.config.schema import ScheduleConfig, SelectionConfig
from digest.models import Block, Creative, Email, Entry, Insertion, Issue, Newsletter, Sensitive, Story
from digest.schedule import dates_from
from digest.selector import Selection, select

NOW = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
WEEK = timedelta(days=7)
DAY = NOW.date()
MARK = "0123456789ab"

_BLOCKS: TypeAdapter[tuple[BlockConfig, ...]] = TypeAdapter(tuple[BlockConfig, ...])


def own_words(name: str) -> str:
    """A text of ten words that no other name has, so that two stories have nothing in common by chance."""
    letters = hashlib.sha512(name.encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return " ".join(letters[at : at + 8] for at in range(0, 80, 8)) + "."


def entry(name: str = "one", *, hours: float | None = 24, **fields: Any) -> Entry:
    """An entry called `name`, `hours` old at NOW, undated when None."""
    url = fields.pop("url", f"https://paper.example/{name}")
    published = None if hours is None else NOW - timedelta(hours=hours)
    defaults = {"source": "Paper", "guid": "", "title": f"Story {name}", "text": own_words(name)}
    return Entry.model_validate({**defaults, "url": url, "identity": url, "published": published, **fields})


def blocks(*tables: dict[str, Any]) -> tuple[BlockConfig, ...]:
    """The layout that these `[[blocks]]` tables say."""
    return _BLOCKS.validate_python(tables)


def choose(entries: Any, *tables: dict[str, Any], **settings: Any) -> Selection:
    """`select` for the issue of NOW; `settings` not known to `select` are those of `[selection]`."""
    given = {"carried": {}, "cadence": WEEK, "now": NOW, "weights": {}, "earlier": ()}
    given |= {name: settings.pop(name) for name in list(settings) if name in given}
    layout = blocks(*(tables or ({"kind": "lead", "related": 0}, {"kind": "list", "count": 100})))
    return select(list(entries), blocks=layout, selection=SelectionConfig.model_validate(settings), **given)


def story(name: str = "one", **fields: Any) -> Story:
    """A story as an issue carries it."""
    url = f"https://paper.example/{name}"
    defaults = {"id": name, "source": "Paper", "guid": "", "url": url, "identity": url, "title": f"Story {name}"}
    return Story.model_validate({**defaults, **fields})


def stories_block(*names: str, kind: str = "list") -> Block:
    """A block that carries the stories called `names`."""
    return Block(kind=kind, stories=tuple(story(name) for name in names))


def sensitive_block(level: str, *names: str, kind: str = "list") -> Block:
    """A block whose stories are all sensitive."""
    grave = Sensitive.model_validate({"level": level, "reason": "said so"})
    return Block(kind=kind, stories=tuple(story(name, sensitive=grave) for name in names))


def ad_block(slot: str = "top") -> Block:
    """An empty ad block."""
    return Block(kind="ad", options={"slot": slot})


def promo_block(name: str = "youtube") -> Block:
    """An empty promo block."""
    return Block(kind="promo", options={"name": name})


def sponsor(id_: str = "acme", **fields: Any) -> Sponsor:
    """A sponsor whose id is `id_`."""
    return Sponsor.model_validate({"id": id_, "name": id_.title(), **fields})


def creative(headline: str = "Buy", **fields: Any) -> dict[str, Any]:
    """One `[[bookings.creatives]]`."""
    return {"headline": headline, "url": "https://ad.example/buy", **fields}


def booking(name: str = "deal", **fields: Any) -> Booking:
    """A booking of acme's for the slot `top` all through 2026."""
    defaults = {
        "id": name,
        "sponsor": "acme",
        "slots": ["top"],
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
        "creatives": [creative(f"Buy {name}")],
    }
    return Booking.model_validate({**defaults, **fields})


def promo(name: str = "youtube", **fields: Any) -> Promo:
    """A house promo."""
    return Promo.model_validate({"name": name, "headline": f"Our {name}", "url": "https://paper.example/p", **fields})


def inventory(*bookings: Booking, promos: tuple[Promo, ...] = (), sponsors: tuple[Sponsor, ...] = ()) -> Inventory:
    """An inventory; sponsors that are not given but booked are made up."""
    known = {each.id for each in sponsors}
    more = tuple(sponsor(name) for name in sorted({each.sponsor for each in bookings} - known - {""}))
    return Inventory(sponsors=(*sponsors, *more), bookings=bookings, promos=promos)


def place_in(
    stock: Inventory, laid_out: Sequence[Block], *, before: Sequence[Issue] = (), day: date | None = None, **more: Any
) -> Placement:
    """`place` in a weekly issue of `day`, with all issues to come until the last flight ends."""
    day = day or DAY
    dates = tuple(dates_from(ScheduleConfig(), day, until=stock.end(day)))
    given = {"dates": dates, "label": "Advertisement", "rules": find_rules(), **more}
    return place(laid_out, inventory=stock, earlier=before, **given)


def insertion(name: str = "deal", **fields: Any) -> Insertion:
    """An insertion of the booking `name` as an earlier issue has it."""
    shown = Creative(headline="Buy", url="https://ad.example/buy")
    defaults = {"slot": "top", "tier": "sponsor", "booking": name, "sponsor": "acme", "creative": shown, "position": 1}
    return Insertion.model_validate({**defaults, **fields})


def newsletter(**fields: Any) -> Newsletter:
    """What an issue says of its newsletter."""
    defaults = {
        "name": "The Lantern",
        "sender": "The Lantern <letter@lantern.example>",
        "list_id": "lantern.example",
        "address": "1 Mill Lane, Überlingen",
    }
    return Newsletter.model_validate({**defaults, **fields})


def issue(name: str = "2026-W47", *laid_out: Block, **fields: Any) -> Issue:
    """An issue with the given blocks."""
    defaults = {
        "id": name,
        "number": 1,
        "date": date(2026, 11, 20),
        "mark": MARK,
        "newsletter": newsletter(),
        "subject": "A subject",
        "preheader": PREHEADER,
        "blocks": laid_out,
    }
    return Issue.model_validate({**defaults, **fields})


def earlier(*bookings: str) -> list[Issue]:
    """One earlier issue for each booking named, in which it ran."""
    return [
        issue(f"2026-W{number:02d}", Block(kind="ad", insertion=insertion(name)))
        for number, name in enumerate(bookings, start=10)
    ]


_WORDS = "The council counted its hives and found one more than it has keepers, which surprised nobody at all. "
HEAD = """<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>News</title>
<style>@media (prefers-color-scheme: dark) { .page { color: #eeeeee; background: #111111; } }</style>"""
PREHEADER = "What the council found when it counted."


def email(
    *,
    html: str = "",
    text: str = "",
    head: str = HEAD,
    wrapper: str = 'class="page" lang="en" dir="ltr"',
    footer: bool = True,
    subject: str = "News",
) -> Email:
    """An email without a fault: `html` and `text` are put before its footer, which `footer` leaves out.

    It fits an issue whose preheader is PREHEADER.
    """
    way_out = f"~{MARK}~unsubscribe_url~~"
    address = "1 Mill Lane, Überlingen"
    html_footer = f'<p>{address}</p><p><a href="{way_out}" style="color:inherit">Unsubscribe</a></p>' if footer else ""
    text_footer = f"\n{address}\nUnsubscribe: {way_out}\n" if footer else ""
    start = f'<div style="display:none;max-height:0">{PREHEADER}</div><div {wrapper}><h1>News</h1><p>{_WORDS}</p>'
    top = f'<!doctype html><html lang="en" dir="ltr"><head>{head}</head><body>{start}{html}'
    return Email(
        subject=subject,
        html=f"{top}{html_footer}</div></body></html>",
        text=f"News\n\n{_WORDS[:70]}\n{_WORDS[70:]}\n{_WORDS[:70]}\n{_WORDS[70:]}\n{text}{text_footer}",
        web=f'<!doctype html><html lang="en"><body><h1>News</h1><p>{_WORDS}</p><p>{address}</p></body></html>',
    )
