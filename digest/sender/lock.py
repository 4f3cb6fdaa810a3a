"""One sender at a time: a lock on the state folder that dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.errors import Refused

FILE = "send.lock"


@contextmanager
def sending_alone(state: Path) -> Iterator[None]:
    """Hold `state/send.lock`. Raises Refused when another living process holds it.

    The kernel drops the lock with its process, so a lock file left by a dead one is no obstacle. The file stays:
    to delete it would let a third process lock a file that a second still waits for.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / FILE).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Refused(
                f"another digest is sending (process {holder})",
                where=str(state / FILE),
                hint="wait until it is done; `digest status` shows how far it is",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
