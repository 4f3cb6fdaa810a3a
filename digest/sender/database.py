"""The database that the ledger lives in: an SQLite file, or a PostgreSQL database by URL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, IntegrityError, NoSuchModuleError

from digest.errors import ConfigError, SendingIncomplete
from digest.sender.tables import CHANGES, VERSION, meta, metadata

WHERE = "DIGEST_DATABASE_URL"
HINT = "write it as postgresql+psycopg://user:password@host/name"
PREPARING = 0x64696765
"""The advisory lock of PostgreSQL under which the tables are made."""
READING = "reading"
"""The execution option of a connection that writes nothing."""


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
        with explained(), self._engine.connect() as db:
            # Rows come as they are read: an audience of a million is never held in memory.
            yield db.execution_options(**{READING: True}, yield_per=1000)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with explained(), self._engine.begin() as db:
            yield db


@contextlib.contextmanager
def explained() -> Iterator[None]:
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

    Raises ConfigError when it cannot be opened, is of another kind, or was made by a newer digest; the message never
    holds the URL's password.
    """
    remote = isinstance(place, str) and "://" in place
    url = _url(str(place)) if remote else _file(Path(place))
    where = url.render_as_string(hide_password=True) if remote else str(place)
    try:
        engine = sa.create_engine(url)
        if url.get_backend_name() == "sqlite":
            sa.event.listen(engine, "connect", _durable)
            sa.event.listen(engine, "begin", _begin)
        version = _prepare(engine)
    except (ImportError, NoSuchModuleError) as error:
        hint = "pip install 'newsletter-digest[postgres]'"
        raise ConfigError(f"no driver for this database: {error}", where=where, hint=hint) from None
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


def _prepare(engine: sa.Engine) -> int:
    """Make the tables, or bring older ones up to date; the version of a database that is newer stays as it is."""
    with engine.connect().execution_options(**{READING: True}) as db:
        found = _version(db)
    if found == VERSION:
        return found
    with engine.begin() as db:  # in one transaction, so that another process that opens it waits or finds it done
        if engine.dialect.name == "postgresql":
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(PREPARING)))
        metadata.create_all(db, tables=[meta])
        found = _version(db)
        if found is None:
            metadata.create_all(db)
            db.execute(meta.insert().values(version=VERSION))
            return VERSION
        for version in range(found + 1, VERSION + 1):
            for change in CHANGES[version]:
                db.exec_driver_sql(change)
            db.execute(meta.update().values(version=version))
        return max(found, VERSION)


def _version(db: sa.Connection) -> int | None:
    """The version of the tables in the database; None when there are none."""
    if not sa.inspect(db).has_table(meta.name):
        return None
    found = db.execute(sa.select(sa.func.max(meta.c.version))).scalar()
    return None if found is None else int(found)


def _url(place: str) -> sa.URL:
    try:
        url = sa.make_url(place)
    except ArgumentError:
        # The cause may quote the URL, and with it the password.
        raise ConfigError("not a database address", where=WHERE, hint=HINT) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername.partition("+")[0] not in ("sqlite", "postgresql"):
        raise ConfigError("the ledger lives in SQLite or PostgreSQL", where=WHERE, hint=HINT)
    return url


def _file(path: Path) -> sa.URL:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # who reads what is nobody else's business
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(path), hint="check its folder") from None
    return sa.URL.create("sqlite", database=str(path))


def _durable(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 would begin late, and then without the right to write
    cursor = connection.cursor()
    # FULL makes WAL sync at every commit: a claim must outlive a power cut, not only a killed process.
    for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Ask for the right to write at the begin: who reads first and writes later is turned away by another writer."""
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def stamp(moment: datetime, *, precise: bool = False) -> str:
    """A moment as text that sorts by time and that a person can read: `2026-11-20T06:30:00+00:00`.

    `precise` keeps the microseconds; the two kinds do not sort among each other within a second.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds" if precise else "seconds")
