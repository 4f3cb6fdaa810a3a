"""SMTP's dialogue once a connection is open: commands out, several at once where the server likes it, replies in.

The SMTP library opens, secures and logs in; then this protocol takes its place on the connection. It costs a third of
the library's time for each message (`benchmarks/throughput.py`), can have several commands under way (RFC 2920), and
tells when the last octet has left our buffers, which decides whether a message may have been taken.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

LONGEST = 64 * 1024
"""Octets of a reply; a server that says more talks nonsense."""


class Broken(Exception):
    """The dialogue is over: the connection is gone, nothing was heard in time, or what was heard is no SMTP."""


@dataclass(frozen=True)
class Said:
    """One reply: its code and its text, several lines joined by spaces."""

    code: int
    text: str


class Conversation(asyncio.Protocol):
    """One dialogue over an open connection; nothing of it may be used by two tasks at once."""

    def __init__(self, transport: asyncio.Transport, *, timeout: float) -> None:
        self.transport = transport
        self._timeout = timeout
        self._buffer = b""
        self._lines: list[str] = []
        self._replies: list[Said] = []
        self._broken: Broken | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False
        self.closed = asyncio.get_running_loop().create_future()
        transport.set_protocol(self)
        # So we are told to pause as soon as an octet waits in the buffer, and to go on when none does. Under TLS,
        # asyncio pauses at the limit, not above it: with 0 also when nothing waits, and then nobody says to go on.
        transport.set_write_buffer_limits(high=1 if transport.get_extra_info("ssl_object") else 0, low=0)

    @property
    def over(self) -> str:
        """Why nothing can be said any more, or nothing. An unasked reply is the server's goodbye."""
        if self._broken or self.transport.is_closing():
            return str(self._broken or "the server closed the connection")
        return self._replies[0].text or "the server closed the connection" if self._replies else ""

    def write(self, data: bytes) -> None:
        """Hand `data` to the network, as far as it takes it now."""
        self.transport.write(data)

    async def drained(self) -> None:
        """Wait until all that was written has left our buffers. Raises Broken."""
        while self._paused or self._broken or self.transport.is_closing():
            await self._next_event()

    async def reply(self) -> Said:
        """The next reply. Raises Broken."""
        while not self._replies:
            await self._next_event()
        return self._replies.pop(0)

    def abort(self) -> None:
        """Hang up at once, without what still waits in the buffers."""
        self.transport.abort()
        self._break("the connection was given up")

    async def hang_up(self, *, patience: float) -> None:
        """Say QUIT, wait `patience` seconds at most for the goodbye, and close. Never raises for the other side."""
        try:
            with contextlib.suppress(Broken, TimeoutError):
                async with asyncio.timeout(patience):
                    if not self.over:
                        self.write(b"QUIT\r\n")
                        await self.reply()
                    if (
                        not self.transport.is_closing()
                    ):  # under TLS a second close() breaks abort() before Python 3.11.4
                        self.transport.close()
                    await asyncio.shield(self.closed)
        finally:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """asyncio's: octets have come."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._take(line.decode("utf-8", "replace").rstrip("\r"))
        if len(self._buffer) + sum(map(len, self._lines)) > LONGEST:
            self._break("the reply does not end")
        self._wake()

    def eof_received(self) -> None:
        """asyncio's: the server has closed its side."""
        self._break("the server closed the connection")

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio's: the connection is gone."""
        self._break(f"the connection was lost: {exc}" if exc else "the server closed the connection")
        if not self.closed.done():
            self.closed.set_result(None)

    def pause_writing(self) -> None:
        """asyncio's: not all that was written has left."""
        self._paused = True

    def resume_writing(self) -> None:
        """asyncio's: all that was written has left."""
        self._paused = False
        self._wake()

    def _take(self, line: str) -> None:
        code, more = line[:3], line[3:4]
        if not (code.isascii() and code.isdecimal() and len(code) == 3 and more in ("", " ", "-")):
            self._break(f"the server does not speak SMTP: {line[:80]}")
            return
        self._lines.append(line[4:])
        if more != "-":
            self._replies.append(Said(int(code), " ".join(self._lines)))
            self._lines = []

    async def _next_event(self) -> None:
        if self._broken:
            raise self._broken
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        # A timer of our own: asyncio.timeout() takes five times as long, and there are two of these a message.
        timer = loop.call_later(self._timeout, self._break, "no answer in time")
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None
        if self._broken and not self._replies:
            raise self._broken

    def _break(self, reason: str) -> None:
        self._broken = self._broken or Broken(reason)
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
