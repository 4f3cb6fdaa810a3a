"""What a sponsor is told: what ran, where, beside what, to how many, and what is still to come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from digest.ads.history import History, Standing, most
from digest.ads.inventory import Booking, Inventory
from digest.ads.outlook import Outlook
from digest.models import Insertion, Issue, Status


@dataclass(frozen=True)
class Line:
    """One insertion as the issue file has it. `accepted` are the recipients whose mail the server took; None where the
    ledger that knows is not here."""

    issue: str
    day: date
    status: str
    slot: str
    position: int
    label: str
    headline: str
    url: str
    beside: tuple[str, ...]
    accepted: int | None

    @property
    def reached(self) -> str:
        """How many have accepted it, in words."""
        return "unknown" if self.accepted is None else f"{self.accepted:,}"


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
    def accepted(self) -> int | None:
        """Recipients of all insertions together; None where those of one are not known."""
        return None if any(line.accepted is None for line in self.lines) else self._at_least

    @property
    def reached(self) -> str:
        """The same in words, with as many as are known."""
        if self.accepted is None:
            return f"at least {self._at_least:,}" if self._at_least else "unknown"
        return f"{self.accepted:,}"

    @property
    def _at_least(self) -> int:
        return sum(line.accepted or 0 for line in self.lines)


@dataclass(frozen=True)
class Report:
    """The accounts, paid ones first, by sponsor and booking, as they stood on `day`."""

    newsletter: str
    day: date
    accounts: tuple[Account, ...]

    @property
    def trial(self) -> bool:
        """Whether what ran went to the outbox only."""
        return any(line.status == Status.tried for account in self.accounts for line in account.lines)

    def of(self, sponsor: str) -> Report:
        """What concerns one sponsor, by its id or name."""
        wanted = sponsor.casefold()
        mine = (each for each in self.accounts if wanted in (each.sponsor.casefold(), each.sponsor_name.casefold()))
        return Report(self.newsletter, self.day, tuple(mine))


def report(
    issues: Sequence[Issue],
    *,
    accepted: Mapping[str, int | None],
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
    history = History.of(issues)
    accounts = [_account(each, outlook, history, dates) for each in _gathered(issues, accepted, inventory)]
    accounts.sort(
        key=lambda each: (not each.booking, each.tier == "house", each.sponsor_name, each.booking, each.promo)
    )
    return Report(newsletter, day, tuple(accounts))


@dataclass(frozen=True)
class _Terms:
    """What a deal is, by ads.toml or by an issue in which it ran."""

    sponsor: str
    sponsor_name: str
    tier: str
    first: date | None
    last: date | None
    bought: int | None
    cap: tuple[int, int] | None

    @classmethod
    def booked(cls, booking: Booking, inventory: Inventory) -> _Terms:
        sponsor = inventory.sponsor(booking.sponsor)
        cap = booking.cap.terms if booking.cap else None
        named = booking.sponsor, sponsor.name if sponsor else ""
        return cls(*named, booking.tier, booking.first, booking.last, booking.insertions, cap)

    @classmethod
    def as_it_ran(cls, ran: Insertion) -> _Terms:
        return cls(ran.sponsor, ran.sponsor_name, ran.tier, ran.first, ran.last, ran.bought, ran.cap)

    def due(self, number: int, *, of: int) -> int:
        """How many should have run after so many of the issues of its flight, at an even pace or as its cap lets it."""
        if self.bought is None:
            return most([True] * number, cap=self.cap)
        return self.bought * number // of


@dataclass
class _Deal:
    """What is gathered of one booking or promo; `booking` is None when it does not stand in ads.toml any more."""

    name: str
    promo: str
    terms: _Terms
    booking: Booking | None = None
    lines: list[Line] = field(default_factory=list)


def _gathered(issues: Sequence[Issue], accepted: Mapping[str, int | None], inventory: Inventory) -> Iterable[_Deal]:
    deals = {(each.id, ""): _Deal(each.id, "", _Terms.booked(each, inventory), each) for each in inventory.bookings}
    for issue in issues:
        titles = {story.id: story.title for story in issue.stories()}
        for ran in issue.insertions():
            terms = _Terms.as_it_ran(ran)
            deal = deals.setdefault((ran.booking, ran.promo), _Deal(ran.booking, ran.promo, terms))
            if deal.booking is None:
                deal.terms = terms
            deal.lines.append(_line(issue, ran, titles, accepted[issue.id]))
    return deals.values()


def _line(issue: Issue, ran: Insertion, titles: Mapping[str, str], accepted: int | None) -> Line:
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


def _account(deal: _Deal, outlook: Outlook, history: History, dates: Sequence[date]) -> Account:
    """The account of one booking: its terms from ads.toml while it stands there, then as they were when it ran last."""
    terms, booking = deal.terms, deal.booking
    missed, made_good = _pace(terms, [line.day for line in deal.lines], past=history.days, to_come=dates)
    return Account(
        booking=deal.name,
        promo=deal.promo,
        sponsor=terms.sponsor,
        sponsor_name=terms.sponsor_name,
        tier=terms.tier,
        first=terms.first,
        last=terms.last,
        bought=terms.bought,
        lines=tuple(deal.lines),
        missed=missed,
        made_good=made_good,
        owed=Standing.of(booking, history=history, dates=dates).owed if booking else None,
        left=sum(booking.covers(day) for day in dates) if booking else None,
        forecast=len(deal.lines) + outlook.runs(deal.name) if booking else None,
    )


def _pace(terms: _Terms, ran: Sequence[date], *, past: Sequence[date], to_come: Sequence[date]) -> tuple[int, int]:
    """How often a booking fell behind its pace in the past issues of its flight, and how often it caught up."""
    first, last = terms.first, terms.last
    gone, coming = ([day for day in days if first and last and first <= day <= last] for days in (past, to_come))
    missed = made_good = behind = 0
    for number, day in enumerate(gone, start=1):
        now = max(0, terms.due(number, of=len(gone) + len(coming)) - sum(each <= day for each in ran))
        missed += max(0, now - behind)
        made_good += max(0, behind - now)
        behind = now
    return missed, made_good
