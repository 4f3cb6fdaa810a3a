"""The claim of an issue before its first mail leaves, and those whom it is for."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from digest import archive
from digest.config import Config
from digest.errors import Changed, ConfigError
from digest.models import Claim, Issue, Recipient, Status
from digest.pipeline.message import open_supply
from digest.pipeline.progress import Progress
from digest.pipeline.record import adopted, given_up, record_of, token_of
from digest.pipeline.refusals import refuse_outbox, refuse_to_begin, refuse_unknown
from digest.sender import Audience, Ledger, read_audience, sending_alone

MANY = 10_000
"""Readers whose file takes long enough to read (some seconds for 100,000) that a word on it is due."""
Lost = Literal["resend", "skip"]
"""What to do with an issue whose ledger is lost, or older than the send: mail those of whom nothing is known, or
nobody any more."""


def claim_issue(config: Config, issue: Issue, *, by: str = "", force: bool = False) -> Issue:
    """Promise to send `issue`: its file says `sending`, and the ledger knows of it. No mail leaves.

    Whoever else has the issue file then knows that mails may have left: a run on another machine refuses to send it,
    unless it has this ledger. So the promise can be published before it is kept. Where mails go to the outbox there is
    nothing to promise. Raises Refused like `send`, and ConfigError where there is no way to send.
    """
    with sending_alone(config.paths.state):
        issue = as_it_stands(config, issue)
        with record_of(config, issue) as ledger:
            refuse_unknown(config, issue, ledger)
            refuse_to_begin(config, issue, ledger, force=force)
            if not ledger.live:
                return issue
            refuse_outbox(config, issue)
            with open_supply(config, issue.id):
                pass  # raises where there is no mail server: the promise could not be kept
            audience_of(config)  # nor where there is nobody to send to
            with ledger.alone():
                return mark(config, claimed(issue, ledger, by=by), Status.sending)


def claimed(issue: Issue, ledger: Ledger, *, by: str = "") -> Issue:
    """`issue` with a new claim, by whom the last one was unless `by` says otherwise; `ledger` has taken it down.

    One is made when a send begins or goes on, and one when it ends: a ledger that is put back as it was in between
    does not know the last.
    """
    by = by or (issue.claim.by if issue.claim else "")
    claim = Claim(token=secrets.token_hex(8), at=datetime.now(UTC).replace(microsecond=0), by=by)
    ledger.take_down_claim(issue.id, claim.token, at=claim.at)
    return issue.model_copy(update={"claim": claim})


def give_up(issue: Issue, ledger: Ledger) -> Issue:
    """`issue`, of which `ledger` does not know who has it, with a claim of a person who says that nobody is mailed any
    more: the ledger never goes on with this issue. For the next ones it counts where a person has said so before."""
    claim = Claim(token=secrets.token_hex(8), at=datetime.now(UTC).replace(microsecond=0))
    known_as = adopted if ledger.knows_claim(issue.id, adopted(token_of(issue))) else given_up
    ledger.take_down_claim(issue.id, known_as(claim.token), at=claim.at)
    return issue.model_copy(update={"claim": claim})


def as_it_stands(config: Config, issue: Issue) -> Issue:
    """`issue` as its file has it now that nobody else may change it: `plan` or another send may have been quicker."""
    now = archive.read_issue(config.paths.issues / issue.id / archive.FILE)
    if archive.to_json(now.model_copy(update={"status": issue.status})) != archive.to_json(issue):
        raise Changed(f"{issue.id} was changed in the meantime", hint="look at it again, then run this again")
    return now


def announced(readers: Iterable[Recipient], progress: Progress) -> Iterator[Recipient]:
    """`readers`; where they are many, with a word on how far their file is read."""
    number = 0
    for number, reader in enumerate(readers, start=1):
        if number % MANY == 0:
            progress("audience", total=1, detail=f"{number:,} readers")
        yield reader
    if number >= MANY:
        progress("audience", done=1, total=1, detail=f"{number:,} readers")


def audience_of(config: Config) -> Audience:
    """Who is to be mailed. Raises ConfigError when that is nobody."""
    audience = read_audience(config.audience)
    if next(iter(audience), None) is None:
        # Before the ledger takes down an audience of nobody, which later runs would keep to.
        hint = "add readers: a line each"
        why = f": {audience.problems[0]}" if audience.problems else ""
        raise ConfigError(f"there is nobody to send to{why}", where=str(config.audience.file), hint=hint)
    return audience


def mark(config: Config, issue: Issue, status: Status) -> Issue:
    """`issue` with `status`, in its file too."""
    marked = issue.model_copy(update={"status": status, "skip": None})
    archive.write_issue(config.paths.issues, marked)
    return marked
