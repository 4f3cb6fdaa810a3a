"""A small scripted SMTP server: records what it takes, and misbehaves where a test tells it to."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

CERTIFICATE = Path(__file__).with_name("localhost.pem")
DROP = "drop"
"""Close the connection without an answer."""
HANG = "hang"
"""Say nothing until the test is over."""

Behave = Callable[[str, int, str], str | None]
"""(verb, how often this verb was heard, its argument) → the answer, DROP, HANG or None for the usual answer.

Beside SMTP's own verbs there are `GREETING`, `MIDWAY` (in the middle of a message) and `DOT` (after it).
"""


def usual(_verb: str, _count: int, _argument: str) -> str | None:
    return None


class ScriptedServer:
    """Listens on 127.0.0.1 while the context lasts. `taken` are the (recipient, message) that it got whole."""

    def __init__(self, behave: Behave = usual, *, offers: tuple[str, ...] = (), tls: str = "", port: int = 0) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.heard: list[str] = []
        self.port = port
        self._behave = behave
        self._offers = offers
        self._tls = tls
        self._counts: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the port and every connection; more than once is fine."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join(10)

    def wait_until_idle(self) -> None:
        """Wait until no connection is open: what was sent over those that are gone is in `taken` then."""
        while self._tasks:
            time.sleep(0.001)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._done = asyncio.Event()
        context = _context() if self._tls == "tls" else None
        server = await asyncio.start_server(self._session, "127.0.0.1", self.port, ssl=context, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._done.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            await self._talk(reader, writer)
        if self._done.is_set() and self._tls:
            writer.transport.abort()
        writer.close()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError, ssl.SSLError):
            await writer.wait_closed()
        self._tasks.discard(task)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient, in_mail = "", False
        if not await self._answer(writer, "GREETING", "", "220 scripted"):
            return
        while line := (await reader.readline()).decode("utf-8", "replace").strip():
            self.heard.append(line)
            verb, _, argument = line.partition(" ")
            verb = verb.upper()
            if not await self._answer(writer, verb, argument, self._usually(verb, in_mail=in_mail)):
                return
            if verb == "STARTTLS":
                await writer.start_tls(_context())
            in_mail = verb in ("MAIL", "RCPT") or (in_mail and self._said.get(verb, "")[:1] in ("4", "5"))
            if verb == "RCPT":
                recipient = argument[4:-1] if self._said["RCPT"].startswith("250") else ""
            if verb == "QUIT" or (verb == "DATA" and not await self._data(reader, writer, recipient)):
                return

    def _usually(self, verb: str, *, in_mail: bool) -> str:
        """The usual answer."""
        if verb == "EHLO":
            return "".join(f"250-{offer}\r\n" for offer in ("scripted", *self._offers)) + "250 SIZE 100000000"
        if verb == "MAIL" and in_mail:
            return "503 5.5.1 nested MAIL command"  # as Postfix says
        usual = {"DATA": "354 go ahead", "QUIT": "221 bye", "AUTH": "235 welcome", "STARTTLS": "220 go ahead"}
        return usual.get(verb, "250 fine")

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipient: str) -> bool:
        if self._said["DATA"] != "354 go ahead":
            return True
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 10 and not await self._answer(writer, "MIDWAY", recipient, ""):
                return False
        if not recipient:
            return await self._answer(writer, "NOBODY", "", "554 5.5.1 no valid recipients")
        self.taken.append((recipient, b"".join(lines)))
        return await self._answer(writer, "DOT", recipient, "250 taken")

    @property
    def _said(self) -> dict[str, str]:
        return self.__dict__.setdefault("_last", {})

    async def _answer(self, writer: asyncio.StreamWriter, verb: str, argument: str, default: str) -> bool:
        self._counts[verb] = self._counts.get(verb, 0) + 1
        answer = self._behave(verb, self._counts[verb], argument) or default
        if answer == HANG:
            await self._done.wait()
        if answer in (DROP, HANG):
            if self._tls:
                writer.transport.abort()  # asyncio would wait half a minute for the other side's goodbye
            return False
        self._said[verb] = answer
        if answer:
            writer.write(f"{answer}\r\n".encode())
            await writer.drain()
        return not answer.startswith("421")


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
