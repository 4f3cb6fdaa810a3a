"""Send an issue to everyone who waits for it, or a test of it to a few."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from digest.config.schema import SendingConfig
from digest.errors import ConfigError, Refused, ServerError
from digest.models import Recipient, State, Submission
from digest.sender.address import wire
from digest.sender.audience import check_recipient
from digest.sender.compose import Compiled
from digest.sender.ledger import Ledger
from digest.sender.loop import Loop
from digest.sender.port import Port
from digest.sender.standing import Counts
from digest.sender.tally import Progress
from digest.sender.transports import ConnectionLost, Supply


def send_issue(
    compiled: Compiled,
    *,
    ledger: Ledger,
    transport_factory: Supply,
    recipients: Iterable[Recipient],
    sending: SendingConfig,
    issue_id: str,
    now: Callable[[], datetime],
    on_progress: Progress | None = None,
    on_start: Callable[[], None] | None = None,
) -> Counts:
    """Submit `compiled` to everyone of its snapshot who is pending; `send` with an event loop of its own.

    Ctrl-C and SIGTERM finish the messages in flight; a second Ctrl-C raises KeyboardInterrupt at once.
    """
    return asyncio.run(
        send(
            compiled,
            ledger=ledger,
            transport_factory=transport_factory,
            recipients=recipients,
            sending=sending,
            issue_id=issue_id,
            now=now,
            on_progress=on_progress,
            on_start=on_start,
        )
    )


async def send(
    compiled: Compiled,
    *,
    ledger: Ledger,
    transport_factory: Supply,
    recipients: Iterable[Recipient],
    sending: SendingConfig,
    issue_id: str,
    now: Callable[[], datetime],
    on_progress: Progress | None = None,
    on_start: Callable[[], None] | None = None,
) -> Counts:
    """Submit `compiled` to everyone of its snapshot who is pending; safe to call again at any time.

    `recipients` are taken down in the ledger by the first call for `issue_id`, after the server has let us in, and
    not read by later ones; then `on_start` is called, before the first mail leaves. Raises Refused when another process
    is sending this newsletter or an earlier call mailed another content, SendingIncomplete when somebody is left,
    ServerError when the server is why, ConfigError when there is nobody to send to.
    """
    loop = Loop(compiled, ledger, transport_factory, sending, issue_id, now, on_progress)
    with ledger.alone():
        begun = ledger.start(issue_id)
        if begun and begun.content != compiled.content:
            if ledger.has_mailed(issue_id):
                hint = (
                    "put issue.json, email.html and email.txt of the issue back as they were, e.g. from version control"
                )
                raise Refused("this is not what the first readers were sent", where=issue_id, hint=hint)
            ledger.forget(issue_id)  # it was killed before its first mail, and the issue was planned anew since
            begun = None
        try:
            if not begun:
                await loop.connect()
                ledger.snapshot(issue_id, recipients, content=compiled.content, at=now())
            if not ledger.has_recipients(issue_id):
                hint = "add readers to the subscribers file"
                raise ConfigError("there is nobody to send to", where=issue_id, hint=hint)
            if on_start:
                on_start()
            await loop.run()
        finally:
            await loop.close()
        return loop.outcome()


def submit_test(
    compiled: Compiled, recipients: Iterable[Recipient], *, transport_factory: Supply, now: Callable[[], datetime]
) -> tuple[Submission, ...]:
    """Submit a test of the issue to `recipients`, without any ledger; what the server said of each.

    Raises ConfigError for a malformed address before any mail leaves, ServerError as `submit_messages` does.
    """
    if not compiled.test:
        raise ValueError("compile it with test=True: a test must not pass for the issue")
    checked = [check_recipient(recipient) for recipient in recipients]
    letters = ((compiled.sender, wire(each.address), compiled.message(each, date=now())) for each in checked)
    return asyncio.run(submit_messages(letters, transport_factory))


async def submit_messages(letters: Iterable[tuple[str, str, bytes]], supply: Supply) -> tuple[Submission, ...]:
    """Submit each (sender, recipient, message), both addresses as on the wire, without any ledger.

    What the server said of each: a message that it has not taken as the connection was lost is deferred, and the next
    one goes over a new connection. Raises ServerError when no message can go, unless it has said something of one: it
    may not go a second time, so the others are deferred.
    """
    port, said, failure = Port(supply, most=sys.maxsize), [], ""
    try:
        for sender, recipient, message in letters:
            try:
                if not failure:
                    said.append(await _submit(port, sender, recipient, message))
                    continue
            except ServerError as error:
                if not said:
                    raise
                failure = error.message
            said.append(Submission(recipient, State.deferred, 0, failure))
    finally:
        await port.close()
    return tuple(said)


async def _submit(port: Port, sender: str, recipient: str, message: bytes) -> Submission:
    while True:
        await port.open()
        try:
            said = await port.submit(sender, recipient, message, cleared=_granted())
        except ConnectionLost as error:
            if error.idle:  # the server closed it after the message before
                continue
            return Submission(recipient, State.deferred, 0, str(error))
        if said.state is State.unknown:
            await port.close()  # nothing more is heard on it
        return said


def _granted() -> asyncio.Future[bool]:
    """A claim that needs no ledger."""
    future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    future.set_result(True)
    return future
