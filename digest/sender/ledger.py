"""The durable record of who is to get an issue, who was claimed, and what the server said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from digest.models import Recipient, State, Submission
from digest.sender.address import normalise
from digest.sender.database import open_engine, stamp
from digest.sender.suppression import SuppressionList
from digest.sender.tables import KEY, recipients, sends, submissions, suppressions

_FINAL = (State.accepted, State.deferred, State.refused, State.unknown)
OUTBOX = "outbox"
"""The transport through which nothing leaves this machine."""


@dataclass(frozen=True)
class Counts:
    """How a send stands. `recipients` is the sum of all the others, always."""

    recipients: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    unknown: int = 0
    suppressed: int = 0
    pending: int = 0


@dataclass(frozen=True)
class Start:
    """How a send began: through which transport, when, and the `compose.content_hash` of what it sends."""

    transport: str
    at: datetime
    content: str


@dataclass(frozen=True)
class Waiting:
    """One pending recipient and its place in the snapshot."""

    position: int
    recipient: Recipient


class Ledger(SuppressionList):
    """One newsletter's sends in one database. Every method that writes has committed, durably, when it returns.

    What goes to the outbox mails nobody, so it is another send than the real one and has its own record: this is the
    record of the sends that `live` says. Addresses are compared in their normal form (`address.normalise`). A recipient
    with a snapshot row and no submission row is pending, so that deleting one submission row makes exactly that
    recipient pending again. The suppression list is the whole database's.

    Every method raises SendingIncomplete when the database fails: what was recorded stays.
    """

    def __init__(self, engine: sa.Engine, *, newsletter: str, transport: str) -> None:
        super().__init__(engine)
        self._transport = transport
        self._newsletter = newsletter
        self.live = transport != OUTBOX

    @classmethod
    def open(cls, place: str | Path, *, newsletter: str, transport: str = "smtp") -> Ledger:
        """The ledger at `place` (a database URL, or the path of an SQLite file, made when absent).

        `newsletter` is the list id, `transport` the name of what the mails go through. Raises ConfigError when it
        cannot be opened; the message never holds the URL's password.
        """
        return cls(open_engine(place), newsletter=newsletter, transport=transport)

    def through(self, transport: str) -> Ledger:
        """The same ledger for sends through another transport. Close one of them."""
        return Ledger(self._engine, newsletter=self._newsletter, transport=transport)

    def start(self, issue: str) -> Start | None:
        """How the send of `issue` began, or None when its audience has not been taken down."""
        with self._reading() as db:
            row = db.execute(sa.select(sends).where(self._of(sends, issue))).first()
        return Start(row.transport, datetime.fromisoformat(row.started_at), row.content) if row else None

    def started(self, issue: str) -> bool:
        """Whether the audience of `issue` has been taken down."""
        return self.start(issue) is not None

    def snapshot(self, issue: str, audience: Iterable[Recipient], *, content: str = "", at: datetime) -> bool:
        """Take down who gets `issue`, in order, each address once; False, and no change, when it already was.

        `content` is the hash of what they get. All or nothing: a crash in the middle leaves no snapshot.
        """
        source = enumerate(audience)
        start = {"transport": self._transport, "started_at": stamp(at), "content": content}
        try:
            with self._writing() as db:
                db.execute(sends.insert().values(**self._key(issue), **start))
                while batch := tuple(islice(source, 500)):
                    if rows := self._rows(db, issue, batch):
                        db.execute(recipients.insert(), rows)
        except IntegrityError:
            if self.started(issue):
                return False
            raise
        return True

    def forget_trial(self, issue: str) -> None:
        """Forget who was filed in the outbox. Raises ValueError for a real send, which is never forgotten."""
        if self.live:
            raise ValueError("a real send is never forgotten")
        with self._writing() as db:
            for table in (submissions, recipients, sends):
                db.execute(table.delete().where(self._of(table, issue)))

    def pending(self, issue: str, *, limit: int, after: int = -1) -> tuple[Waiting, ...]:
        """The first `limit` pending recipients of `issue` behind position `after`, in the snapshot's order."""
        query = (
            sa.select(recipients.c.position, recipients.c.written, recipients.c.fields)
            .select_from(_joined())
            .where(self._of(recipients, issue), recipients.c.position > after, suppressions.c.address.is_(None))
            .where(sa.or_(submissions.c.state.is_(None), submissions.c.state == State.pending))
            .order_by(recipients.c.position)
            .limit(limit)
        )
        with self._reading() as db:
            return tuple(Waiting(row.position, Recipient(row.written, row.fields)) for row in db.execute(query))

    def claim(self, issue: str, address: str, *, message_id: str = "", at: datetime) -> bool:
        """Claim a pending recipient; False when there is nothing to claim (claimed, settled, suppressed, unknown).

        Only who was told True may send. The claim is on disk before this returns.
        """
        key = normalise(address)
        mine = sa.and_(self._of(submissions, issue), submissions.c.address == key)
        stopped = sa.exists().where(suppressions.c.address == key)
        values = {"state": State.claimed, "message_id": message_id, "claimed_at": stamp(at), "settled_at": None}
        again = (
            submissions.update()
            .where(mine, submissions.c.state == State.pending, ~stopped)
            .values(**values, attempts=submissions.c.attempts + 1)
        )
        try:
            with self._writing() as db:
                if db.execute(again).rowcount:
                    return True
                if db.execute(sa.select(sa.literal(1)).where(stopped)).first() is not None:
                    return False
                db.execute(submissions.insert().values(**self._key(issue), address=key, attempts=1, **values))
        except IntegrityError:  # there is a row in another state, or the snapshot has no such recipient
            return False
        return True

    def release(self, issue: str, address: str) -> None:
        """Give a claim back: the message certainly did not leave, so its recipient is pending again."""
        self._move(issue, address, {"state": State.pending, "claimed_at": None})

    def settle(self, issue: str, submission: Submission, *, at: datetime) -> None:
        """Record what the server said about a claimed recipient. Raises ValueError when there is no such claim."""
        if submission.state not in _FINAL:
            raise ValueError(f"{submission.state} settles nothing")
        values = {"state": submission.state, "code": submission.code, "reply": submission.reply}
        self._move(issue, submission.address, {**values, "settled_at": stamp(at)})

    def recover(self, issue: str, *, on_unknown: Literal["resend", "skip"]) -> None:
        """Take up what an earlier run left: nobody else may be sending.

        Left-over claims are unknown. With "resend" the unknown become pending again, with "skip" they stay. The
        deferred become pending again in any case: a temporary refusal ends with the run that met it.
        """
        mine = self._of(submissions, issue)
        with self._writing() as db:
            claimed = submissions.update().where(mine, submissions.c.state == State.claimed)
            db.execute(claimed.values(state=State.unknown))
            states = [State.deferred, State.unknown] if on_unknown == "resend" else [State.deferred]
            db.execute(submissions.update().where(mine, submissions.c.state.in_(states)).values(state=State.pending))

    def defer(self, issue: str, addresses: Iterable[str]) -> None:
        """Make those of `addresses` who were refused deferred: it was not them whom the server refused."""
        keys = [normalise(address) for address in addresses]
        theirs = sa.and_(submissions.c.address.in_(keys), submissions.c.state == State.refused)
        with self._writing() as db:
            db.execute(submissions.update().where(self._of(submissions, issue), theirs).values(state=State.deferred))

    def counts(self, issue: str) -> Counts:
        """How the send of `issue` stands. A claim without an answer counts as unknown: nothing is known of it."""
        stopped = suppressions.c.address.is_not(None)
        query = (
            sa.select(submissions.c.state, stopped.label("stopped"), sa.func.count().label("number"))
            .select_from(_joined())
            .where(self._of(recipients, issue))
            .group_by(submissions.c.state, stopped)
        )
        found: dict[str, int] = {}
        with self._reading() as db:
            for row in db.execute(query):
                name = _shown(row.state, stopped=bool(row.stopped))
                found[name] = found.get(name, 0) + row.number
        return Counts(recipients=sum(found.values()), **found)

    def _move(self, issue: str, address: str, values: dict[str, object]) -> None:
        claimed = sa.and_(
            self._of(submissions, issue),
            submissions.c.address == normalise(address),
            submissions.c.state == State.claimed,
        )
        with self._writing() as db:
            if not db.execute(submissions.update().where(claimed).values(**values)).rowcount:
                raise ValueError(f"{address} is not claimed in {issue}")

    def _key(self, issue: str) -> dict[str, object]:
        return {"newsletter": self._newsletter, "live": self.live, "issue": issue}

    def _of(self, table: sa.Table, issue: str) -> sa.ColumnElement[bool]:
        return sa.and_(*(table.c[name] == value for name, value in self._key(issue).items()))

    def _rows(self, db: sa.Connection, issue: str, batch: Sequence[tuple[int, Recipient]]) -> list[dict[str, object]]:
        """The snapshot rows of `batch` whose addresses the snapshot does not hold yet."""
        rows: dict[str, dict[str, object]] = {}
        for position, recipient in batch:
            row = {"position": position, "written": recipient.address, "fields": dict(recipient.fields)}
            rows.setdefault(normalise(recipient.address), {**self._key(issue), **row})
        known = sa.select(recipients.c.address).where(self._of(recipients, issue), recipients.c.address.in_(rows))
        there = set(db.execute(known).scalars())
        return [{"address": address, **row} for address, row in rows.items() if address not in there]


def _joined() -> sa.FromClause:
    same = sa.and_(*(submissions.c[name] == recipients.c[name] for name in (*KEY, "address")))
    return recipients.outerjoin(submissions, same).outerjoin(
        suppressions, suppressions.c.address == recipients.c.address
    )


def _shown(state: str | None, *, stopped: bool) -> str:
    if state == State.claimed:
        return State.unknown
    if state in (None, State.pending):
        return State.suppressed if stopped else State.pending
    return str(state)
