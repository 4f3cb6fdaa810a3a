"""The ledger's tables."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

VERSION = 4
"""Of the tables. A ledger with a higher number was made by a newer digest."""
CHANGES: Mapping[int, tuple[str, ...]] = {
    2: (
        "ALTER TABLE sends ADD COLUMN holder TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE submissions ADD COLUMN next_try_at TEXT",
        "ALTER TABLE submissions ADD COLUMN deferred_since TEXT",
        "CREATE INDEX waiting_for_a_try ON submissions (newsletter, live, issue, next_try_at)"
        " WHERE next_try_at IS NOT NULL",
    ),
    3: (
        "CREATE TABLE claims (newsletter TEXT NOT NULL, live BOOLEAN NOT NULL, issue TEXT NOT NULL,"
        " token TEXT NOT NULL, claimed_at TEXT NOT NULL, PRIMARY KEY (newsletter, live, issue, token))",
        "CREATE TABLE notices (newsletter TEXT NOT NULL, live BOOLEAN NOT NULL, issue TEXT NOT NULL,"
        " words TEXT NOT NULL, said_at TEXT NOT NULL, PRIMARY KEY (newsletter, live, issue, words))",
    ),
    4: ("ALTER TABLE submissions ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0",),
}
"""What makes the tables of the version before into those of each version."""

metadata = sa.MetaData()


def _key() -> tuple[sa.Column[str], sa.Column[bool], sa.Column[str]]:
    """Which send a row belongs to: the newsletter by its list id, whether mail left this machine, the issue."""
    return (
        sa.Column("newsletter", sa.Text, primary_key=True),
        sa.Column("live", sa.Boolean, primary_key=True),
        sa.Column("issue", sa.Text, primary_key=True),
    )


KEY = ("newsletter", "live", "issue")

meta = sa.Table("meta", metadata, sa.Column("version", sa.Integer, primary_key=True))
sends = sa.Table(
    "sends",
    metadata,
    *_key(),
    sa.Column("transport", sa.Text, nullable=False),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # `compose.content_hash` of what is sent
    sa.Column("holder", sa.Text, nullable=False, default="", server_default=""),  # the run that may claim
)
claims = sa.Table(  # of whole issues: who has this ledger has promised, under this token, to send
    "claims",
    metadata,
    *_key(),
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("claimed_at", sa.Text, nullable=False),
)
notices = sa.Table(  # what the owners were told of an issue, so that they hear it once
    "notices",
    metadata,
    *_key(),
    sa.Column("words", sa.Text, primary_key=True),
    sa.Column("said_at", sa.Text, nullable=False),
)
recipients = sa.Table(
    "recipients",
    metadata,
    *_key(),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("written", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.UniqueConstraint(*KEY, "address"),
    sa.ForeignKeyConstraint(KEY, [f"sends.{name}" for name in KEY]),
)
submissions = sa.Table(
    "submissions",
    metadata,
    *_key(),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    # The rest is for people who ask what became of one mail.
    sa.Column("code", sa.Integer, nullable=False, default=0),
    sa.Column("reply", sa.Text, nullable=False, default=""),
    sa.Column("message_id", sa.Text, nullable=False, default=""),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("unanswered", sa.Integer, nullable=False, default=0, server_default="0"),  # times that no answer came
    sa.Column("claimed_at", sa.Text),
    sa.Column("settled_at", sa.Text),
    sa.Column("next_try_at", sa.Text),  # of one who is deferred; without it the next run tries
    sa.Column("deferred_since", sa.Text),  # the first temporary refusal of the run that met it
    sa.ForeignKeyConstraint((*KEY, "address"), [f"recipients.{name}" for name in (*KEY, "address")]),
)
sa.Index(
    "waiting_for_a_try",
    *(submissions.c[name] for name in (*KEY, "next_try_at")),
    sqlite_where=submissions.c.next_try_at.is_not(None),
    postgresql_where=submissions.c.next_try_at.is_not(None),
)
suppressions = sa.Table(  # an address for all newsletters of the database: who complains means the publisher
    "suppressions",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
)
