"""When the next issues go out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from digest import archive, schedule
from digest.config import Config
from digest.models import Issue
from digest.pipeline.clock import present
from digest.pipeline.crowded import crowded
from digest.pipeline.occasions import is_settled, upcoming
from digest.pipeline.review import goes_out
from digest.schedule import Occasion


@dataclass(frozen=True)
class Coming:
    """One issue's hours in the newsletter's time zone, and how far it has come, nothing when it is not planned.

    It can be looked at from `opens` on, goes out from `due` on (a late draft has put that off), and not after `closes`.
    With `any_day`, as none is set, it goes out when a run is called in that time, whichever day that is. `crowded` says
    that it comes close upon another one.
    """

    issue: str
    opens: datetime
    due: datetime
    closes: datetime
    status: str
    any_day: bool = False
    crowded: str = ""

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        hours = {name: getattr(self, name).isoformat() for name in ("opens", "due", "closes")}
        return {"issue": self.issue, **hours, "status": self.status or None, "crowded": self.crowded or None}


def coming(config: Config, *, issues: int) -> tuple[Coming, ...]:
    """The next `issues`, the first of them the one whose turn it is."""
    zone = ZoneInfo(config.newsletter.timezone)
    any_day = not schedule.has_fixed_day(config.schedule)
    found = [
        (_on_any_day(config, each, issue) if any_day else each, issue)
        for each in islice(upcoming(config, now=present(config)), issues)
        for issue in (archive.find(config.paths.issues, each.issue),)
    ]
    # Of those that come, only the first can be close behind: each other one has a whole period before it.
    left = next((each for each, issue in found if not (issue and is_settled(config, issue))), None)
    return tuple(
        Coming(
            issue=each.issue,
            opens=each.opens.astimezone(zone),
            # Later than the schedule says where its reviewers got the draft late.
            due=(goes_out(config, each, issue) if issue else each.due).astimezone(zone),
            closes=each.closes.astimezone(zone),
            status=issue.standing if issue else "",
            any_day=any_day,
            crowded=crowded(config, each) if each is left else "",
        )
        for each, issue in found
    )


def _on_any_day(config: Config, occasion: Occasion, issue: Issue | None) -> Occasion:
    """The hours of an issue that has no day: of its whole week or month, or from the day on that it was planned for."""
    whole = schedule.any_day(config.schedule, occasion.day, config.newsletter.timezone)
    if issue is None:
        return whole
    return occasion if config.schedule.not_after else replace(occasion, closes=whole.closes)
