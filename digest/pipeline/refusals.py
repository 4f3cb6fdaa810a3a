"""Why an issue may not be mailed: it is not ready, or nobody here knows whom it has reached."""

from __future__ import annotations

from collections.abc import Iterator

from digest import archive, schedule
from digest.config import Config
from digest.errors import Refused
from digest.models import Issue, Status
from digest.pipeline.clock import present
from digest.pipeline.occasions import is_over, occasion_of
from digest.pipeline.record import adopted, is_live, is_unknown, of_issue, token_of
from digest.pipeline.repeats import refuse_repeats
from digest.sender import Ledger


def refuse_known(config: Config, issue: Issue, ledger: Ledger) -> None:
    """Refuse to treat the ledger of `issue` as lost that knows all about it."""
    if is_unknown(issue, ledger):
        return
    begun = issue.may_have_left
    problem = "its ledger is not lost: it knows of the last mails" if begun else "no mail of it has left"
    hint = f"`digest send {issue.id}{_late(config, issue)}` " + ("mails whoever is left" if begun else "sends it")
    raise Refused(problem, where=issue.id, hint=hint)


def refuse_resend(config: Config, issue: Issue, ledger: Ledger, *, force: bool) -> None:
    """Refuse to mail those of whom `ledger` knows nothing, as the one that sent `issue` is lost: while no person has
    said with `adopt` that this one counts, it knows of nobody who must not be mailed. Raises Refused."""
    refuse_outbox(config, issue)
    if not _is_adopted(issue, ledger):
        problem = "this ledger does not know who must not be mailed: that stood in the lost one"
        raise Refused(problem, where=issue.id, hint=_way_to_resend(config, issue, ledger))
    refuse_unready(config, issue, force=force, lost=True)


def refuse_to_begin(config: Config, issue: Issue, ledger: Ledger, *, force: bool) -> None:
    """Refuse to mail the first reader of `issue`: it is not ready, or `ledger` is another one than that which sent the
    last issue. Raises Refused."""
    refuse_unready(config, issue, force=force)
    if not (force or issue.may_have_left):
        refuse_repeats(config, issue)
    refuse_strange(config, ledger, besides=issue.id)


def refuse_unready(config: Config, issue: Issue, *, force: bool = False, lost: bool = False) -> None:
    """Refuse to mail an issue that has nothing in it; also one that is on hold or too old to be news, unless with
    `force`. One that has begun to go out cannot be on hold, but it gets old, too; its ledger may be `lost`."""
    begun = issue.may_have_left
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
        said = " --ledger-lost resend" if lost else ""
        left = f"`digest send {issue.id}{said} --force` mails those who are left all the same"
        hint = (
            left if begun else "plan a new one, set [schedule] not_after higher, or send it all the same with --force"
        )
        raise Refused(f"{issue.id} is too late: it was to be sent by {closed}", hint=hint)


def refuse_unknown(config: Config, issue: Issue, ledger: Ledger) -> None:
    """Refuse to send an issue of which mails may have left that `ledger` has no record of."""
    if not is_unknown(issue, ledger):
        return
    if issue.claim and ledger.started(issue.id):
        problem = f"this ledger is older than the last mails of {issue.id} ({issue.claim.at:%Y-%m-%d %H:%M} UTC)"
    else:
        problem = f"{issue.id} is {issue.status.value}, but the ledger has no record of it"
    by = f" ({issue.claim.by})" if issue.claim and issue.claim.by else ""
    lost = f"If it is lost, and no `digest` still runs that has it open: {ways_on(config, issue, ledger)}"
    hint = f"restore the ledger that sent it{by}. {lost}"
    raise Refused(problem, where=str(config.paths.records), hint=hint)


def ways_on(config: Config, issue: Issue, ledger: Ledger) -> str:
    """What a person may do with `issue`, of which `ledger` does not know who has it, as that which does is lost."""
    skip = f"`digest send {issue.id} --ledger-lost skip` mails nobody more"
    return f"{skip}. To mail all of whom this one knows nothing: {_way_to_resend(config, issue, ledger)}"


def _way_to_resend(config: Config, issue: Issue, ledger: Ledger) -> str:
    """All the commands, in their order, that mail those of whom `ledger` knows nothing."""
    resend = f"`digest send {issue.id} --ledger-lost resend{_late(config, issue)}`"
    if _is_adopted(issue, ledger):
        return resend
    restored = "put who must not be mailed, if anybody, on its list (`digest suppress import FILE`)"
    return f"{restored}, say that it counts (`digest adopt`), then {resend}"


def _late(config: Config, issue: Issue) -> str:
    """The option that a send of `issue` needs by now."""
    return " --force" if is_over(config, occasion_of(config, issue), now=present(config)) else ""


def _is_adopted(issue: Issue, ledger: Ledger) -> bool:
    """Whether a person has said that `ledger`, its `record_of`, counts, though another one has begun to send it."""
    return ledger.knows_claim(issue.id, adopted(token_of(issue)))


def refuse_outbox(config: Config, issue: Issue) -> None:
    """Refuse to file in the outbox what is to be mailed: mails of `issue` may have left."""
    if not is_live(config):
        problem = f"{issue.id} goes out through a mail server, and now there is only the outbox"
        raise Refused(problem, hint="set the mail server again (SMTP_URL in .env), then run this again")


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
    its = of_issue(ledger, issue)
    return its.knows_claim(issue.id, token_of(issue)) or _is_adopted(issue, its)
