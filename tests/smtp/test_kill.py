"""kill -9 in the middle of a send: nobody is lost, and only what was in flight may go twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smtp.crash import Killer, check, crash

pytestmark = pytest.mark.uncounted
RECIPIENTS = 120


@pytest.mark.parametrize("on_unknown", ["resend", "skip"])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_kill_9(database: str, on_unknown: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Killed between dot and 250, in the middle of a body, before RCPT and at any time, and run again until done.

    Nobody is lost; duplicates are at most one a connection and kill, each with the Message-ID of the first; with
    on_unknown = "skip" there are none, and whoever has no mail is counted as unknown.
    """
    place = tmp_path / "ledger.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    killer = Killer({"DOT": {7, 60}, "MIDWAY": {30}, "RCPT": {45}})
    outcome = crash(place, killer, recipients=RECIPIENTS, on_unknown=on_unknown)
    assert outcome.kills == 4
    check(outcome, recipients=RECIPIENTS, on_unknown=on_unknown)
    if on_unknown == "resend":
        assert outcome.duplicates >= 2  # both aimed between dot and 250: else this test shows nothing
