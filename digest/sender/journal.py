"""Writes the claims and verdicts of all connections into the ledger, in as few durable commits as possible.

A commit waits for the disk (5 ms on a common SSD), so one for each claim and one for each verdict would allow a
hundred messages a second whatever the number of connections. Here whatever has come up while the last commit was
under way goes into the next one. A connection hands in the verdict on one message before the claim of its next, and
both are written in the order in which they came: the ledger never holds two open claims of one connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Self

from digest.errors import Refused, SendingIncomplete
from digest.sender.ledger import Ledger
from digest.sender.submissions import Batch, Claim, Verdict


class Journal:
    """The only writer of one run of a send, while the context lasts. Leaving it writes what is left.

    When the ledger fails, every claim fails with its error from then on, and so does leaving the context, which tries
    once more to write what is known of messages that have left.
    """

    def __init__(self, ledger: Ledger, issue: str, *, holder: str) -> None:
        self._ledger = ledger
        self._issue = issue
        self._holder = holder
        self._batch = Batch()
        self._waiting: list[asyncio.Future[bool]] = []
        self._settled: list[Callable[[], None]] = []
        self._more = asyncio.Event()
        self._closing = False
        self._failure: BaseException | None = None
        self._failed = Batch()
        """What was under way when the ledger failed."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work())
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._closing = True
        self._more.set()
        assert self._task is not None
        try:
            await self._task
            if self._failure is not None:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._rescue)
        finally:
            self._thread.shutdown()
        if error is None and self._failure is not None:
            raise self._failure

    def claim(self, address: str, *, message_id: str, at: datetime) -> asyncio.Future[bool]:
        """Whether this recipient may be sent their message: known as soon as the claim is on disk."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self._failure is not None:
            future.set_exception(self._failure)
            return future
        self._batch.claims.append(Claim(address, message_id, at))
        self._waiting.append(future)
        self._more.set()
        return future

    def settle(self, verdict: Verdict, *, then: Callable[[], None]) -> None:
        """Write what the server said about one who was claimed; `then` is called when it is on disk.

        That is at the latest when the next claim is granted.
        """
        self._batch.verdicts.append(verdict)
        self._settled.append(then)
        self._more.set()

    def release(self, address: str) -> None:
        """Give a claim back: the message certainly did not leave."""
        self._batch.released.append(address)
        self._more.set()

    async def _work(self) -> None:
        while self._failure is None and not (self._closing and not self._batch):
            await self._more.wait()
            self._more.clear()
            if not self._batch:
                continue
            batch, waiting, settled = self._batch, self._waiting, self._settled
            self._batch, self._waiting, self._settled = Batch(), [], []
            try:
                claimed = await self._write(batch)
            except BaseException as error:
                self._failed = batch
                self._fail(error, waiting)
                if not isinstance(error, Exception):
                    raise
            else:
                for then in settled:
                    then()
                for future, granted in zip(waiting, claimed, strict=True):
                    if not future.done():
                        future.set_result(granted)

    async def _write(self, batch: Batch) -> tuple[bool, ...]:
        """Write in a thread what would hold up the connections: for a file the wait for the disk, else all of it.

        SQLite's statements take less time than to hand them, one by one, the interpreter's lock.
        """
        loop = asyncio.get_running_loop()
        if self._ledger.is_file:
            prepared = self._ledger.prepare(self._issue, batch, holder=self._holder)
            return await loop.run_in_executor(self._thread, prepared.commit)
        record = self._ledger.record
        return await loop.run_in_executor(self._thread, lambda: record(self._issue, batch, holder=self._holder))

    def _fail(self, error: BaseException, waiting: list[asyncio.Future[bool]]) -> None:
        self._failure = error
        for future in (*waiting, *self._waiting):
            if not future.done():
                future.set_exception(error)
                future.exception()  # whoever waits sees it; nobody may be waiting any more

    def _rescue(self) -> None:
        """Once more, what is known of messages that have left: the ledger may have been away for a moment only.

        What failed may yet have been written; then there is nothing to settle, and the ledger refuses.
        """
        for batch in (self._failed, self._batch):
            with contextlib.suppress(SendingIncomplete, Refused, ValueError):
                known = Batch(verdicts=batch.verdicts, released=batch.released)
                self._ledger.record(self._issue, known, holder=self._holder)
