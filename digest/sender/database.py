"""The database that the ledger lives in: an SQLite file, or any other by URL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, IntegrityError, NoSuchModuleError

from digest.errors import ConfigError, SendingIncomplete
from digest.sender.tables import VERSION, meta, metadata


class Database:
    """An open database. Whatever reads or writes it raises SendingIncomplete when it fails: what was recorded stays."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _explained(), self._engine.connect() as db:
            yield db

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with _explained(), self._engine.begin() as db:
            yield db


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """A failure of the database (locked, full, read-only, gone) as an error that a person can act on."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        hint = "see to its disk, its permissions and who else uses it, then run again: what was recorded is not lost"
        raise SendingIncomplete(f"the ledger cannot be used: {error.orig}", hint=hint) from error


def open_engine(place: str | Path) -> sa.Engine:
    """The database at `place` (a URL, or the path of an SQLite file) with the tables in it.

    Raises ConfigError when it cannot be opened or was made by a newer digest; the message never holds the URL's
    password.
    """
    remote = isinstance(place, str) and "://" in place
    try:
        url = sa.make_url(str(place)) if remote else _file(Path(place))
    except ArgumentError:
        # The cause may quote the URL, and with it the password.
        hint = "write it as postgresql+psycopg://user:password@host/name"
        raise ConfigError("not a database address", where="DIGEST_DATABASE_URL", hint=hint) from None
    where = url.render_as_string(hide_password=True) if remote else str(place)
    try:
        engine = sa.create_engine(url)
        if url.get_backend_name() == "sqlite":
            sa.event.listen(engine, "connect", _durable)
        metadata.create_all(engine, tables=[meta])
        version = _version(engine)
        if version <= VERSION:
            metadata.create_all(engine)
    except (ImportError, NoSuchModuleError) as error:
        raise ConfigError(f"no driver for this database: {error}", where=where, hint="pip install it") from None
    except DatabaseError as error:
        engine.dispose()
        hint = "is it running?" if remote else "is this file the ledger?"
        hint += " And may you write to it?"
        raise ConfigError(f"the ledger cannot be opened: {error.orig}", where=where, hint=hint) from None
    if version > VERSION:
        engine.dispose()
        message = f"made by a newer digest (format {version}, this one reads {VERSION})"
        raise ConfigError(message, where=where, hint="upgrade: pip install -U newsletter-digest")
    return engine


def _version(engine: sa.Engine) -> int:
    """The version of the tables in the database; a new one gets ours."""
    written = sa.select(sa.func.max(meta.c.version))
    with engine.connect() as db:
        found = db.execute(written).scalar()
    if found is None:
        with contextlib.suppress(IntegrityError), engine.begin() as db:  # another process may be quicker
            db.execute(meta.insert().values(version=VERSION))
        with engine.connect() as db:
            found = db.execute(written).scalar_one()
    return int(found)


def _file(path: Path) -> sa.URL:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # who reads what is nobody else's business
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(path), hint="check its folder") from None
    return sa.URL.create("sqlite", database=str(path))


def _durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # FULL makes WAL sync at every commit: a claim must outlive a power cut, not only a killed process.
    for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def stamp(moment: datetime) -> str:
    """A moment as text that sorts by time and that a person can read: `2026-11-20T06:30:00+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
