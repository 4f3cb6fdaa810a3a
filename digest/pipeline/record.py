"""Which ledger a newsletter's config names, and which record in it an issue's send goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from digest.config import Config
from digest.models import Email, Issue, Status
from digest.sender import OUTBOX, Ledger, content_hash, transport_name

FILE = "ledger.db"
REAL = "smtp"
"""The transport of the sends that count: of those through a mail server."""


def open_ledger(config: Config, newsletter: str = "") -> Ledger:
    """The ledger of the newsletter with the list id `newsletter` (by default the config's), made when absent."""
    url = config.database_url.get_secret_value() if config.database_url else None
    place = url or config.paths.records / FILE
    return Ledger.open(place, newsletter=newsletter or config.newsletter.list_id, transport=transport(config))


def has_ledger(config: Config) -> bool:
    """Whether there may be something in the ledger."""
    return config.database_url is not None or (config.paths.records / FILE).exists()


@contextmanager
def record_of(config: Config, issue: Issue) -> Iterator[Ledger]:
    """The ledger for the send of `issue` that counts: the real one where mails may have left, as its file or the ledger
    says, else the configured transport's.

    What went to the outbox mailed nobody, so it never stands in the way of a real send; but once mails have left, the
    outbox is no way to send the issue any more.
    """
    # By the issue's own list id: the newsletter may have been renamed since.
    with open_ledger(config, issue.newsletter.list_id) as ledger:
        real = ledger.through(REAL)
        yield real if not ledger.live and (issue.may_have_left or real.started(issue.id)) else ledger


def of_issue(ledger: Ledger, issue: Issue) -> Ledger:
    """`ledger` for the real send of `issue`, by the issue's own list id: the newsletter may have been renamed since."""
    return ledger.through(REAL, newsletter=issue.newsletter.list_id)


def transport(config: Config) -> str:
    """The name of the configured transport."""
    return transport_name(config.sending, server=config.server)


def is_live(config: Config) -> bool:
    """Whether mail would leave this machine."""
    return transport(config) != OUTBOX


def real_content(config: Config, issue: Issue) -> str | None:
    """The content hash of the real send of `issue`, or None when nothing of it has left. Changes nothing."""
    if not has_ledger(config):
        return None
    with record_of(config, issue) as ledger:
        start = ledger.start(issue.id) if ledger.live and ledger.has_mailed(issue.id) else None
    return start.content if start else None


def has_mailed(config: Config, issue: str) -> bool:
    """Whether the real ledger knows of mails of the issue with the id `issue`, whatever the issue's file says."""
    if not has_ledger(config):
        return False
    with open_ledger(config) as ledger:
        return ledger.through(REAL).has_mailed(issue)


def has_left(config: Config, issue: Issue) -> bool:
    """Whether mails of `issue`, which has gone out or begun to, have left; a claim is only a promise that they do, and
    may be lifted. A trial has left as far as it goes."""
    return issue.status is not Status.sending or real_content(config, issue) is not None


def token_of(issue: Issue) -> str:
    """What a ledger knows the last claim of `issue` by."""
    return issue.claim.token if issue.claim else ""


def adopted(token: str) -> str:
    """What a ledger takes down in place of a claim's `token` that it was not there for.

    Not the token itself: who has that issue it still does not know, so it must never go on sending it.
    """
    return f"adopted {token}"


def given_up(token: str) -> str:
    """The same of a send that a person has given up as its ledger is lost. It says nothing of other issues, nor of who
    must not be mailed."""
    return f"given up {token}"


def is_unknown(issue: Issue, ledger: Ledger) -> bool:
    """Whether mails of `issue` may have left of which `ledger`, its `record_of`, knows nothing."""
    if not issue.may_have_left:
        return False
    return not (ledger.knows_claim(issue.id, issue.claim.token) if issue.claim else ledger.started(issue.id))


def has_begun(config: Config, issue: Issue, render: Callable[[], Email]) -> bool:
    """Whether a send of `issue` has begun that goes on: a real one, unless a person said that nobody more is mailed, or
    a trial of what `render` gives now."""
    if not has_ledger(config):
        return False
    with record_of(config, issue) as ledger:
        start = ledger.start(issue.id)
        if start is None or ledger.live:
            return start is not None and ledger.has_mailed(issue.id) and not _is_over(issue, ledger)
        return start.content == content_hash(render(), issue.mark)


def _is_over(issue: Issue, ledger: Ledger) -> bool:
    """Whether a person has said that nobody more is mailed of a send whose ledger is lost."""
    said = (adopted(issue.claim.token), given_up(issue.claim.token)) if issue.claim else ()
    return issue.status is Status.sent and any(ledger.knows_claim(issue.id, token) for token in said)
