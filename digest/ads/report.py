"""What a sponsor is told: what ran, where, beside what, to how many, and what is still to come. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from digest.ads.inventory import Booking, Inventory
from digest.ads.outlook import Outlook
from digest.models import Insertion, Issue


@dataclass(frozen=True)
class Line:
    """One insertion as the issue file has it. `accepted` are the recipients whose mail the server took."""

    issue: str
    day: date
    status: str
    slot: str
    position: int
    label: str
    headline: str
    url: str
    beside: tuple[str, ...]
    accepted: int


@dataclass(frozen=True)
class Account:
    """How one booking, or house promo, stands.

    `bought` is None for every issue of the flight. `missed` is how often it fell behind an even pace, `made_good` how
    often it caught up. `owed`, `left` (issues in its flight) and `forecast` (insertions at its end) look ahead; they
    are None when the booking is not in ads.toml any more.
    """

    booking: str
    promo: str
    sponsor: str
    sponsor_name: str
    tier: str
    first: date | None
    last: date | None
    bought: int | None
    lines: tuple[Line, ...]
    missed: int
    made_good: int
    owed: int | None
    left: int | None
    forecast: int | None

    @property
    def ran(self) -> int:
        """Insertions so far."""
        return len(self.lines)

    @property
    def accepted(self) -> int:
        """Recipients of all insertions together."""
        return sum(line.accepted for line in self.lines)


@dataclass(frozen=True)
class Report:
    """The accounts, paid ones first, by sponsor and booking, as they stood on `day`."""

    newsletter: str
    day: date
    accounts: tuple[Account, ...]

    def of(self, sponsor: str) -> Report:
        """What concerns one sponsor, by its id or name."""
        wanted = sponsor.casefold()
        mine = (each for each in self.accounts if wanted in (each.sponsor.casefold(), each.sponsor_name.casefold()))
        return Report(self.newsletter, self.day, tuple(mine))


def report(
    issues: Sequence[Issue],
    *,
    accepted: Mapping[str, int],
    inventory: Inventory,
    outlook: Outlook,
    dates: Sequence[date],
    newsletter: str,
    day: date,
) -> Report:
    """The report on `issues`, those that have gone out, oldest first, of which `accepted` tells the recipients by id.

    What ran is told by the issue files alone, whatever has become of `inventory`; `outlook` and `dates`, the issues to
    come, tell of what is left.
    """
    lines: dict[tuple[str, str], list[Line]] = {}
    last: dict[tuple[str, str], Insertion] = {}
    for issue in issues:
        titles = {story.id: story.title for story in issue.stories()}
        for ran in issue.insertions():
            key = ran.booking, "" if ran.booking else ran.promo or ran.slot
            last[key] = ran
            lines.setdefault(key, []).append(_line(issue, ran, titles, accepted.get(issue.id, 0)))
    booked = {(booking.id, ""): booking for booking in inventory.bookings}
    past = [issue.date for issue in issues]
    accounts = [
        _account(key, lines.get(key, []), last.get(key), booked.get(key), inventory, outlook, past, dates)
        for key in {**dict.fromkeys(booked), **dict.fromkeys(lines)}
    ]
    accounts.sort(
        key=lambda each: (not each.booking, each.tier == "house", each.sponsor_name, each.booking, each.promo)
    )
    return Report(newsletter, day, tuple(accounts))


def _line(issue: Issue, ran: Insertion, titles: Mapping[str, str], accepted: int) -> Line:
    return Line(
        issue=issue.id,
        day=issue.date,
        status=issue.status.value,
        slot=ran.slot,
        position=ran.position,
        label=ran.label,
        headline=ran.creative.headline,
        url=ran.creative.url,
        beside=tuple(titles.get(story, story) for story in ran.neighbours),
        accepted=accepted,
    )


def _account(
    key: tuple[str, str],
    lines: Sequence[Line],
    ran: Insertion | None,
    booking: Booking | None,
    inventory: Inventory,
    outlook: Outlook,
    past: Sequence[date],
    dates: Sequence[date],
) -> Account:
    """The account of one booking: its terms from ads.toml while it stands there, then as they were when it ran last."""
    terms = booking or ran
    sponsor = inventory.sponsor(booking.sponsor) if booking else None
    first, last = (terms.first, terms.last) if terms else (None, None)
    bought = booking.insertions if booking else ran.bought if ran else None
    flight = [day for day in (*past, *dates) if first and last and first <= day <= last]
    missed, made_good = _pace(flight, [line.day for line in lines], bought, gone=len(set(past) & set(flight)))
    left = sum(booking.covers(day) for day in dates) if booking else None
    owed = None if booking is None else left if bought is None else max(0, bought - len(lines))
    return Account(
        booking=key[0],
        promo=key[1],
        sponsor=terms.sponsor if terms else "",
        sponsor_name=sponsor.name if sponsor else ran.sponsor_name if ran else "",
        tier=terms.tier if terms else "house",
        first=first,
        last=last,
        bought=bought,
        lines=tuple(lines),
        missed=missed,
        made_good=made_good,
        owed=owed,
        left=left,
        forecast=len(lines) + outlook.runs(key[0]) if booking else None,
    )


def _pace(flight: Sequence[date], ran: Sequence[date], bought: int | None, *, gone: int) -> tuple[int, int]:
    """How often, over the `gone` issues of a flight, a booking fell behind an even pace, and how often it caught up."""
    missed = made_good = behind = 0
    for number, day in enumerate(flight[:gone], start=1):
        due = number if bought is None else bought * number // len(flight)
        now = max(0, due - sum(each <= day for each in ran))
        missed += max(0, now - behind)
        made_good += max(0, behind - now)
        behind = now
    return missed, made_good
