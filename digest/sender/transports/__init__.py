"""How messages leave: one connection is one Transport, and each module here opens a supply of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from digest.config.schema import SendingConfig, Server
from digest.errors import ConfigError, ServerError
from digest.models import Submission
from digest.registry import find, names, suggestion

WHERE = "[sending] transport"


class Transport(Protocol):
    """One connection to whatever takes messages."""

    async def connect(self) -> None:
        """Be ready to submit. Raises Unreachable when trying again may help, ServerError when it will not."""
        ...

    async def submit(self, sender: str, recipient: str, message: bytes, *, cleared: Awaitable[bool]) -> Submission:
        """Hand over one message (CRLF line ends); both addresses are as on the wire.

        What makes the message count (SMTP: the final dot) leaves only after `cleared` has given True: then its claim
        is on disk. Where it gives False the message is given up: raises Withdrawn.

        The result is never pending or claimed, and its address is `recipient` as given. `unknown` means that the
        message was given to the network to its end and no answer came: how much of it got there nobody can tell. Raises
        ConnectionLost when it certainly was not taken, ServerError when no message would be; the transport must
        then be connected anew.
        """
        ...

    async def close(self) -> None:
        """Let go of the connection; never raises for what the other side does."""
        ...


class ConnectionLost(Exception):
    """The message in hand certainly was not taken, for a reason that lies with the server or the network.

    `idle`: the connection had gone before the message began. `busy`: the server has too much to do (421).
    """

    def __init__(self, reason: str, *, idle: bool = False, busy: bool = False) -> None:
        super().__init__(reason)
        self.idle = idle
        self.busy = busy


class Withdrawn(Exception):
    """The message was given up before its end: it may not be sent."""


class Unreachable(ServerError):
    """The server cannot be reached now; it may be later."""


Supply = Callable[[], Transport]
"""Makes one unconnected transport a call."""


@dataclass(frozen=True)
class Outlet:
    """What a transport may need to know: the server, the outbox folder, what its files are labelled with."""

    outbox: Path
    label: str
    server: Server | None = None
    timeout: float = 60.0


def transport_name(sending: SendingConfig, *, server: Server | None) -> str:
    """The name of the configured transport: "auto" is `smtp` when a server is configured, else `outbox`.

    Raises ConfigError when there is none of that name.
    """
    name = sending.transport
    if name == "auto":
        return "smtp" if server else "outbox"
    if ":" not in name and name not in (known := names(__name__)):
        raise ConfigError(f'there is no "{name}"', where=WHERE, hint=suggestion(name, ("auto", *known)))
    return name


def open_transport(
    sending: SendingConfig, *, server: Server | None, outbox: Path, label: str
) -> AbstractContextManager[Supply]:
    """A supply of the configured transport, for as long as the context lasts.

    `label` (an issue id or a date) begins the names of the files in `outbox`. Raises ConfigError when the
    transport cannot be had.
    """
    name = transport_name(sending, server=server)
    opened: Callable[[Outlet], AbstractContextManager[Supply]] = find(
        __name__, name, "open_supply", among=names(__name__), where=WHERE
    )
    return opened(Outlet(outbox=outbox, label=label, server=server, timeout=sending.timeout.total_seconds()))
