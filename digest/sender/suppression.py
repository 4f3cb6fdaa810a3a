"""The suppression list: who must never be mailed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from digest.sender.address import normalise
from digest.sender.database import Database, stamp
from digest.sender.tables import suppressions


@dataclass(frozen=True)
class Suppression:
    """An address that is never mailed, since when, and why."""

    address: str
    reason: str
    added_at: datetime
    note: str = ""


class SuppressionList(Database):
    """The suppression list of a database, for all the newsletters in it: who complains means the publisher."""

    def suppress(self, address: str, *, reason: str, note: str = "", at: datetime) -> None:
        """Never mail `address` again. Said twice, the first date stays and the later reason counts."""
        self.suppress_all([Suppression(address, reason, at, note)])

    def suppress_all(self, rows: Iterable[Suppression]) -> int:
        """`suppress` for many, all or none of them; how many there were."""
        source, number = iter(rows), 0
        with self._writing() as db:
            while batch := tuple(islice(source, 1000)):
                number += len(batch)
                # One address may stand there twice; one statement may not change a row twice.
                self._put(db, {normalise(row.address): row for row in batch})
        return number

    def _put(self, db: sa.Connection, rows: Mapping[str, Suppression]) -> None:
        insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
        statement = insert(suppressions)
        said = {"reason": statement.excluded.reason, "note": statement.excluded.note}
        values = [
            {"address": key, "reason": row.reason, "note": row.note, "added_at": stamp(row.added_at)}
            for key, row in rows.items()
        ]
        db.execute(statement.on_conflict_do_update(index_elements=["address"], set_=said), values)

    def unsuppress_all(self, addresses: Iterable[str]) -> int:
        """Allow `addresses` again; how many of them were suppressed."""
        rows = [{"key": normalise(address)} for address in addresses]
        with self._writing() as db:
            return db.execute(suppressions.delete().where(suppressions.c.address == sa.bindparam("key")), rows).rowcount

    def count_suppressed(self, addresses: Sequence[str]) -> int:
        """How many of these addresses, each of which stands there once, are on the list."""
        keys = [normalise(address) for address in addresses]
        number = sa.select(sa.func.count()).select_from(suppressions).where(suppressions.c.address.in_(keys))
        with self._reading() as db:
            return db.execute(number).scalar_one()

    def suppressed(self) -> int:
        """How many are on the list."""
        with self._reading() as db:
            return db.execute(sa.select(sa.func.count()).select_from(suppressions)).scalar_one()

    def suppressions(self) -> Iterator[Suppression]:
        """The suppression list, by address."""
        with self._reading() as db:
            for row in db.execute(sa.select(suppressions).order_by(suppressions.c.address)):
                yield Suppression(row.address, row.reason, datetime.fromisoformat(row.added_at), row.note)
