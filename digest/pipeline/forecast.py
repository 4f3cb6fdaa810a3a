"""What a send would do, before it does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from digest.config import Config
from digest.models import Issue
from digest.pipeline.in_line import in_line, taken_out
from digest.pipeline.message import server_name
from digest.pipeline.record import has_ledger, is_live, record_of
from digest.pipeline.refusals import refuse_outbox
from digest.sender import Ledger, read_audience


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
    """Who would be mailed by `send`, and through what. Changes nothing. Raises Refused where a send has begun that
    could only go on in the outbox."""
    if not has_ledger(config):
        return _forecast_first(config, issue)
    with record_of(config, issue) as ledger:
        start = ledger.start(issue.id)
        if start is None:
            return _forecast_first(config, issue, stopped=ledger.count_suppressed)
        left = still_waiting(config, ledger, issue)
        if ledger.live and left:
            refuse_outbox(config, issue)
        return Forecast(issue, left, server_name(config), is_live(config))


def _forecast_first(
    config: Config, issue: Issue, *, stopped: Callable[[Sequence[str]], int] = lambda _addresses: 0
) -> Forecast:
    audience = read_audience(config.audience)
    pending, readers = 0, iter(audience)
    while batch := tuple(islice(readers, 500)):
        pending += len(batch) - stopped([each.address for each in batch])
    problems = (*taken_out(in_line(config, issue)), *audience.problems)
    return Forecast(issue, pending, server_name(config), is_live(config), problems=problems)


def still_waiting(config: Config, ledger: Ledger, issue: Issue) -> int:
    """How many are left of a send that has begun."""
    return ledger.counts(issue.id).left(resend=config.sending.on_unknown == "resend")
