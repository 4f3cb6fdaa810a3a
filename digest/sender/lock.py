"""One sender at a time: a lock that dies with its process, on a folder, and on the ledger that several may share."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from digest.errors import Busy, ConfigError

FILE, RUN = "send.lock", "run.lock"
HINT = "wait until it is done; `digest status` shows how far it is"


@contextmanager
def sending_alone(state: Path) -> Iterator[None]:
    """Hold `state/send.lock`. Raises Busy when another living process holds it, ConfigError when the folder
    cannot be written.

    The kernel drops the lock with its process, so a lock file left by a dead one is no obstacle. The file stays:
    to delete it would let a third process lock a file that a second still waits for.
    """
    with _locked(_writable(state, FILE)):
        yield


@contextmanager
def running_alone(state: Path) -> Iterator[None]:
    """Hold `state/run.lock`, from planning to the last mail. Raises like `sending_alone`, which it leaves free."""
    with _locked(_writable(state, RUN), "running"):
        yield


def _writable(state: Path, name: str) -> Path:
    try:
        state.mkdir(parents=True, exist_ok=True)
        (state / name).touch()
    except OSError as error:
        hint = "make the folder writable: what was sent must be recorded"
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(state), hint=hint) from error
    return state / name


@contextmanager
def ledger_alone(engine: sa.Engine, newsletter: str) -> Iterator[None]:
    """Hold the right to send `newsletter` from the ledger in `engine`, from whichever folder or machine.

    SQLite: a lock file beside the database. PostgreSQL: an advisory lock of a connection of its own, which the
    server drops with the connection (so no pooler that shares sessions may stand between). Raises Busy when
    another holds it.
    """
    key = hashlib.sha256(newsletter.encode()).digest()[:8]
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "").resolve()
        with _locked(file.with_name(f"{file.name}-{key.hex()}.lock")):
            yield
        return
    number = int.from_bytes(key, signed=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        if not db.execute(sa.select(sa.func.pg_try_advisory_lock(number))).scalar():
            where = engine.url.render_as_string(hide_password=True)
            raise Busy("another digest is sending this newsletter", where=where, hint=HINT)
        try:
            yield
        finally:
            try:
                db.execute(sa.select(sa.func.pg_advisory_unlock(number)))
            except DBAPIError:  # the connection is gone, and the lock with it
                db.invalidate()


@contextmanager
def _locked(path: Path, doing: str = "sending") -> Iterator[None]:
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Busy(f"another digest is {doing} (process {holder})", where=str(path), hint=HINT) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


@dataclass(frozen=True)
class Holder:
    """The process that has written its number into the lock file, and whether there still is such a process."""

    process: int
    alive: bool


def lock_holder(state: Path) -> Holder | None:
    """Who holds `state/send.lock`, or died with it; None when nobody does.

    Only looks at what is written there: to try the lock itself would turn away a run that begins at this moment.
    """
    try:
        process = int((state / FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return Holder(process, alive=False)
    except PermissionError:  # somebody else's, so it is there
        pass
    return Holder(process, alive=True)
