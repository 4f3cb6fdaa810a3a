"""Claims and verdicts: what is written of each message, many of them in one durable commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from digest.errors import Busy
from digest.models import State, Submission
from digest.sender.address import normalise
from digest.sender.database import explained, stamp
from digest.sender.statements import CLAIM, CLAIM_AGAIN, HOLDER, RELEASE, SETTLE, STATES
from digest.sender.suppression import SuppressionList
from digest.sender.tables import KEY, sends, submissions

OUTBOX, MEMORY = "outbox", "memory"
"""The transports through which nothing leaves this machine."""
_FINAL = (State.accepted, State.deferred, State.refused, State.unknown)
_OPEN = (None, State.pending, State.deferred)
"""What may be claimed: no row, or one in these states."""

Row = dict[str, object]


@dataclass(frozen=True)
class Claim:
    """The wish to send one recipient their message."""

    address: str
    message_id: str
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """What the server said about a claimed recipient; one who is deferred may have a time of the next try."""

    submission: Submission
    at: datetime
    next_try_at: datetime | None = None
    deferred_since: datetime | None = None


@dataclass
class Batch:
    """What is written together. `released` are addresses whose claimed message certainly did not leave."""

    claims: list[Claim] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    released: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.claims or self.verdicts or self.released)


class Prepared:
    """A batch that is written but not committed. `claimed` says of each claim whether it was granted."""

    def __init__(self, db: sa.Connection, claimed: tuple[bool, ...]) -> None:
        self._db = db
        self.claimed = claimed

    def commit(self) -> tuple[bool, ...]:
        """Put it on disk; the claims that count from now on. May run in another thread."""
        with explained(), self._db:
            self._db.commit()
        return self.claimed


class Submissions(SuppressionList):
    """The submissions of one newsletter through one kind of transport: real ones, or trials that mail nobody."""

    def __init__(self, engine: sa.Engine, *, newsletter: str, transport: str) -> None:
        super().__init__(engine)
        self._transport = transport
        self._newsletter = newsletter
        self.live = transport not in (OUTBOX, MEMORY)

    @property
    def is_file(self) -> bool:
        """Whether the ledger is a file on this machine: then only its commits take time."""
        return self._engine.dialect.name == "sqlite"

    def record(self, issue: str, batch: Batch, *, holder: str = "") -> tuple[bool, ...]:
        """Write `batch` in one commit, on disk when this returns; of each claim, whether it was granted.

        Only who was told True may send. There is nothing to claim where the recipient is claimed, settled (but for
        deferred), suppressed, unknown, or not in the snapshot. Raises ValueError, and writes nothing, when a verdict
        or a release has no claim; Busy when another run than `holder` has taken the send over.
        """
        return self.prepare(issue, batch, holder=holder).commit()

    def prepare(self, issue: str, batch: Batch, *, holder: str = "") -> Prepared:
        """`record` up to the commit, which waits for the disk."""
        if wrong := [one.submission.state for one in batch.verdicts if one.submission.state not in _FINAL]:
            raise ValueError(f"{wrong[0]} settles nothing")
        with explained():
            db = self._engine.connect()
            try:
                db.begin()
                send: Row = {f"of_{name}": value for name, value in self._key(issue).items()}
                self._check_holder(db, send, holder)
                self._settle(db, send, batch.verdicts)
                self._release(db, send, batch.released)
                return Prepared(db, self._claim(db, send, batch.claims))
            except BaseException:
                db.close()
                raise

    def claimed_since(self, moment: datetime) -> tuple[tuple[datetime, int], ...]:
        """How many real messages left in each second since `moment`, of all newsletters: what a server counts."""
        second = submissions.c.claimed_at
        query = sa.select(second, sa.func.count()).where(submissions.c.live, second >= stamp(moment))
        with self._reading() as db:
            rows = db.execute(query.group_by(second).order_by(second))
            return tuple((datetime.fromisoformat(at), number) for at, number in rows)

    def recipients_of(self, message_ids: Sequence[str]) -> dict[str, str]:
        """To whom messages of ours went, by their Message-IDs; others are left out."""
        columns = (submissions.c.message_id, submissions.c.address)
        query = sa.select(*columns).where(submissions.c.message_id.in_(message_ids), submissions.c.live)
        with self._reading() as db:
            return {row.message_id: row.address for row in db.execute(query)}

    def mailed(self, addresses: Sequence[str]) -> frozenset[str]:
        """Those of `addresses`, in their normal form, who were a recipient of a real send of any newsletter.

        Several may have one mailbox for what comes back.
        """
        keys = [normalise(address) for address in addresses]
        # By send, so that the index helps, which begins with it.
        same = sa.and_(*(submissions.c[name] == sends.c[name] for name in KEY))
        query = sa.select(submissions.c.address).select_from(sends.join(submissions, same))
        query = query.where(sends.c.live, submissions.c.address.in_(keys)).distinct()
        with self._reading() as db:
            return frozenset(db.execute(query).scalars())

    def _check_holder(self, db: sa.Connection, send: Row, holder: str) -> None:
        """A run that has lost its lock, say with the connection to the database, must not claim any more."""
        if db.execute(HOLDER, send).scalar() not in (holder, None):
            hint = "nothing is lost: it goes on"
            raise Busy("another digest has taken this send over", where=str(send["of_issue"]), hint=hint)

    def _settle(self, db: sa.Connection, send: Row, verdicts: Sequence[Verdict]) -> None:
        rows = [
            {
                **send,
                "of_address": normalise(one.submission.address),
                "new_state": one.submission.state.value,
                "more_unanswered": int(one.submission.state is State.unknown),
                "new_code": one.submission.code,
                "new_reply": one.submission.reply,
                "new_settled_at": stamp(one.at),
                "new_next_try_at": one.next_try_at and stamp(one.next_try_at, precise=True),
                "new_deferred_since": one.deferred_since and stamp(one.deferred_since, precise=True),
            }
            for one in verdicts
        ]
        self._move(db, SETTLE, rows)

    def _release(self, db: sa.Connection, send: Row, addresses: Sequence[str]) -> None:
        self._move(db, RELEASE, [{**send, "of_address": normalise(address)} for address in addresses])

    def _move(self, db: sa.Connection, statement: sa.Update, rows: list[Row]) -> None:
        if rows and db.execute(statement, rows).rowcount != len(rows):
            raise ValueError(f"one of {', '.join(str(row['of_address']) for row in rows)} is not claimed")

    def _claim(self, db: sa.Connection, send: Row, claims: Sequence[Claim]) -> tuple[bool, ...]:
        if not claims:
            return ()
        keys = [normalise(claim.address) for claim in claims]
        states = {row.address: row.state for row in db.execute(STATES, {**send, "addresses": keys})}
        rows: dict[bool, list[Row]] = {True: [], False: []}
        for key, claim in zip(keys, claims, strict=True):
            if key in states and states[key] in _OPEN:
                values = {"new_message_id": claim.message_id, "new_claimed_at": stamp(claim.at)}
                rows[states[key] is None].append({**send, "of_address": key, **values})
        for is_new, statement in ((True, CLAIM), (False, CLAIM_AGAIN)):
            if rows[is_new]:
                db.execute(statement, rows[is_new])
        granted = {row["of_address"] for row in (*rows[True], *rows[False])}
        return tuple(key in granted for key in keys)

    def _key(self, issue: str) -> dict[str, object]:
        return {"newsletter": self._newsletter, "live": self.live, "issue": issue}

    def _of(self, table: sa.Table, issue: str) -> sa.ColumnElement[bool]:
        return sa.and_(*(table.c[name] == value for name, value in self._key(issue).items()))
