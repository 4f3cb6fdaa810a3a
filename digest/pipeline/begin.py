"""What must be so before the first mail of an issue leaves, and the claim that says that it may."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from digest import archive, schedule
from digest.config import Config
from digest.errors import ConfigError, Refused
from digest.models import Claim, Issue, Recipient, Status
from digest.pipeline.clock import present
from digest.pipeline.message import open_supply
from digest.pipeline.occasions import is_over, occasion_of
from digest.pipeline.progress import Progress
from digest.pipeline.record import REAL, adopted, is_unknown, record_of
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
            with open_supply(config, issue.id):
                pass  # raises where there is no mail server: the promise could not be kept
            audience_of(config)  # nor where there is nobody to send to
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


def let_be(issue: Issue, ledger: Ledger) -> Issue:
    """`issue`, of which `ledger` does not know who has it, with a claim of a person who says that nobody is mailed any
    more: the ledger counts from then on, and never goes on with this issue."""
    claim = Claim(token=secrets.token_hex(8), at=datetime.now(UTC).replace(microsecond=0))
    ledger.take_down_claim(issue.id, adopted(claim.token), at=claim.at)
    return issue.model_copy(update={"claim": claim})


def as_it_stands(config: Config, issue: Issue) -> Issue:
    """`issue` as its file has it now that nobody else may change it: `plan` or another send may have been quicker."""
    now = archive.read_issue(config.paths.issues / issue.id / archive.FILE)
    if archive.to_json(now.model_copy(update={"status": issue.status})) != archive.to_json(issue):
        raise Refused(f"{issue.id} was changed in the meantime", hint="look at it again, then run this again")
    return now


def refuse_known(issue: Issue, ledger: Ledger) -> None:
    """Refuse to treat the ledger of `issue` as lost that knows all about it."""
    if is_unknown(issue, ledger):
        return
    begun = issue.status in (Status.sending, Status.sent)
    problem = "its ledger is not lost: it knows of the last mails" if begun else "no mail of it has left"
    hint = f"`digest send {issue.id}` " + ("mails whoever is left" if begun else "sends it")
    raise Refused(problem, where=issue.id, hint=hint)


def refuse_to_begin(config: Config, issue: Issue, ledger: Ledger, *, force: bool) -> None:
    """Refuse to mail the first reader of `issue`: it is not ready, or `ledger` is another one than that which sent the
    last issue. Raises Refused."""
    refuse_unready(config, issue, force=force)
    refuse_strange(config, ledger, besides=issue.id)


def refuse_unready(config: Config, issue: Issue, *, force: bool = False) -> None:
    """Refuse to mail an issue that has nothing in it; also one that is on hold or too old to be news, unless with
    `force`. One that has begun to go out cannot be on hold, but it gets old, too."""
    begun = issue.status in (Status.sending, Status.sent)
    if not issue.blocks:
        why = issue.skip.reason if issue.skip else "no story"
        hint = f"`digest plan --replan --date {issue.date}` looks for stories again"
        raise Refused(f"{issue.id} has nothing to send: {why}", hint=hint)
    if force:
        return
    if issue.review.state == "held" and not begun:
        why = f": {issue.review.reason}" if issue.review.reason else ""
        raise Refused(f"{issue.id} is on hold{why}", hint=f"`digest approve {issue.id}` lets it go out")
    occasion = occasion_of(config, issue)
    if is_over(config, occasion, now=present(config)):
        closed = f"{schedule.local(occasion.closes, config.newsletter.timezone):%Y-%m-%d %H:%M}"
        left = f"`digest send {issue.id} --force` mails those who are left all the same"
        hint = (
            left if begun else "plan a new one, set [schedule] not_after higher, or send it all the same with --force"
        )
        raise Refused(f"{issue.id} is too late: it was to be sent by {closed}", hint=hint)


def refuse_unknown(config: Config, issue: Issue, ledger: Ledger) -> None:
    """Refuse to send an issue of which mails may have left that `ledger` has no record of."""
    if not is_unknown(issue, ledger):
        return
    if issue.claim and ledger.live and ledger.started(issue.id):
        problem = f"this ledger is older than the last mails of {issue.id} ({issue.claim.at:%Y-%m-%d %H:%M} UTC)"
    else:
        problem = f"{issue.id} is {issue.status.value}, but the ledger has no record of it"
    by = f" ({issue.claim.by})" if issue.claim and issue.claim.by else ""
    hint = (
        f"restore the ledger that sent it{by}. If it is lost: `digest send {issue.id} --ledger-lost skip` mails nobody"
        " more, `--ledger-lost resend` mails those of whom this one knows nothing"
    )
    raise Refused(problem, where=str(config.paths.records), hint=hint)


def refuse_strange(config: Config, ledger: Ledger | None, *, besides: str = "") -> None:
    """Refuse to send with a real ledger that does not know the last issue that was sent: it is another one, and knows
    of nobody who must not be mailed. `ledger` is None where a real one is still to be made; `besides` is the issue to
    be sent. Nothing but `adopt` lets such a ledger count."""
    last = next((issue for issue in sent_with_claim(config) if issue.id != besides), None)
    if last is None or (ledger and (not ledger.live or knows_of(ledger, last))):
        return
    hint = "restore the ledger: who must not be mailed stands in it. If it is lost: `digest adopt` lets this one count"
    raise Refused(f"{last.id} was sent, and this ledger knows nothing of it", where=str(config.paths.state), hint=hint)


def sent_with_claim(config: Config) -> Iterator[Issue]:
    """The issues that were really sent, newest first: each has the claim that was made when its send ended."""
    return (each for each in archive.newest_first(config.paths.issues) if each.status is Status.sent and each.claim)


def knows_of(ledger: Ledger, issue: Issue) -> bool:
    """Whether `ledger` sent `issue` to its end, or counts from a time after it."""
    # By the issue's own list id: the newsletter may have been renamed since.
    its = ledger.through(REAL, newsletter=issue.newsletter.list_id)
    token = issue.claim.token if issue.claim else ""
    return its.knows_claim(issue.id, token) or its.knows_claim(issue.id, adopted(token))


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
