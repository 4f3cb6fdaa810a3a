"""The durable record of who is to get an issue, who was claimed, and what the server said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal, Self

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from digest.models import Recipient, State, Submission
from digest.sender.address import normalise
from digest.sender.tables import open_engine, recipients, sends, submissions, suppressions

_FINAL = (State.accepted, State.deferred, State.refused, State.unknown)


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
class Waiting:
    """One pending recipient and its place in the snapshot."""

    position: int
    recipient: Recipient


@dataclass(frozen=True)
class Suppression:
    """An address that is never mailed, since when, and why."""

    address: str
    reason: str
    added_at: datetime
    note: str = ""


class Ledger:
    """The ledger in one database. Every method that writes has committed, durably, when it returns.

    Addresses are compared in their normal form (`address.normalise`). A recipient with a snapshot row and no
    submission row is pending, so that deleting one submission row makes exactly that recipient pending again.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, place: str | Path) -> Ledger:
        """The ledger at `place`: a database URL, or the path of an SQLite file, made when absent.

        Raises ConfigError when it cannot be opened; the message never holds the URL's password.
        """
        return cls(open_engine(place))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def started(self, issue: str) -> bool:
        """Whether the audience of `issue` has been taken down."""
        with self._engine.connect() as db:
            return db.execute(sa.select(sends.c.issue).where(sends.c.issue == issue)).first() is not None

    def snapshot(self, issue: str, audience: Iterable[Recipient], *, at: datetime) -> bool:
        """Take down who gets `issue`, in order, each address once; False, and no change, when it already was.

        All or nothing: a crash in the middle leaves no snapshot.
        """
        source = enumerate(audience)
        try:
            with self._engine.begin() as db:
                db.execute(sends.insert().values(issue=issue, started_at=_stamp(at), status="sending"))
                while batch := tuple(islice(source, 500)):
                    rows = _rows(db, issue, batch)
                    if rows:
                        db.execute(recipients.insert(), rows)
        except IntegrityError:
            if self.started(issue):
                return False
            raise
        return True

    def pending(self, issue: str, *, limit: int, after: int = -1) -> tuple[Waiting, ...]:
        """The first `limit` pending recipients of `issue` behind position `after`, in the snapshot's order."""
        query = (
            sa.select(recipients.c.position, recipients.c.written, recipients.c.fields)
            .select_from(_joined())
            .where(recipients.c.issue == issue, recipients.c.position > after, suppressions.c.address.is_(None))
            .where(sa.or_(submissions.c.state.is_(None), submissions.c.state == State.pending))
            .order_by(recipients.c.position)
            .limit(limit)
        )
        with self._engine.connect() as db:
            return tuple(Waiting(row.position, Recipient(row.written, row.fields)) for row in db.execute(query))

    def claim(self, issue: str, address: str, *, message_id: str = "", at: datetime) -> bool:
        """Claim a pending recipient; False when there is nothing to claim (claimed, settled, suppressed, unknown).

        Only who was told True may send. The claim is on disk before this returns.
        """
        key = normalise(address)
        mine = sa.and_(submissions.c.issue == issue, submissions.c.address == key)
        stopped = sa.exists().where(suppressions.c.address == key)
        values = {"state": State.claimed, "message_id": message_id, "claimed_at": _stamp(at), "settled_at": None}
        again = (
            submissions.update()
            .where(mine, submissions.c.state == State.pending, ~stopped)
            .values(**values, attempts=submissions.c.attempts + 1)
        )
        try:
            with self._engine.begin() as db:
                if db.execute(again).rowcount:
                    return True
                if db.execute(sa.select(sa.literal(1)).where(stopped)).first() is not None:
                    return False
                db.execute(submissions.insert().values(issue=issue, address=key, attempts=1, **values))
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
        self._move(issue, submission.address, {**values, "settled_at": _stamp(at)})

    def recover(self, issue: str, *, on_unknown: Literal["resend", "skip"]) -> None:
        """Take up what an earlier run left: nobody else may be sending.

        Left-over claims are unknown. With "resend" the unknown become pending again, with "skip" they stay. The
        deferred become pending again in any case: a temporary refusal ends with the run that met it.
        """
        mine = submissions.c.issue == issue
        with self._engine.begin() as db:
            claimed = submissions.update().where(mine, submissions.c.state == State.claimed)
            db.execute(claimed.values(state=State.unknown))
            states = [State.deferred, State.unknown] if on_unknown == "resend" else [State.deferred]
            db.execute(submissions.update().where(mine, submissions.c.state.in_(states)).values(state=State.pending))
            db.execute(sends.update().where(sends.c.issue == issue).values(status="sending", finished_at=None))

    def finish(self, issue: str, *, at: datetime) -> None:
        """Record that nobody of `issue` is left to mail."""
        with self._engine.begin() as db:
            done = sends.update().where(sends.c.issue == issue)
            db.execute(done.values(status="finished", finished_at=_stamp(at)))

    def counts(self, issue: str) -> Counts:
        """How the send of `issue` stands. A claim without an answer counts as unknown: nothing is known of it."""
        stopped = suppressions.c.address.is_not(None)
        query = (
            sa.select(submissions.c.state, stopped.label("stopped"), sa.func.count().label("number"))
            .select_from(_joined())
            .where(recipients.c.issue == issue)
            .group_by(submissions.c.state, stopped)
        )
        found: dict[str, int] = {}
        with self._engine.connect() as db:
            for row in db.execute(query):
                name = _shown(row.state, stopped=bool(row.stopped))
                found[name] = found.get(name, 0) + row.number
        return Counts(recipients=sum(found.values()), **found)

    def suppress(self, address: str, *, reason: str, note: str = "", at: datetime) -> None:
        """Never mail `address` again. Said twice, the first date stays and the later reason counts."""
        key = normalise(address)
        known = suppressions.update().where(suppressions.c.address == key).values(reason=reason, note=note)
        with self._engine.begin() as db:
            if not db.execute(known).rowcount:
                row = {"address": key, "reason": reason, "note": note, "added_at": _stamp(at)}
                db.execute(suppressions.insert().values(row))

    def unsuppress(self, address: str) -> bool:
        """Allow `address` again; False when it was not suppressed."""
        with self._engine.begin() as db:
            return bool(db.execute(suppressions.delete().where(suppressions.c.address == normalise(address))).rowcount)

    def suppressions(self) -> Iterator[Suppression]:
        """The suppression list, by address."""
        with self._engine.connect() as db:
            for row in db.execute(sa.select(suppressions).order_by(suppressions.c.address)):
                yield Suppression(row.address, row.reason, datetime.fromisoformat(row.added_at), row.note)

    def _move(self, issue: str, address: str, values: dict[str, object]) -> None:
        claimed = sa.and_(
            submissions.c.issue == issue,
            submissions.c.address == normalise(address),
            submissions.c.state == State.claimed,
        )
        with self._engine.begin() as db:
            if not db.execute(submissions.update().where(claimed).values(**values)).rowcount:
                raise ValueError(f"{address} is not claimed in {issue}")


def _joined() -> sa.FromClause:
    same = sa.and_(submissions.c.issue == recipients.c.issue, submissions.c.address == recipients.c.address)
    return recipients.outerjoin(submissions, same).outerjoin(
        suppressions, suppressions.c.address == recipients.c.address
    )


def _rows(db: sa.Connection, issue: str, batch: Sequence[tuple[int, Recipient]]) -> list[dict[str, object]]:
    """The snapshot rows of `batch` whose addresses the snapshot does not hold yet."""
    rows: dict[str, dict[str, object]] = {}
    for position, recipient in batch:
        row = {"issue": issue, "position": position, "written": recipient.address, "fields": dict(recipient.fields)}
        rows.setdefault(normalise(recipient.address), row)
    known = sa.select(recipients.c.address).where(recipients.c.issue == issue, recipients.c.address.in_(rows))
    there = set(db.execute(known).scalars())
    return [{"address": address, **row} for address, row in rows.items() if address not in there]


def _shown(state: str | None, *, stopped: bool) -> str:
    if state == State.claimed:
        return State.unknown
    if state in (None, State.pending):
        return State.suppressed if stopped else State.pending
    return str(state)


def _stamp(moment: datetime) -> str:
    """A moment as text that sorts by time and that a person can read: `2026-11-20T06:30:00+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
