"""Years, or parts of one, that are lived through and judged."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from digest.schedule import Occasion, occasion
from tests.year.machines import living
from tests.year.verdict import faults, tally
from tests.year.world import HOURS, ZONE, Year

WEEKS = 53
FIRST = date(2026, 1, 2)
"""A Friday. From here on 53 weeks have both changes of the clock, and ISO week 53."""


def fridays(number: int, *, first: date = FIRST) -> list[Occasion]:
    """`number` issues from the Friday `first` on."""
    return [occasion(HOURS, first + timedelta(weeks=week), ZONE) for week in range(number)]


def lived(
    kind: type[Year], root: Path, occasions: list[Occasion], *, seed: int, **more: Any
) -> tuple[Counter[str], list[str]]:
    """The tally of a year of `kind`, with `more` of its fields, and what went wrong in it."""
    with living(kind, root, seed=seed, **more) as year:
        year.live(occasions)
        return tally(year, occasions), faults(year, occasions)


def has_both_changes_and_week_53(occasions: list[Occasion]) -> bool:
    """Whether an issue's hours differ by summer and winter, each change within the year, and one is of week 53."""
    utc = [each.due.astimezone(UTC).hour for each in occasions]
    changes = sum(one != other for one, other in pairwise(utc))
    return changes == 2 and any(each.issue.endswith("W53") for each in occasions)


def shown(name: str, counted: Counter[str]) -> str:
    """A tally in a line."""
    return f"{name}: " + ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))


EVENTS = (
    "calls at once",
    "calls dropped",
    "calls that come hours late",
    "calls that come over eight hours late",
    "calls while a source fails",
    "decisions to approve",
    "decisions to hold",
    "kills at a file",
    "kills at a word to the server",
    "kills at any time",
)
"""What a year has to bring."""
