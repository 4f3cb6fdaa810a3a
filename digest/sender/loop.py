"""The send loop: claim, submit, settle, on several connections, until nobody is left or somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from digest.config.schema import SendingConfig
from digest.errors import SendingIncomplete, ServerError
from digest.models import State, Submission
from digest.sender.address import wire
from digest.sender.compose import Compiled
from digest.sender.interrupts import Interrupts
from digest.sender.journal import Journal
from digest.sender.ledger import Ledger
from digest.sender.pace import HOUR, Pace
from digest.sender.port import Patience, Port
from digest.sender.standing import Counts, Waiting
from digest.sender.submissions import Verdict
from digest.sender.tally import Progress, Tally, again, why
from digest.sender.transports import ConnectionLost, Supply, Unreachable, Withdrawn
from digest.sender.turns import Turns

TRIES = 3
"""How often one message is tried at once when the connection fails; then it is deferred like one refused for now."""
IDLE = 20.0
"""Seconds of nothing to do after which a connection is closed, before the server does it (Postfix waits 300)."""
OUTAGE = 120.0
"""Seconds for which a server that was there may stay away: a restart. A schedule runs us again after a longer one."""
BUSY = 421


class Loop:
    """One run of a send through `ports`, the first of which may be open. All its tasks share one thread."""

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
        self._interrupts = Interrupts()
        self._patience = Patience(longest=min(OUTAGE, sending.give_up_after.total_seconds()))
        self._stopping = False
        self._over = asyncio.Event()
        """Set when nobody is left, or it is time to stop."""
        self._failure: Exception | None = None
        self._first = self._port()

    async def connect(self) -> None:
        """Open the first connection; tries a few times when the server cannot be reached, not when it refuses us."""
        while not self._first.is_open:
            try:
                await self._first.open()
            except Unreachable as error:
                await asyncio.sleep(self._patience.pause(error, failures=self._first.failures, alone=True))
        self._patience.reached()

    async def close(self) -> None:
        """Let go of the first connection, where `run` did not come to it."""
        await self._first.close()

    async def run(self) -> None:
        """Take up what earlier runs left, and work on as many connections as configured."""
        holder = uuid.uuid4().hex
        latest = self._now() + self._sending.give_up_after
        self._ledger.recover(self._issue, on_unknown=self._sending.on_unknown, holder=holder, latest=latest)
        counts = self._ledger.counts(self._issue)
        number = min(self._sending.connections, counts.pending + counts.deferred)
        self._tally = Tally(
            counts,
            max_errors=self._sending.max_errors,
            connections=number,
            again=self._again,
            give_up=self._fail,
            on_progress=self._on_progress,
        )
        self._pace = self._measured_pace()
        self._turns = Turns(self._ledger, self._issue, pace=self._pace, now=self._now)
        self._ports = [self._first, *(self._port() for _ in range(number - 1))][:number]
        try:
            with self._interrupts.heard(self._stop):
                async with Journal(self._ledger, self._issue, holder=holder) as self._journal:
                    await asyncio.gather(*(self._work(port) for port in self._ports))
        except SendingIncomplete as error:
            self._fail(error)
        finally:
            self._close_accounts()

    def outcome(self) -> Counts:
        """How the send stands after the run; raises when it is not done."""
        counts = self._ledger.counts(self._issue)
        left = counts.left(resend=self._sending.on_unknown == "resend")
        state = f"{left} of {counts.recipients} are left{why(counts, self._ledger.replies(self._issue, limit=1))}"
        if isinstance(self._failure, ServerError):
            raise type(self._failure)(f"{self._failure.message}; {state}", hint=self._failure.hint) from self._failure
        if self._failure is not None:
            raise self._failure
        if left:
            raise SendingIncomplete(
                f"interrupted: {state}" if self._interrupts.asked else state, hint=self._again(counts)
            )
        return counts

    def _again(self, counts: Counts) -> str:
        return again(self._issue, counts, resend=self._sending.on_unknown == "resend")

    def _port(self) -> Port:
        return Port(self._supply, most=self._sending.max_messages_per_connection)

    def _measured_pace(self) -> Pace:
        sending, now = self._sending, self._now()
        earlier = self._ledger.claimed_since(now - timedelta(seconds=HOUR)) if sending.hourly_limit else ()
        return Pace(
            rate=sending.rate,
            hourly_limit=sending.hourly_limit,
            domains=sending.domains,
            # What left in the future left before the clock was set back.
            earlier=[(max(0.0, (now - at).total_seconds()), number) for at, number in earlier],
        )

    def _close_accounts(self) -> None:
        """Write what only the end of a run can know: whom the server meant, and whom it did not."""
        if self._tally.gave_up:
            self._ledger.defer(self._issue, self._tally.struck)
        if self._ledger.live:
            self._ledger.suppress_hard_bounces(self._issue, at=self._now())

    async def _work(self, port: Port) -> None:
        """What one connection does. An error stops all of them, each after the message it has in flight."""
        try:
            while (waiting := await self._next(port)) is not None:
                try:
                    await self._serve(waiting, port)
                except Unreachable as error:
                    self._turns.put_back(waiting)
                    await self._rest(self._patience.pause(error, failures=port.failures, alone=self._nobody_works()))
        except Exception as error:
            self._fail(error)
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.1 if self._interrupts.halted else None):
                    await port.close()

    async def _next(self, port: Port) -> Waiting | None:
        """The next recipient, when it is their turn; None when nobody is left, or it is time to stop."""
        while not self._stopping:
            turn = self._turns.take()
            if turn is None:
                self._over.set()
            if not isinstance(turn, float):
                return turn
            if turn > IDLE and port.is_open:
                await port.close()
            else:
                await self._turns.change(turn)
        return None

    async def _rest(self, seconds: float) -> None:
        """Wait, but no longer than there is something to do."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()

    def _nobody_works(self) -> bool:
        return not any(port.is_open for port in self._ports)

    def _stop(self) -> None:
        self._stopping = True
        self._over.set()
        self._turns.wake()

    def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        self._stop()

    async def _serve(self, waiting: Waiting, port: Port) -> None:
        """Get one message accepted or refused, or see to it that it is tried later. Raises Unreachable."""
        address = waiting.recipient.address
        for attempt in range(1, TRIES + 1):
            await port.open()
            self._patience.reached()
            moment = self._now()
            letter = self._compiled.letter(waiting.recipient, date=moment)
            claim = self._journal.claim(address, message_id=letter.message_id, at=moment)
            try:
                said = await port.submit(self._compiled.sender, wire(address), letter.content, cleared=claim)
            except Withdrawn:
                said = None
            except ConnectionLost as error:
                said = self._lost(address, error, last=attempt == TRIES)
            except ServerError:
                await self._release(claim, address)
                raise
            if said is not None or not await claim:
                self._settle(waiting, said if await claim else None)
                return
            self._journal.release(address)
            if self._stopping:
                return

    def _lost(self, address: str, error: ConnectionLost, *, last: bool) -> Submission | None:
        """What a lost connection means for the message in hand: to be tried later, or (None) at once."""
        if not error.idle:
            self._tally.failed(str(error))
        if error.busy or (last and not self._stopping):
            return Submission(address, State.deferred, BUSY if error.busy else 0, str(error))
        return None

    async def _release(self, claim: Awaitable[bool], address: str) -> None:
        if await claim:
            self._journal.release(address)

    def _settle(self, waiting: Waiting, said: Submission | None) -> None:
        """Take down what the server said, or (None) that the recipient was suppressed before their claim."""
        was = State.deferred if waiting.deferred else State.pending
        if said is None:
            self._turns.done(waiting)
            self._tally.suppressed(was=was)
            return
        now = self._now()
        said = Submission(waiting.recipient.address, said.state, said.code, said.reply)
        verdict = Verdict(said, now)
        if said.state is State.deferred:
            verdict = self._later(verdict, since=waiting.deferred_since or now)
            self._pace.complaint() if said.code == BUSY else self._pace.deferred()
        elif said.state is State.accepted:
            self._pace.accepted()
        self._journal.settle(verdict, then=partial(self._turns.done, waiting, next_try_at=verdict.next_try_at))
        self._tally.settled(said, was=was)

    def _later(self, verdict: Verdict, *, since: datetime) -> Verdict:
        """With the time of the next try: the waits double, with jitter, until it has been long enough."""
        sending = self._sending
        # As long again as it has been: 1, 2, 4, 8… minutes after the first refusal.
        wait = max(sending.retry_after, verdict.at - since) * random.uniform(1, 1.25)  # noqa: S311 - not for secrets
        if verdict.at + wait - since > sending.give_up_after:
            return verdict
        return replace(verdict, next_try_at=verdict.at + wait, deferred_since=since)
