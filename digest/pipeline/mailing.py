"""What a send mails, and to whom: found, refused, rendered and written before the first mail leaves."""

from __future__ import annotations

from dataclasses import dataclass

from digest import archive
from digest.config import Config
from digest.errors import Refused
from digest.models import Email, Issue
from digest.pipeline.begin import audience_of
from digest.pipeline.forecast import still_waiting
from digest.pipeline.in_line import in_line, taken_out
from digest.pipeline.occasions import has_gone
from digest.pipeline.output import rendered, sent_email, write_email
from digest.pipeline.refusals import refuse_outbox, refuse_to_begin, refuse_unready
from digest.sender import Audience, Ledger, Start, content_hash


@dataclass(frozen=True)
class Mailing:
    """What is mailed, and to whom: nobody new when the send has begun, for then the ledger knows who is left.

    `taken_out` says which ads `issue` has lost, as they may run no more since it was planned.
    """

    issue: Issue
    email: Email
    audience: Audience | None = None
    taken_out: tuple[str, ...] = ()


def find_mailing(
    config: Config, issue: Issue, checked: Email | None, ledger: Ledger, *, force: bool, lost: bool = False
) -> Mailing | None:
    """What is left to be mailed of `issue`, its files written; None when that is nothing.

    `checked` is what was rendered and checked of it, where a run has: it is rendered anew where an ad may run no more,
    or its number is taken, since then; where the ledger is `lost`, others have it as it is. Raises Refused as `send`
    does, and ConfigError as `in_line`.
    """
    file_shows = _forget_other_trial(config, issue, checked, ledger)
    start = ledger.start(issue.id)
    if start is None or (ledger.live and not ledger.has_mailed(issue.id)):
        refuse_to_begin(config, issue, ledger, force=force)
        if ledger.live:
            refuse_outbox(config, issue)
        return _first(config, issue if lost else in_line(config, issue), former=issue, file_shows=file_shows)
    if not still_waiting(config, ledger, issue):
        _refuse_other(config, issue, file_shows, start)
        return None
    if ledger.live:
        refuse_outbox(config, issue)
        refuse_unready(config, issue, force=force)
    return Mailing(issue, sent_email(config, issue))


def _first(config: Config, issue: Issue, *, former: Issue, file_shows: Email | None) -> Mailing:
    """What a send of `issue` begins with, its files written. `former` is what its file has, and `file_shows` what that
    is rendered as, where it is known."""
    audience = audience_of(config)
    if issue is not former:
        archive.write_issue(config.paths.issues, issue)
    email = file_shows if file_shows and issue is former else rendered(config, issue)
    write_email(config, issue, email)
    return Mailing(issue, email, audience, taken_out(issue))


def _refuse_other(config: Config, issue: Issue, file_shows: Email | None, start: Start) -> None:
    """Refuse to call an issue sent of which readers have another content than its file: it went out from elsewhere."""
    if has_gone(config, issue) or content_hash(file_shows or rendered(config, issue), issue.mark) == start.content:
        return
    hint = "put issue.json, email.html and email.txt of the issue back as they were, e.g. from version control"
    raise Refused("this is not what its readers were sent", where=issue.id, hint=hint)


def _forget_other_trial(config: Config, issue: Issue, checked: Email | None, ledger: Ledger) -> Email | None:
    """Forget a trial of something else than the issue is now; what it is rendered as, as it stands, where that is
    known."""
    start = None if ledger.live else ledger.start(issue.id)
    if start is None:
        return checked
    file_shows = checked or rendered(config, issue)
    if start.content != content_hash(file_shows, issue.mark):
        ledger.forget(issue.id)
    return file_shows
