"""A new ledger in place of one that is lost: it counts from now on, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from digest.config import Config
from digest.errors import Refused
from digest.models import Issue
from digest.pipeline.overdue import unsettled
from digest.pipeline.record import adopted, is_unknown, of_issue, open_ledger, token_of
from digest.pipeline.refusals import knows_of, sent_with_claim, ways_on
from digest.sender import Ledger, sending_alone


@dataclass(frozen=True)
class Adoption:
    """The issues that another ledger sent, and those that it has sent in part, newest first; how many are on this
    one's suppression list. `problems` say what may be done with the half sent."""

    issues: tuple[str, ...]
    half_sent: tuple[str, ...]
    suppressed: int
    problems: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "outcome": "adopted",
            "issues": list(self.issues),
            "half_sent": list(self.half_sent),
            "suppressed": self.suppressed,
            "problems": list(self.problems),
        }


def adopt(config: Config) -> Adoption:
    """Let the configured ledger count from now on, in place of the one that sent the last issues; mails nobody.

    It takes down that it came after each of them. Who got them it does not know: none of them goes on with it, but one
    that is half sent may, when a person says so. Raises Refused where it is not another ledger, and where a send is
    under way.
    """
    with sending_alone(config.paths.state):
        sent = tuple(sent_with_claim(config))
        begun = tuple(issue for issue in reversed(unsettled(config)) if issue.may_have_left)
        if not (sent or begun):
            raise Refused("no issue was sent that a ledger must know of", hint="any ledger will do")
        with open_ledger(config) as ledger:
            strange = [issue for issue in begun if is_unknown(issue, of_issue(ledger, issue))]
            half_sent = [issue for issue in strange if not knows_of(ledger, issue)]
            others = [issue for issue in sent if not knows_of(ledger, issue)]
            unknown = others if sent[:1] == tuple(others[:1]) else []
            if not (half_sent or unknown):
                _refuse(config, ledger, (*sent, *begun)[0], strange)
            for issue in (*half_sent, *unknown):
                of_issue(ledger, issue).take_down_claim(issue.id, adopted(token_of(issue)), at=datetime.now(UTC))
            return Adoption(
                tuple(issue.id for issue in unknown),
                tuple(issue.id for issue in half_sent),
                ledger.suppressed(),
                tuple(_of_half_sent(config, issue, ledger) for issue in half_sent),
            )


def _refuse(config: Config, ledger: Ledger, known: Issue, strange: Sequence[Issue]) -> NoReturn:
    """Say why there is nothing to adopt: `strange` are half sent issues for which `ledger` counts already."""
    if strange:
        raise Refused("this ledger counts already", hint=_of_half_sent(config, strange[0], ledger))
    hint = "it counts already; `digest doctor` says what else stands in the way"
    raise Refused(f"this ledger is no other one: it knows of {known.id}", hint=hint)


def _of_half_sent(config: Config, issue: Issue, ledger: Ledger) -> str:
    return f"{issue.id} is half sent: {ways_on(config, issue, of_issue(ledger, issue))}"
