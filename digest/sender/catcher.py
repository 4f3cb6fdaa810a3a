"""The embedded mail server: takes every message on loopback and files it."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Self

MAX_SIZE = 20 * 1024 * 1024
"""Octets of one message."""


class Catcher:
    """A mail server on 127.0.0.1 at a free `port` while the context lasts; nothing leaves the machine.

    Each message is filed in `folder` exactly as received, whole or not at all, one file a recipient, named
    `<label>--<address>.eml`; a file that is there already is never replaced.
    """

    host = "127.0.0.1"

    def __init__(self, folder: Path, *, label: str) -> None:
        self.port = 0
        self._folder = folder
        self._label = label
        self._controller: Any = None

    def __enter__(self) -> Self:
        from aiosmtpd.controller import Controller

        class Bound(Controller):
            def _trigger_server(self) -> None:
                # aiosmtpd would try whether it answers on port 0.
                server: Any = self.server
                self.port = server.sockets[0].getsockname()[1]
                super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd's, without types

        self._folder.mkdir(parents=True, exist_ok=True)
        self._controller = Bound(
            self, hostname=self.host, port=0, server_hostname="localhost", data_size_limit=MAX_SIZE
        )
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, *_exception: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """aiosmtpd's hook: file one message and answer."""
        try:
            for address in envelope.rcpt_tos:
                file_message(self._folder, f"{self._label}--{address}", envelope.content)
        except OSError as error:
            return f"452 cannot be filed: {error.strerror}"
        return "250 filed"


def file_message(folder: Path, name: str, message: bytes) -> Path:
    """Put `message` into `folder` under `name` made safe, with `-2`, `-3`… when taken; return the path."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".incoming.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(message)
        for path in _candidates(folder, _safe(name)):
            # A hard link appears whole and never replaces another's file.
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)
                return path
    finally:
        Path(temporary).unlink()
    raise AssertionError("count() does not end")


def _candidates(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.eml"
    yield from (folder / f"{name}-{number}.eml" for number in count(2))


def _safe(name: str) -> str:
    """`name` without what a file name cannot hold or a shell would stumble over, and never hidden."""
    safe = re.sub(r"[^\w@.+'-]", "_", name).lstrip(".") or "message"
    return safe.encode("utf-8")[:200].decode("utf-8", "ignore")
