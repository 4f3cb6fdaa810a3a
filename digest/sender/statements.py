"""What a commit of claims and verdicts consists of, built once: to build it anew each time takes longer than to run it.

Each takes the parameters `newsletter`, `live` and `issue`, which name the send.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from digest.models import State
from digest.sender.tables import KEY, recipients, sends, submissions, suppressions


def _send(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == sa.bindparam(f"of_{name}") for name in KEY))


def _new(*names: str) -> dict[str, Any]:
    return {name: sa.bindparam(f"new_{name}") for name in names}


def joined() -> sa.FromClause:
    """Each recipient with their submission and their suppression, where they have one."""
    same = sa.and_(*(submissions.c[name] == recipients.c[name] for name in (*KEY, "address")))
    return recipients.outerjoin(submissions, same).outerjoin(
        suppressions, suppressions.c.address == recipients.c.address
    )


_MINE = sa.and_(_send(submissions), submissions.c.address == sa.bindparam("of_address"))
_CLAIMED = {"state": State.claimed.value, "settled_at": None, "next_try_at": None}

# FOR UPDATE: on PostgreSQL, who takes the send over waits for this commit, or this for theirs.
HOLDER = sa.select(sends.c.holder).where(_send(sends)).with_for_update()
STATES = (
    sa.select(recipients.c.address, submissions.c.state)
    .select_from(joined())
    .where(_send(recipients), recipients.c.address.in_(sa.bindparam("addresses", expanding=True)))
    .where(suppressions.c.address.is_(None))
)
"""Of those of `addresses` who are in the snapshot and not suppressed, the state, or None."""
CLAIM = submissions.insert().values(
    {name: sa.bindparam(f"of_{name}") for name in (*KEY, "address")}
    | _CLAIMED
    | {"attempts": 1}
    | _new("message_id", "claimed_at")
)
CLAIM_AGAIN = submissions.update().where(_MINE).values(_CLAIMED | _new("message_id", "claimed_at"))
CLAIM_AGAIN = CLAIM_AGAIN.values(attempts=submissions.c.attempts + 1)
SETTLE = submissions.update().where(_MINE, submissions.c.state == State.claimed.value)
RELEASE = SETTLE.values(state=State.pending.value, claimed_at=None)
SETTLE = SETTLE.values(_new("state", "code", "reply", "settled_at", "next_try_at", "deferred_since"))
SETTLE = SETTLE.values(unanswered=submissions.c.unanswered + sa.bindparam("more_unanswered"))
