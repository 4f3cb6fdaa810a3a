"""The durable record of who is to get an issue, who was claimed, and what the server said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from digest.models import Recipient, State
from digest.sender.address import normalise
from digest.sender.database import open_engine, stamp
from digest.sender.lock import ledger_alone
from digest.sender.standing import Counts, Reply, Start, Waiting
from digest.sender.statements import joined
from digest.sender.submissions import Submissions
from digest.sender.tables import claims, notices, recipients, sends, submissions, suppressions

UNANSWERED = 2
"""How often a server may leave the message to one reader without an answer before nobody sends it again."""


class Ledger(Submissions):
    """One newsletter's sends in one database. Every method that writes has committed, durably, when it returns.

    What goes to the outbox mails nobody, so it is another send than the real one and has its own record: this is the
    record of the sends that `live` says. Addresses are compared in their normal form (`address.normalise`). A recipient
    with a snapshot row and no submission row is pending, so that deleting one submission row makes exactly that
    recipient pending again. The suppression list is the whole database's.

    Every method raises SendingIncomplete when the database fails: what was recorded stays.
    """

    @classmethod
    def open(cls, place: str | Path, *, newsletter: str, transport: str = "smtp") -> Ledger:
        """The ledger at `place` (a database URL, or the path of an SQLite file, made when absent).

        `newsletter` is the list id, `transport` the name of what the mails go through. Raises ConfigError when it
        cannot be opened; the message never holds the URL's password.
        """
        return cls(open_engine(place), newsletter=newsletter, transport=transport)

    def through(self, transport: str, *, newsletter: str = "") -> Ledger:
        """The same ledger for sends through another transport, or of another `newsletter`. Close one of them."""
        return Ledger(self._engine, newsletter=newsletter or self._newsletter, transport=transport)

    def alone(self) -> AbstractContextManager[None]:
        """Hold the right to send this newsletter. Raises Busy when another process has it, wherever it runs."""
        return ledger_alone(self._engine, self._newsletter)

    def start(self, issue: str) -> Start | None:
        """How the send of `issue` began, or None when its audience has not been taken down."""
        with self._reading() as db:
            row = db.execute(sa.select(sends).where(self._of(sends, issue))).first()
        return Start(row.transport, datetime.fromisoformat(row.started_at), row.content) if row else None

    def started(self, issue: str) -> bool:
        """Whether the audience of `issue` has been taken down."""
        return self.start(issue) is not None

    def take_down_claim(self, issue: str, token: str, *, at: datetime) -> None:
        """Remember that whoever has this ledger claimed `issue` with `token`, to send it or to go on sending it."""
        with self._writing() as db:
            db.execute(claims.insert().values(**self._key(issue), token=token, claimed_at=stamp(at)))

    def knows_claim(self, issue: str, token: str) -> bool:
        """Whether this ledger was there when `issue` was claimed with `token`: else it is older than that, or lost."""
        query = sa.select(claims.c.token).where(self._of(claims, issue), claims.c.token == token)
        with self._reading() as db:
            return db.execute(query).first() is not None

    def take_down_notice(self, issue: str, words: str, *, at: datetime) -> None:
        """Remember that the owners were told `words` of `issue`."""
        with self._writing() as db:
            db.execute(notices.insert().values(**self._key(issue), words=words, said_at=stamp(at)))

    def was_noticed(self, issue: str, words: str) -> bool:
        """Whether the owners were told `words` of `issue`."""
        query = sa.select(notices.c.words).where(self._of(notices, issue), notices.c.words == words)
        with self._reading() as db:
            return db.execute(query).first() is not None

    def has_recipients(self, issue: str) -> bool:
        """Whether anybody was taken down for `issue`."""
        with self._reading() as db:
            return (
                db.execute(sa.select(recipients.c.position).where(self._of(recipients, issue)).limit(1)).first()
                is not None
            )

    def snapshot(self, issue: str, audience: Iterable[Recipient], *, content: str = "", at: datetime) -> bool:
        """Take down who gets `issue`, in order, each address once; False, and no change, when it already was.

        `content` is the hash of what they get. All or nothing: a crash in the middle leaves no snapshot.
        """
        source = enumerate(audience)
        start = {"transport": self._transport, "started_at": stamp(at), "content": content, "holder": ""}
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

    def has_mailed(self, issue: str) -> bool:
        """Whether a message of `issue` may have left: one was claimed, whatever became of it."""
        query = sa.select(submissions.c.address).where(self._of(submissions, issue)).limit(1)
        with self._reading() as db:
            return db.execute(query).first() is not None

    def forget(self, issue: str) -> None:
        """Forget who was taken down for `issue`: of a trial, or of a send of which nothing has left.

        Raises ValueError for a real send of which something may have, which is never forgotten.
        """
        if self.live and self.has_mailed(issue):
            raise ValueError("a real send is never forgotten")
        with self._writing() as db:
            for table in (submissions, recipients, sends):
                db.execute(table.delete().where(self._of(table, issue)))

    def pending(self, issue: str, *, limit: int, after: int = -1) -> tuple[Waiting, ...]:
        """The first `limit` pending recipients of `issue` behind position `after`, in the snapshot's order."""
        open_ones = sa.or_(submissions.c.state.is_(None), submissions.c.state == State.pending)
        query = _waiting().where(self._of(recipients, issue), recipients.c.position > after, open_ones)
        return self._fetch(query.order_by(recipients.c.position).limit(limit))

    def due(self, issue: str, *, now: datetime, limit: int) -> tuple[Waiting, ...]:
        """The first `limit` of the deferred whose next try is due at `now`, the longest due first."""
        query = _waiting().where(self._of(submissions, issue), submissions.c.state == State.deferred)
        query = query.where(submissions.c.next_try_at <= stamp(now, precise=True))
        return self._fetch(query.order_by(submissions.c.next_try_at, recipients.c.position).limit(limit))

    def next_try(self, issue: str) -> datetime | None:
        """When the next of the deferred is due; None when nobody waits for a try: who is suppressed has none."""
        waits = (submissions.c.next_try_at.is_not(None), submissions.c.state == State.deferred)
        stopped = sa.exists().where(suppressions.c.address == submissions.c.address)
        query = sa.select(sa.func.min(submissions.c.next_try_at)).where(self._of(submissions, issue), *waits, ~stopped)
        with self._reading() as db:
            found = db.execute(query).scalar()
        return datetime.fromisoformat(found) if found else None

    def recover(
        self,
        issue: str,
        *,
        on_unknown: Literal["resend", "skip"],
        holder: str = "",
        latest: datetime | None = None,
    ) -> None:
        """Take up what an earlier run left, as the run `holder`: from now on no other may claim.

        Left-over claims are unknown. With "resend" the unknown become pending again, but for those whose message the
        server has left without an answer UNANSWERED times; with "skip" they stay. The deferred become pending again
        as well, but for those with a time of their next try, until `latest`: a later one was written by a clock that
        has been set back since.
        """
        mine = self._of(submissions, issue)
        times = submissions.c.next_try_at
        timeless = sa.or_(times.is_(None), times > stamp(latest, precise=True)) if latest else times.is_(None)
        given_up = sa.and_(submissions.c.state == State.deferred, timeless)
        once = sa.and_(submissions.c.state == State.unknown, submissions.c.unanswered < UNANSWERED)
        open_again = given_up if on_unknown == "skip" else sa.or_(given_up, once)
        with self._writing() as db:
            db.execute(sends.update().where(self._of(sends, issue)).values(holder=holder))
            claimed = submissions.update().where(mine, submissions.c.state == State.claimed)
            db.execute(claimed.values(state=State.unknown))
            db.execute(submissions.update().where(mine, open_again).values(state=State.pending, next_try_at=None))
            waited = submissions.c.deferred_since.is_not(None)
            db.execute(submissions.update().where(mine, waited).values(deferred_since=None))

    def defer(self, issue: str, addresses: Iterable[str]) -> None:
        """Make those of `addresses` who were refused deferred: it was not them whom the server refused."""
        keys = [normalise(address) for address in addresses]
        theirs = sa.and_(submissions.c.address.in_(keys), submissions.c.state == State.refused)
        with self._writing() as db:
            db.execute(submissions.update().where(self._of(submissions, issue), theirs).values(state=State.deferred))

    def suppress_hard_bounces(self, issue: str, *, at: datetime) -> None:
        """Put who was refused because there is no such address on the suppression list.

        RFC 3463: 5.1.x is about the address, but 5.1.7 and 5.1.8 are about the sender's.
        """
        hard = sa.and_(
            submissions.c.state == State.refused,
            submissions.c.reply.startswith("5.1."),
            ~submissions.c.reply.startswith("5.1.7"),
            ~submissions.c.reply.startswith("5.1.8"),
            ~sa.exists().where(suppressions.c.address == submissions.c.address),
        )
        columns = ("address", "reason", "added_at", "note")
        found = sa.select(
            submissions.c.address, sa.literal("hard bounce"), sa.literal(stamp(at)), submissions.c.reply
        ).where(self._of(submissions, issue), hard)
        with self._writing() as db:
            db.execute(suppressions.insert().from_select(columns, found))

    def counts(self, issue: str) -> Counts:
        """How the send of `issue` stands. A claim without an answer counts as unknown: nothing is known of it."""
        stopped = suppressions.c.address.is_not(None)
        silent = sa.func.coalesce(submissions.c.unanswered, 0) >= UNANSWERED
        groups = (stopped.label("stopped"), silent.label("silent"), sa.func.count().label("number"))
        query = (
            sa.select(submissions.c.state, *groups)
            .select_from(joined())
            .where(self._of(recipients, issue))
            .group_by(submissions.c.state, stopped, silent)
        )
        found: dict[str, int] = {}
        with self._reading() as db:
            for row in db.execute(query):
                name = _shown(row.state, stopped=bool(row.stopped), silent=bool(row.silent))
                found[name] = found.get(name, 0) + row.number
        return Counts(recipients=sum(found.values()), **found)

    def replies(self, issue: str, *, limit: int = 10) -> tuple[Reply, ...]:
        """What the server said to those whom it did not accept, the most frequent first."""
        said = (submissions.c.state, submissions.c.code, submissions.c.reply)
        number = sa.func.count()
        query = sa.select(*said, number).where(self._of(submissions, issue))
        query = query.where(submissions.c.state.in_((State.deferred, State.refused, State.unknown)))
        with self._reading() as db:
            rows = db.execute(query.group_by(*said).order_by(number.desc(), *said).limit(limit))
            return tuple(Reply(State(state), code, reply, count) for state, code, reply, count in rows)

    def _fetch(self, query: sa.Select[tuple[int, str, dict[str, str], str | None, str | None]]) -> tuple[Waiting, ...]:
        with self._reading() as db:
            return tuple(
                Waiting(
                    row.position,
                    Recipient(row.written, row.fields),
                    row.state == State.deferred,
                    datetime.fromisoformat(row.deferred_since) if row.deferred_since else None,
                )
                for row in db.execute(query)
            )

    def _rows(self, db: sa.Connection, issue: str, batch: Sequence[tuple[int, Recipient]]) -> list[dict[str, object]]:
        """The snapshot rows of `batch` whose addresses the snapshot does not hold yet."""
        rows: dict[str, dict[str, object]] = {}
        for position, recipient in batch:
            row = {"position": position, "written": recipient.address, "fields": dict(recipient.fields)}
            rows.setdefault(normalise(recipient.address), {**self._key(issue), **row})
        known = sa.select(recipients.c.address).where(self._of(recipients, issue), recipients.c.address.in_(rows))
        there = set(db.execute(known).scalars())
        return [{"address": address, **row} for address, row in rows.items() if address not in there]


def _waiting() -> sa.Select[tuple[int, str, dict[str, str], str | None, str | None]]:
    """Recipients who are not suppressed, with where their submission stands."""
    columns = (recipients.c.position, recipients.c.written, recipients.c.fields)
    tries = (submissions.c.state, submissions.c.deferred_since)
    return sa.select(*columns, *tries).select_from(joined()).where(suppressions.c.address.is_(None))


def _shown(state: str | None, *, stopped: bool, silent: bool) -> str:
    if state == State.unknown and silent:
        return "unanswered"
    if state == State.claimed:
        return State.unknown
    if state in (None, State.pending) or (state == State.deferred and stopped):
        return State.suppressed if stopped else State.pending
    return str(state)
