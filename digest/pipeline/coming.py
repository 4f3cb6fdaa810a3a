"""When the next issues go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from digest import archive
from digest.config import Config
from digest.pipeline.clock import present
from digest.pipeline.occasions import upcoming
from digest.pipeline.review import goes_out
from digest.schedule import Occasion


@dataclass(frozen=True)
class Coming:
    """One issue's hours in the newsletter's time zone, and how far it has come, nothing when it is not planned.

    It can be looked at from `opens` on, goes out from `due` on (a late draft has put that off), and not after `closes`.
    """

    issue: str
    opens: datetime
    due: datetime
    closes: datetime
    status: str

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        hours = {name: getattr(self, name).isoformat() for name in ("opens", "due", "closes")}
        return {"issue": self.issue, **hours, "status": self.status or None}


def coming(config: Config, *, issues: int) -> tuple[Coming, ...]:
    """The next `issues`, the first of them the one whose turn it is."""
    zone = ZoneInfo(config.newsletter.timezone)
    found = islice(upcoming(config, now=present(config)), issues)
    return tuple(
        Coming(
            issue=each.issue,
            opens=each.opens.astimezone(zone),
            due=_due(config, each).astimezone(zone),
            closes=each.closes.astimezone(zone),
            status=_status(config, each.issue),
        )
        for each in found
    )


def _due(config: Config, occasion: Occasion) -> datetime:
    """When it goes out: later than the schedule says where its reviewers got the draft late."""
    issue = archive.find(config.paths.issues, occasion.issue)
    return goes_out(config, occasion, issue) if issue else occasion.due


def _status(config: Config, name: str) -> str:
    issue = archive.find(config.paths.issues, name)
    return issue.standing if issue else ""
