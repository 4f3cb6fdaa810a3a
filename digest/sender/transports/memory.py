"""Keeps messages in memory, for tests and measurements: nothing leaves this machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

from digest.models import State, Submission
from digest.sender.transports import Outlet, Withdrawn

KEPT = 1000
"""How many messages are kept, the newest: a million would fill the machine."""


class Memory:
    """Takes every message; all connections of one supply share `messages`, of (sender, recipient, message)."""

    def __init__(self) -> None:
        self.messages: deque[tuple[str, str, bytes]] = deque(maxlen=KEPT)

    def __call__(self) -> Memory:
        """One more connection."""
        return self

    async def connect(self) -> None:
        """Be ready at once."""

    async def submit(self, sender: str, recipient: str, message: bytes, *, cleared: Awaitable[bool]) -> Submission:
        """Keep the message."""
        if not await cleared:
            raise Withdrawn
        self.messages.append((sender, recipient, message))
        return Submission(recipient, State.accepted, 250, "kept in memory")

    async def close(self) -> None:
        """Keep what was taken."""


@contextmanager
def open_supply(_outlet: Outlet) -> Iterator[Memory]:
    """A supply whose `messages` can be read afterwards."""
    yield Memory()
