"""One of the connections of a send: opened when it is needed, renewed after so many messages, closed while idle."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable

from digest.models import Submission
from digest.sender.transports import ConnectionLost, Supply, Transport, Unreachable

TRIES = 3
"""How often a server is reached for that has not let us in yet."""
PAUSE = 0.5
"""Seconds before the second try to reach a server; each further pause is twice as long."""
LONGEST_PAUSE = 60.0


class Port:
    """A place for one connection. `most` messages go through one, then it is renewed."""

    def __init__(self, supply: Supply, *, most: int) -> None:
        self._supply = supply
        self._most = most
        self._transport: Transport | None = None
        self._messages = 0
        self.failures = 0
        """How often in a row no connection could be had."""

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as we know."""
        return self._transport is not None

    async def open(self) -> Transport:
        """A connection for the next message. Raises Unreachable or ServerError."""
        if self._transport is not None and self._messages >= self._most:
            await self.close()
        if self._transport is None:
            transport = self._supply()
            self.failures += 1
            try:
                await transport.connect()
            except BaseException:
                await transport.close()
                raise
            self._transport, self._messages, self.failures = transport, 0, 0
        return self._transport

    async def submit(self, sender: str, recipient: str, message: bytes, *, cleared: Awaitable[bool]) -> Submission:
        """Submit one message (`Transport.submit`) over the open connection; whatever it raises, that one is closed.

        A connection that has served messages and was closed by the server while idle is no failure: ConnectionLost is
        `idle` for those only.
        """
        assert self._transport is not None
        self._messages += 1
        try:
            return await self._transport.submit(sender, recipient, message, cleared=cleared)
        except ConnectionLost as error:
            error.idle = error.idle and self._messages > 1
            await self.close()
            raise
        except Exception:
            await self.close()
            raise

    async def close(self) -> None:
        """Let go of the connection."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()


class Patience:
    """How long to go on when the server cannot be reached, over all connections of a run.

    A server that has let nobody in yet gets a few tries: its address may be wrong. One that has, gets `longest` seconds
    from the first failure on.
    """

    def __init__(self, *, longest: float) -> None:
        self._longest = longest
        self._since: float | None = None
        self._reached = False

    def reached(self) -> None:
        """The server has let us in."""
        self._reached = True
        self._since = None

    def pause(self, error: Unreachable, *, failures: int, alone: bool) -> float:
        """Seconds to wait after so many failures of one connection in a row. Raises `error` when it is enough.

        Unless it is `alone`: while others have a connection, the server may take no more of them.
        """
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        if alone and (now - self._since >= self._longest if self._reached else failures >= TRIES):
            raise error
        pause = min(PAUSE * 2.0 ** min(failures - 1, 10), LONGEST_PAUSE)
        # Jitter, so that the connections of one sender, or of several, do not all come back in the same instant.
        return pause * random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
