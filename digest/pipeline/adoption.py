"""A new ledger in place of one that is lost: it counts from now on, and nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from digest.config import Config
from digest.errors import Refused
from digest.pipeline.overdue import unsettled
from digest.pipeline.record import REAL, adopted, open_ledger, record_of
from digest.pipeline.refusals import knows_of, refuse_unknown, sent_with_claim
from digest.sender import sending_alone


@dataclass(frozen=True)
class Adoption:
    """The issues that another ledger sent, newest first, and how many are on this one's suppression list."""

    issues: tuple[str, ...]
    suppressed: int

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {"outcome": "adopted", "issues": list(self.issues), "suppressed": self.suppressed}


def adopt(config: Config) -> Adoption:
    """Let the configured ledger count from now on, in place of the one that sent the last issues; mails nobody.

    It takes down that it came after each of them. Who got them it does not know: none of them goes on with it. Raises
    Refused where it is not another ledger, and where a send is under way.
    """
    with sending_alone(config.paths.state):
        sent = tuple(sent_with_claim(config))
        if not sent:
            _refuse_half_sent(config)
            raise Refused("no issue was sent that a ledger must know of", hint="any ledger will do")
        with open_ledger(config) as ledger:
            if knows_of(ledger, sent[0]):
                _refuse_half_sent(config)
                hint = "it counts already; `digest doctor` says what else stands in the way"
                raise Refused(f"this ledger is no other one: it knows of {sent[0].id}", hint=hint)
            unknown = [issue for issue in sent if not knows_of(ledger, issue)]
            for issue in unknown:
                its = ledger.through(REAL, newsletter=issue.newsletter.list_id)
                token = issue.claim.token if issue.claim else ""
                its.take_down_claim(issue.id, adopted(token), at=datetime.now(UTC))
            return Adoption(tuple(issue.id for issue in unknown), ledger.suppressed())


def _refuse_half_sent(config: Config) -> None:
    """Refuse with what to do where it is a half sent issue whose ledger is lost: to adopt this one helps nothing."""
    for issue in unsettled(config):
        with record_of(config, issue) as ledger:
            refuse_unknown(config, issue, ledger)
