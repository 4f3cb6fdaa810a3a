"""The send loop: claim, submit, settle, on several connections, until nobody is left or somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from digest.config.schema import SendingConfig
from digest.errors import SendingIncomplete, ServerError
from digest.models import State, Submission
from digest.sender.address import wire
from digest.sender.compose import Compiled
from digest.sender.ledger import Counts, Ledger, Waiting
from digest.sender.transports import ConnectionLost, Supply, Transport, Unreachable

TRIES = 3
"""How often one message is tried in a run, and a server reached for, when the connection fails."""
PAGE = 100
PAUSE = 0.5
"""Seconds before the second try to reach a server; twice that before the third."""
AGAIN = "run `digest send` again: it goes on where this stopped, and mails nobody twice"

Progress = Callable[[Counts, Submission], None]
"""Called after each recipient with how the send stands and what the server just said."""


class Loop:
    """One run of a send. All its tasks share one thread, so that its counts and the ledger need no lock."""

    def __init__(
        self,
        compiled: Compiled,
        ledger: Ledger,
        supply: Supply,
        sending: SendingConfig,
        issue: str,
        now: Callable[[], datetime],
        on_progress: Progress | None,
    ) -> None:
        self._compiled = compiled
        self._ledger = ledger
        self._supply = supply
        self._sending = sending
        self._issue = issue
        self._now = now
        self._on_progress = on_progress
        self._page: deque[Waiting] = deque()
        self._after = -1
        self._stop = asyncio.Event()
        self._interrupted = False
        self._halted = False
        self._working = 0
        self._failure: Exception | None = None
        self._errors = 0
        self._struck: list[str] = []
        """Who was refused in the present row of errors, or perhaps at its begin."""
        self._counts = Counts()

    async def run(self, first: Transport | None) -> None:
        """Work on as many connections as configured, the first of which may be open already."""
        self._counts = self._ledger.counts(self._issue)
        number = min(self._sending.connections, self._counts.pending)
        transports = [first] if first else []
        with self._signals():
            tasks = [self._work(transports.pop() if transports else None) for _ in range(number)]
            await asyncio.gather(*tasks)

    def outcome(self) -> Counts:
        """How the send stands after the run; raises when it is not done."""
        counts = self._ledger.counts(self._issue)
        resend = self._sending.on_unknown == "resend"
        left = counts.pending + counts.deferred + (counts.unknown if resend else 0)
        state = f"{left} of {counts.recipients} are still pending"
        if isinstance(self._failure, ServerError):
            raise type(self._failure)(f"{self._failure.message}; {state}", hint=self._failure.hint) from self._failure
        if self._failure is not None:
            raise self._failure
        if left:
            raise SendingIncomplete(f"interrupted: {state}" if self._interrupted else state, hint=AGAIN)
        return counts

    async def connected(self) -> Transport:
        """A new connection; tries a few times when the server cannot be reached, but not when it refuses us."""
        for attempt in range(1, TRIES + 1):
            transport = self._supply()
            try:
                await transport.connect()
            except Unreachable:
                await transport.close()
                if attempt == TRIES or self._stop.is_set():
                    raise
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), PAUSE * attempt)
            else:
                return transport
        raise AssertionError("the last try returns or raises")

    async def _work(self, transport: Transport | None) -> None:
        """What one connection does. An error stops all of them, each after the message it has in flight.

        A connection that cannot be had is no error while others work: servers limit how many they take.
        """
        self._working += 1
        try:
            while not self._stop.is_set() and (waiting := self._next()) is not None:
                try:
                    transport = await self._serve(waiting, transport)
                except Unreachable as error:
                    transport = None
                    self._page.appendleft(waiting)
                    if self._working == 1:
                        self._fail(error)
                    break
        except Exception as error:
            self._fail(error)
        finally:
            self._working -= 1
            if transport is not None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.1 if self._halted else None):
                        await transport.close()

    def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        self._stop.set()

    def _next(self) -> Waiting | None:
        if not self._page:
            self._page.extend(self._ledger.pending(self._issue, limit=PAGE, after=self._after))
            if self._page:
                self._after = self._page[-1].position
        return self._page.popleft() if self._page else None

    async def _serve(self, waiting: Waiting, transport: Transport | None) -> Transport | None:
        """Get one message accepted or refused, or leave its recipient pending; the connection for the next one."""
        address = waiting.recipient.address
        for _ in range(TRIES):
            transport = transport or await self.connected()
            moment = self._now()
            message = self._compiled.message(waiting.recipient, date=moment)
            message_id = self._compiled.message_id(address)
            if not self._ledger.claim(self._issue, address, message_id=message_id, at=moment):
                return transport  # suppressed since the page was read
            try:
                said = await transport.submit(self._compiled.sender, wire(address), message)
            except ConnectionLost as error:
                self._ledger.release(self._issue, address)
                await transport.close()
                transport = None
                self._count_error(str(error))
            else:
                self._settle(replace(said, address=address))
                return transport
            if self._stop.is_set():
                break
        return transport

    def _settle(self, said: Submission) -> None:
        self._ledger.settle(self._issue, said, at=self._now())
        name = said.state.value
        self._counts = replace(
            self._counts, pending=self._counts.pending - 1, **{name: getattr(self._counts, name) + 1}
        )
        if said.state in (State.refused, State.unknown):
            if said.state is State.refused:
                self._struck.append(said.address)
            self._count_error(f"{said.code} {said.reply}")
        elif not self._stop.is_set():
            self._errors = 0
            # An acceptance may overtake the first refusals of a row that began on the other connections.
            del self._struck[: max(0, len(self._struck) - self._sending.connections + 1)]
        if self._on_progress:
            self._on_progress(self._counts, said)

    def _count_error(self, reason: str) -> None:
        """One more failure in a row. Many refusals in a row count too: then it is the server that refuses us.

        Whoever was refused in such a row is tried again by the next run; so is who is refused while the others stop.
        """
        self._errors += 1
        if self._errors >= self._sending.max_errors:
            self._ledger.defer(self._issue, self._struck)
            message = f"stopped after {self._errors} errors in a row, the last one: {reason}"
            hint = f"mend what the server says, then {AGAIN}. Where it is right about each of them, raise max_errors"
            self._fail(ServerError(message, hint=hint))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM ask the loop to stop; a second SIGINT stops it where it stands."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()

        def interrupt() -> None:
            if self._interrupted and task is not None:
                self._halted = True
                task.cancel()
            self._interrupted = True
            self._stop.set()

        def terminate() -> None:
            self._interrupted = True
            self._stop.set()

        with contextlib.ExitStack() as stack:
            for number, action in ((signal.SIGINT, interrupt), (signal.SIGTERM, terminate)):
                # Only a main thread can listen, e.g. not a test runner's worker.
                with contextlib.suppress(ValueError, RuntimeError):
                    loop.add_signal_handler(number, action)
                    stack.callback(loop.remove_signal_handler, number)
            try:
                yield
            except asyncio.CancelledError:
                if self._halted:
                    raise KeyboardInterrupt from None
                raise
