"""The default without a server: real SMTP to a catcher on this machine that files each message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from digest.config.schema import Server
from digest.sender.catcher import Catcher
from digest.sender.transports import Outlet, Supply, smtp


@contextmanager
def open_supply(outlet: Outlet) -> Iterator[Supply]:
    """SMTP connections to a catcher that lives as long as the context."""
    with Catcher(outlet.outbox, label=outlet.label) as catcher:
        server = Server(host=catcher.host, port=catcher.port, security="none")
        yield lambda: smtp.SMTPTransport(server, timeout=outlet.timeout, hello="localhost")
