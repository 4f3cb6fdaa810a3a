"""A transport that keeps what it takes in a list, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from digest.models import State, Submission
from digest.sender.transports import Outlet


class Memory:
    """Takes every message; all connections of one supply share one list of (sender, recipient, message)."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, bytes]] = []

    def __call__(self) -> Memory:
        return self

    async def connect(self) -> None:
        """Be ready at once."""

    async def submit(self, sender: str, recipient: str, message: bytes) -> Submission:
        """Keep the message."""
        self.messages.append((sender, recipient, message))
        return Submission(recipient, State.accepted, 250, "kept in memory")

    async def close(self) -> None:
        """Keep what was taken."""


@contextmanager
def open_supply(_outlet: Outlet) -> Iterator[Memory]:
    """A supply whose `messages` can be read afterwards."""
    yield Memory()
