"""The suppression list: who must never be mailed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

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
        key = normalise(address)
        known = suppressions.update().where(suppressions.c.address == key).values(reason=reason, note=note)
        with self._writing() as db:
            if not db.execute(known).rowcount:
                row = {"address": key, "reason": reason, "note": note, "added_at": stamp(at)}
                db.execute(suppressions.insert().values(row))

    def unsuppress(self, address: str) -> bool:
        """Allow `address` again; False when it was not suppressed."""
        with self._writing() as db:
            return bool(db.execute(suppressions.delete().where(suppressions.c.address == normalise(address))).rowcount)

    def suppressions(self) -> Iterator[Suppression]:
        """The suppression list, by address."""
        with self._reading() as db:
            for row in db.execute(sa.select(suppressions).order_by(suppressions.c.address)):
                yield Suppression(row.address, row.reason, datetime.fromisoformat(row.added_at), row.note)
