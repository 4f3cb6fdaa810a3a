"""What a send would do, before it does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from digest.config import Config
from digest.errors import Refused
from digest.models import Issue
from digest.pipeline.message import server_name
from digest.pipeline.record import has_ledger, is_live, record_of
from digest.sender import Ledger, Start, read_audience


@dataclass(frozen=True)
class Forecast:
    """What a send would do. `live` says whether mail would leave this machine."""

    issue: Issue
    pending: int
    server: str
    live: bool
    problems: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "issue": self.issue.id,
            "pending": self.pending,
            "server": self.server,
            "live": self.live,
            "problems": list(self.problems),
        }


def forecast(config: Config, issue: Issue) -> Forecast:
    """Who would be mailed by `send`, and through what. Changes nothing."""
    if not has_ledger(config):
        return _forecast_first(config, issue)
    with record_of(config, issue) as ledger:
        start = ledger.start(issue.id)
        if start is None:
            return _forecast_first(config, issue, stopped=ledger.count_suppressed)
        return Forecast(issue, still_waiting(config, ledger, issue, start), server_name(config), is_live(config))


def _forecast_first(
    config: Config, issue: Issue, *, stopped: Callable[[Sequence[str]], int] = lambda _addresses: 0
) -> Forecast:
    audience = read_audience(config.audience)
    pending, readers = 0, iter(audience)
    while batch := tuple(islice(readers, 500)):
        pending += len(batch) - stopped([each.address for each in batch])
    return Forecast(issue, pending, server_name(config), is_live(config), problems=audience.problems)


def still_waiting(config: Config, ledger: Ledger, issue: Issue, start: Start) -> int:
    """How many are left of a send that has begun. Refuses to file in the outbox what was to be mailed."""
    left = ledger.counts(issue.id).left(resend=config.sending.on_unknown == "resend")
    if left and ledger.live and not is_live(config):
        raise Refused(
            f"{issue.id} has begun to go out through {start.transport}, and now there is only the outbox",
            hint=f"set the mail server again (SMTP_URL in .env): {left} recipients are left",
        )
    return left
