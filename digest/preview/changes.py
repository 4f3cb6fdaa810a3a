"""Tells every open page of the studio when a file changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator


class Changes:
    """Who waits for a change, and that nobody need wait any more."""

    def __init__(self) -> None:
        self.waiting: set[asyncio.Event] = set()
        self.closing = False

    def announce(self) -> None:
        """Wake every open page."""
        for event in self.waiting:
            event.set()

    def close(self) -> None:
        """End every open stream, so that the server can stop."""
        self.closing = True
        self.announce()

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events: one `change` for each announcement, until closed."""
        event = asyncio.Event()
        self.waiting.add(event)
        try:
            yield ": open\n\n"
            while not self.closing:  # also of one that is opened when all others have been ended
                await event.wait()
                event.clear()
                if not self.closing:
                    yield "event: change\ndata: \n\n"
        finally:
            self.waiting.discard(event)
