"""Whose turn it is: fresh recipients in the snapshot's order, the deferred when they are due, all at the right pace."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from datetime import datetime

from digest.sender.ledger import Ledger
from digest.sender.pace import Pace
from digest.sender.standing import Waiting

PAGE = 500
"""Recipients that are read from the ledger at once."""
LOOKAHEAD = 5000
"""How many are held while they wait for their domain's turn, at most."""

LONG = 60.0
"""Seconds after which a wait looks at the clock again: it may have been set, or the machine have slept."""


class Turns:
    """Hands out each recipient once; what it holds does not grow with the audience."""

    def __init__(self, ledger: Ledger, issue: str, *, pace: Pace, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._issue = issue
        self._pace = pace
        self._now = now
        self._queues: dict[str, deque[Waiting]] = {}
        self._after = -1
        self._all_read = False
        self._next_try = ledger.next_try(issue)
        self._out: set[int] = set()
        """Positions of those who were handed out and whose verdict is not on disk yet."""
        self._retrying: set[int] = set()
        """Positions of the deferred who were read for another try, until its verdict is on disk."""
        self._changed = asyncio.Event()

    def take(self) -> Waiting | float | None:
        """The next recipient; or the seconds after which to ask again; or None when nobody is left."""
        self._read_due()
        delay = self._pace.wait()
        free, waits = None, [delay]
        if not delay:
            free, waits = self._free()
            while free is None and self._read_page():
                free, waits = self._free()
        if free is not None:
            self._pace.start(free)
            waiting = self._queues[free].popleft()
            self._out.add(waiting.position)
            return waiting
        if any(self._queues.values()) or not self._all_read:
            return min(waits)
        if self._retrying:  # they are all under way: a verdict wakes who waits
            return LONG
        if self._next_try is not None:
            return max(0.0, (self._next_try - self._now()).total_seconds())
        return LONG if self._out else None

    def put_back(self, waiting: Waiting) -> None:
        """This one could not be tried and is the next one again."""
        self._out.discard(waiting.position)
        self._queue(waiting).appendleft(waiting)
        self._changed.set()

    def done(self, waiting: Waiting, *, next_try_at: datetime | None = None) -> None:
        """This one has a verdict, which is on disk; perhaps a next try."""
        self._out.discard(waiting.position)
        self._retrying.discard(waiting.position)
        if next_try_at is not None:
            self._next_try = min(self._next_try or next_try_at, next_try_at)
        self._changed.set()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        self._changed.set()

    async def change(self, delay: float) -> None:
        """Wait until `take` may say something else, `delay` seconds at most."""
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(delay, LONG)):
                await self._changed.wait()

    def _free(self) -> tuple[str | None, list[float]]:
        """The limit whose queue has the first recipient that may start now; and how long the queues have to wait."""
        waits = {limit: self._pace.wait(limit) for limit, queue in self._queues.items() if queue}
        free = [limit for limit, wait in waits.items() if not wait]
        first = min(free, key=lambda limit: self._queues[limit][0].position, default=None)
        return first, list(waits.values())

    def _read_page(self) -> bool:
        """Read on in the snapshot; False when there is nothing more, or enough is held."""
        if self._all_read or sum(map(len, self._queues.values())) >= LOOKAHEAD:
            return False
        page = self._ledger.pending(self._issue, limit=PAGE, after=self._after)
        for waiting in page:
            self._queue(waiting).append(waiting)
        self._all_read = len(page) < PAGE
        if page:
            self._after = page[-1].position
        return bool(page)

    def _read_due(self) -> None:
        """Read the deferred whose time has come; they go first, for they have waited longest."""
        now = self._now()
        if self._next_try is None or self._next_try > now or self._retrying:
            return
        for waiting in reversed(self._ledger.due(self._issue, now=now, limit=PAGE)):
            self._retrying.add(waiting.position)
            self._queue(waiting).appendleft(waiting)
        if not self._retrying:
            self._next_try = self._ledger.next_try(self._issue)

    def _queue(self, waiting: Waiting) -> deque[Waiting]:
        return self._queues.setdefault(self._pace.limit_of(waiting.recipient.address), deque())
