"""The ledger's tables, and the database they live in: an SQLite file, or any other by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from digest.errors import ConfigError

metadata = sa.MetaData()

sends = sa.Table(
    "sends",
    metadata,
    sa.Column("issue", sa.Text, primary_key=True),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("finished_at", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
)
recipients = sa.Table(
    "recipients",
    metadata,
    sa.Column("issue", sa.Text, sa.ForeignKey("sends.issue"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("written", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.UniqueConstraint("issue", "address"),
)
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("issue", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("code", sa.Integer, nullable=False, default=0),
    sa.Column("reply", sa.Text, nullable=False, default=""),
    sa.Column("message_id", sa.Text, nullable=False, default=""),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("next_try", sa.Text),
    sa.Column("claimed_at", sa.Text),
    sa.Column("settled_at", sa.Text),
    sa.ForeignKeyConstraint(["issue", "address"], ["recipients.issue", "recipients.address"]),
)
suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
)


def open_engine(place: str | Path) -> sa.Engine:
    """The database at `place` (a URL, or the path of an SQLite file) with the tables in it.

    Raises ConfigError when it cannot be opened; the message never holds the URL's password.
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
        metadata.create_all(engine)
    except (ImportError, NoSuchModuleError) as error:
        raise ConfigError(f"no driver for this database: {error}", where=where, hint="pip install it") from None
    except DatabaseError as error:
        engine.dispose()
        hint = "is it running?" if remote else "is this file the ledger?"
        hint += " And may you write to it?"
        raise ConfigError(f"the ledger cannot be opened: {error.orig}", where=where, hint=hint) from None
    return engine


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
