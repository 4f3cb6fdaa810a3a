"""A rendered issue and an audience → accepted mail, recorded recipient by recipient."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest import archive
from digest.config import Config
from digest.errors import ConfigError, Refused
from digest.models import Email, Issue, Status, Submission
from digest.pipeline.output import rendered
from digest.pipeline.progress import Progress, silent
from digest.sender import (
    Compiled,
    Counts,
    Ledger,
    Supply,
    Suppression,
    check_address,
    compile_message,
    normalise,
    open_transport,
    read_audience,
    send_issue,
    sending_alone,
    signing_key,
    submit_test,
    transport_name,
)

LEDGER = "ledger.db"


@dataclass(frozen=True)
class SendResult:
    """How the send of an issue stands. `outbox` is where the mails are when no server was used."""

    issue: Issue
    counts: Counts
    server: str
    outbox: Path | None = None
    problems: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same for `--json`."""
        return {
            "issue": self.issue.id,
            "status": self.issue.status.value,
            "subject": self.issue.subject,
            "counts": asdict(self.counts),
            "server": self.server,
            "outbox": str(self.outbox) if self.outbox else None,
            "problems": list(self.problems),
        }


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


def send(config: Config, issue: Issue, *, progress: Progress = silent) -> SendResult:
    """Submit `issue` to every recipient who has not been accepted. Safe to call again at any time.

    The issue file says `sending` before the first mail leaves and `sent` after the last. Raises Refused when another
    send is under way, or when mails have left of which this ledger knows nothing; SendingIncomplete when somebody
    is left.
    """
    email = rendered(config, issue)
    with sending_alone(config.paths.state), _ledger(config) as ledger:
        _known_to(ledger, issue, config)
        audience = read_audience(config.audience)
        if not (audience.recipients or ledger.started(issue.id)):
            # Before the ledger takes down an audience of nobody, which later runs would keep to.
            hint = "add readers: a line each"
            raise ConfigError("there is nobody to send to", where=str(config.audience.file), hint=hint)
        compiled = _compile(config, issue, email)
        total = ledger.counts(issue.id).recipients or len(audience.recipients)

        def seen(counts: Counts, said: Submission) -> None:
            done = counts.recipients - counts.pending
            progress("send", done=done, total=counts.recipients, detail=f"{said.state.value} {said.address}")

        def start() -> None:
            nonlocal issue
            if issue.status is Status.planned:
                issue = _marked(config, issue, Status.sending)

        progress("send", total=total)
        with _open(config, issue.id) as supply:
            counts = send_issue(
                compiled,
                ledger=ledger,
                transport_factory=supply,
                recipients=audience.recipients,
                sending=config.sending,
                issue_id=issue.id,
                now=_now,
                on_progress=seen,
                on_start=start,
            )
        progress("send", done=counts.recipients, total=counts.recipients, detail=f"{counts.accepted} accepted")
        if issue.status is not Status.sent:
            issue = _marked(config, issue, Status.sent)
    return _result(config, issue, counts, problems=audience.problems)


def forecast(config: Config, issue: Issue) -> Forecast:
    """Who would be mailed by `send`, and through what. Changes nothing."""
    audience = read_audience(config.audience)
    pending = len(audience.recipients)
    if _has_ledger(config):
        with _ledger(config) as ledger:
            if ledger.started(issue.id):
                counts = ledger.counts(issue.id)
                again = counts.unknown if config.sending.on_unknown == "resend" else 0
                pending = counts.pending + counts.deferred + again
            else:
                stopped = {row.address for row in ledger.suppressions()}
                pending = sum(normalise(each.address) not in stopped for each in audience.recipients)
    return Forecast(
        issue=issue,
        pending=pending,
        server=_server(config),
        live=_transport(config) == "smtp",
        problems=audience.problems,
    )


def status(config: Config, issue: Issue) -> SendResult:
    """How far the send of `issue` has come. Changes nothing."""
    counts = Counts()
    if _has_ledger(config):
        with _ledger(config) as ledger:
            counts = ledger.counts(issue.id)
    return _result(config, issue, counts)


def test(config: Config, issue: Issue, addresses: Sequence[str]) -> tuple[Submission, ...]:
    """Submit `issue`, marked as a test, to `addresses`; what the server said of each. Writes no state."""
    compiled = _compile(config, issue, rendered(config, issue), is_test=True)
    with _open(config, f"test-{issue.id}") as supply:
        return submit_test(compiled, addresses, transport_factory=supply, now=_now)


def suppress(config: Config, addresses: Sequence[str], *, reason: str) -> str:
    """Never mail `addresses` again; says how many there are now."""
    with _ledger(config) as ledger:
        for address in addresses:
            ledger.suppress(_checked(address), reason=reason, at=_now())
        total = sum(1 for _ in ledger.suppressions())
    return f"{len(addresses)} suppressed ({reason}); {total} on the list."


def unsuppress(config: Config, addresses: Sequence[str]) -> str:
    """Mail `addresses` again."""
    with _ledger(config) as ledger:
        removed = sum(ledger.unsuppress(address) for address in addresses)
    return f"{removed} of {len(addresses)} taken off the list."


def suppressions(config: Config) -> tuple[Suppression, ...]:
    """The suppression list, by address. Changes nothing."""
    if not _has_ledger(config):
        return ()
    with _ledger(config) as ledger:
        return tuple(ledger.suppressions())


def import_suppressions(config: Config, file: Path, *, reason: str) -> str:
    """Suppress every address of a CSV file; its column `reason` counts where it has one."""
    columns = config.audience.model_copy(update={"file": file})
    rows = read_audience(columns)
    with _ledger(config) as ledger:
        for row in rows.recipients:
            ledger.suppress(row.address, reason=row.fields.get("reason") or reason, at=_now())
    left = f"; {len(rows.problems)} rows left out: {rows.problems[0]}" if rows.problems else ""
    return f"{len(rows.recipients)} suppressed{left}."


def _known_to(ledger: Ledger, issue: Issue, config: Config) -> None:
    """Refuse to start over an issue of which mails have left that this ledger has no record of."""
    if issue.status is not Status.planned and not ledger.started(issue.id):
        raise Refused(
            f"{issue.id} is {issue.status.value}, but the ledger has no record of it",
            where=str(config.paths.state),
            hint="restore the ledger that sent it. To send it anew all the same, plan it again under another date",
        )


def _compile(config: Config, issue: Issue, email: Email, *, is_test: bool = False) -> Compiled:
    # A test must write no state, so it uses the key only if there is one: its links need not work.
    keyless = is_test and not (config.secret or (config.paths.state / "secret.key").exists())
    return compile_message(
        email,
        mark=issue.mark,
        newsletter=issue.newsletter,
        issue_id=issue.id,
        secret=b"test" if keyless else signing_key(config.secret, config.paths.state),
        audience=config.audience,
        test=is_test,
    )


def _marked(config: Config, issue: Issue, status: Status) -> Issue:
    marked = issue.model_copy(update={"status": status})
    archive.write_issue(config.paths.issues, marked)
    return marked


def _result(config: Config, issue: Issue, counts: Counts, *, problems: tuple[str, ...] = ()) -> SendResult:
    outbox = config.paths.outbox if _transport(config) == "outbox" else None
    return SendResult(issue=issue, counts=counts, server=_server(config), outbox=outbox, problems=problems)


def _transport(config: Config) -> str:
    return transport_name(config.sending, server=config.server)


def _server(config: Config) -> str:
    if _transport(config) == "smtp" and config.server:
        return f"{config.server.host}:{config.server.port}"
    return f"the {_transport(config)} on this machine"


def _open(config: Config, label: str) -> AbstractContextManager[Supply]:
    return open_transport(config.sending, server=config.server, outbox=config.paths.outbox, label=label)


def _has_ledger(config: Config) -> bool:
    return config.database_url is not None or (config.paths.state / LEDGER).exists()


def _ledger(config: Config) -> Ledger:
    url = config.database_url.get_secret_value() if config.database_url else None
    return Ledger.open(url or config.paths.state / LEDGER)


def _checked(address: str) -> str:
    try:
        return check_address(address)
    except ValueError as error:
        raise ConfigError(f'"{address}" is not a mail address: {error}') from None


def _now() -> datetime:
    return datetime.now(UTC)
