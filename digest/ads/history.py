"""What earlier issues ran: the only memory that pacing, rotation and caps have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from digest.ads.inventory import Booking
from digest.models import Issue


@dataclass(frozen=True, order=True)
class Run:
    """One insertion of an earlier issue: its day, and the slot, booking or promo that it was."""

    day: date
    slot: str
    booking: str = ""
    promo: str = ""


@dataclass(frozen=True)
class History:
    """The days of the earlier issues, oldest first, and what ran in them."""

    days: tuple[date, ...] = ()
    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, issues: Sequence[Issue]) -> History:
        """The history that `issues` tell."""
        runs = (Run(issue.date, ran.slot, ran.booking, ran.promo) for issue in issues for ran in issue.insertions())
        return cls(tuple(sorted(issue.date for issue in issues)), tuple(sorted(runs)))

    def followed_by(self, day: date, runs: Sequence[Run]) -> History:
        """The same with one more issue."""
        return History((*self.days, day), (*self.runs, *runs))

    def of_booking(self, name: str) -> tuple[Run, ...]:
        """How often and where the booking called `name` has run."""
        return tuple(run for run in self.runs if run.booking == name)

    def before(self, dates: Sequence[date]) -> History:
        """The same when the issues of `dates` have gone out, with nothing in them: what is known of one to come."""
        return History((*self.days, *dates), self.runs)

    def room_for(self, booking: Booking, dates: Sequence[date]) -> int:
        """In how many of the issues of `dates`, which follow, its flight and its cap let `booking` run at most."""
        ran = {run.day for run in self.of_booking(booking.id)}
        return most(
            [booking.covers(day) for day in dates],
            ran=[day in ran for day in self.days],
            cap=booking.cap.terms if booking.cap else None,
        )

    def of_promo(self, name: str) -> tuple[Run, ...]:
        """How often and where the promo called `name` has run."""
        return tuple(run for run in self.runs if run.promo == name)


def most(may: Sequence[bool], *, ran: Sequence[bool] = (), cap: tuple[int, int] | None) -> int:
    """How often something can run in a row of issues, of which it `may` run in some, after those in which it `ran`.

    `cap` are the most insertions in so many issues in a row.
    """
    if cap is None:
        return sum(may)
    insertions, issues = cap
    taken = list(ran)
    for each in may:  # as early as it may: no other way has more
        taken.append(each and sum(taken[-(issues - 1) :]) < insertions)
    return sum(taken[len(ran) :])


@dataclass(frozen=True)
class Standing:
    """How a booking stands before an issue: what `ran`, is `owed`, and in how many issues it still can (`left`), within
    its flight and its cap.

    `passed` are the issues of its flight that have gone out.
    """

    booking: Booking
    ran: int
    owed: int
    left: int
    passed: int

    @classmethod
    def of(cls, booking: Booking, *, history: History, dates: Sequence[date]) -> Standing:
        """`dates` are those of this issue and the ones to come."""
        ran = len(history.of_booking(booking.id))
        left = history.room_for(booking, dates)
        owed = left if booking.insertions is None else max(0, booking.insertions - ran)
        return cls(booking, ran, owed, left, sum(booking.covers(day) for day in history.days))

    @property
    def beyond(self) -> int:
        """Insertions owed that no issue is left for."""
        return max(0, self.owed - self.left)

    @property
    def need(self) -> float:
        """Insertions owed for each issue left: 1 must run in every one, above 1 cannot be met."""
        return round(self.owed / self.left, 9) if self.left else 0.0

    @property
    def due(self) -> int:
        """How many should have run when this issue has, at an even pace from the first issue of the flight."""
        issues = self.passed + self.left
        bought = self.ran + self.owed
        return -(-bought * (self.passed + 1) // issues) if issues else 0

    def words(self) -> str:
        """The same for a person."""
        tier = self.booking.tier
        if self.booking.insertions is None:
            return f"{tier}, booked for every issue until {self.booking.last}"
        issues = "1 issue" if self.left == 1 else f"{self.left} issues"
        return f"{tier}, {self.owed} of {self.booking.insertions} insertions owed in {issues}"
