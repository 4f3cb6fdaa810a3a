"""The issues: the last one went out to its end, and none was missed."""

from __future__ import annotations

from collections.abc import Iterator

from digest import archive
from digest.config import Config
from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning
from digest.errors import Refused
from digest.models import Issue, Status
from digest.pipeline import status
from digest.pipeline.occasions import occasion_of
from digest.pipeline.record import has_ledger, record_of
from digest.pipeline.refusals import refuse_unknown
from digest.schedule import has_fixed_day, occasions
from digest.sender import again, why

RANK = 70


def look(patient: Patient) -> Iterator[Sign]:
    """No send is half done, no issue that was due stayed unsent, and the ledger knows of what went out."""
    config = patient.config
    ids = archive.issue_ids(config.paths.issues)
    if not ids:
        yield fine("there is none yet")
        return
    issues = [archive.read_issue(config.paths.issues / name / archive.FILE) for name in ids]
    signs = [*_half_sent(patient, issues), *_missed(patient, issues), *_held(patient, issues)]
    yield from signs or [fine(f"{counted(len(ids), 'issue')}, the last {ids[-1]}: {issues[-1].status.value}")]


def _half_sent(patient: Patient, issues: list[Issue]) -> Iterator[Sign]:
    config = patient.config
    for issue in issues:
        if issue.status is not Status.sending:
            continue
        if patient.offline and config.database_url:
            yield fault(f"{issue.id} is half sent", f"`digest send {issue.id}` goes on where it was")
        elif unknown := _unknown(config, issue):
            yield unknown
        else:
            stand, resend = status(config, issue), config.sending.on_unknown == "resend"
            left = f"{stand.counts.left(resend=resend)} of {stand.counts.recipients} are left"
            left += why(stand.counts, stand.replies[:1])
            yield fault(f"the send of {issue.id} was interrupted: {left}", again(issue.id, stand.counts, resend=resend))


def _unknown(config: Config, issue: Issue) -> Sign | None:
    """Where mails may have left of which the ledger knows nothing: what a send would say."""
    if not has_ledger(config):
        remedy = "restore the ledger that sent it (state/, or DIGEST_DATABASE_URL): who has it is known there only"
        return fault(f"{issue.id} is half sent, and the ledger has no record of it", remedy)
    with record_of(config, issue) as ledger:
        try:
            refuse_unknown(config, issue, ledger)
        except Refused as error:
            return fault(error.message, error.hint)
    return None


def _missed(patient: Patient, issues: list[Issue]) -> Iterator[Sign]:
    """The last issue that was due, where its time is over: no run has been called since, or one that came too late."""
    config, zone = patient.config, patient.config.newsletter.timezone
    if not has_fixed_day(config.schedule):
        return
    remedy = "does whatever calls `digest run` still do so? Its stories come with the next issue"
    last, newest = next(occasions(config.schedule, zone, now=patient.moment)), issues[-1]
    gone = any(issue.id == last.issue and issue.status is not Status.planned for issue in issues)
    if last.closes < patient.moment and not gone and issues[0].date < last.day:
        yield warning(f"{last.issue} was due on {last.day:%A, %Y-%m-%d} and did not go out", remedy)
    elif newest.skip and newest.skip.at > occasion_of(config, newest).closes:
        yield warning(f"{newest.id} did not go out: {newest.skip.reason}", remedy)


def _held(patient: Patient, issues: list[Issue]) -> Iterator[Sign]:
    """An issue whose time runs out while it is on hold."""
    for issue in issues:
        closes = occasion_of(patient.config, issue).closes
        if issue.status is Status.planned and issue.review.state == "held" and patient.moment <= closes:
            why = f": {issue.review.reason}" if issue.review.reason else ""
            yield warning(f"{issue.id} is on hold{why}", f"`digest approve {issue.id}` lets it go out at its time")
