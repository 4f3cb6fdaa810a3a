"""Whose turn it is: who waits, for how long, and when nobody is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.models import Recipient, State, Submission
from digest.sender.ledger import Ledger, Waiting
from digest.sender.pace import Pace
from digest.sender.submissions import Batch, Claim, Verdict
from digest.sender.turns import LONG, Turns

ISSUE = "2026-W47"
AT = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
ANN = "ann@example.com"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """One reader, who is deferred until LATER."""
    with Ledger.open(tmp_path / "ledger.db", newsletter="l.lantern.example") as opened:
        opened.snapshot(ISSUE, [Recipient(ANN)], at=AT)
        opened.record(ISSUE, Batch(claims=[Claim(ANN, "", AT)]))
        said = Submission(ANN, State.deferred, 451, "later")
        opened.record(ISSUE, Batch(verdicts=[Verdict(said, AT, next_try_at=LATER, deferred_since=AT)]))
        yield opened


def test_a_try_that_is_under_way_is_waited_for(ledger: Ledger) -> None:
    """While the due are all under way, who asks is told to wait for a verdict, not to ask again at once."""
    turns = Turns(ledger, ISSUE, pace=Pace(), now=lambda: LATER)
    waiting = turns.take()
    assert isinstance(waiting, Waiting)
    assert turns.take() == LONG
    ledger.record(ISSUE, Batch(claims=[Claim(ANN, "", LATER)]))
    ledger.record(ISSUE, Batch(verdicts=[Verdict(Submission(ANN, State.accepted, 250), LATER)]))
    turns.done(waiting)
    assert turns.take() is None


def test_nobody_waits_for_who_was_suppressed(ledger: Ledger) -> None:
    """A deferred reader who is put on the suppression list does not keep the send from its end."""
    now = AT
    turns = Turns(ledger, ISSUE, pace=Pace(), now=lambda: now)
    assert turns.take() == 60.0
    ledger.suppress(ANN, reason="manual", at=AT)
    now = LATER
    assert turns.take() is None
