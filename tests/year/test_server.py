"""A year on one machine with a crontab."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.year.machines import Server
from tests.year.years import EVENTS, WEEKS, fridays, has_both_changes_and_week_53, lived, shown


def test_a_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each issue that was due has gone to each reader once, in its time, or is reported as refused or skipped with the
    true reason, whatever was killed, late or doubled; reviewers saw it before, owners heard of it."""
    occasions = fridays(WEEKS)
    assert has_both_changes_and_week_53(occasions)
    counted, wrong = lived(Server, tmp_path, occasions, seed=20260102, deadly=0.3)
    with capsys.disabled():
        print(f"\n{shown('Server', counted)}")
    assert wrong == []
    assert [event for event in EVENTS if not counted[event]] == []
    assert counted["sent"] > WEEKS * 0.6
    assert counted["skipped: thin"] > 0
    assert counted["skipped: late"] > 0
    assert counted["skipped: held"] > 0
