"""A year of jobs on a CI service, each of which has a machine of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.year.machines import Jobs
from tests.year.years import EVENTS, WEEKS, fridays, has_both_changes_and_week_53, lived, shown


def test_a_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same where a claim is published before the mails, a push may be lost, and a killed job takes its ledger with
    it: then every later call refuses, and says what to do."""
    occasions = fridays(WEEKS)
    assert has_both_changes_and_week_53(occasions)
    counted, wrong = lived(Jobs, tmp_path, occasions, seed=20260102)
    with capsys.disabled():
        print(f"\n{shown('Jobs', counted)}")
    assert wrong == []
    assert [event for event in (*EVENTS, "pushes lost", "pushes refused") if not counted[event]] == []
    assert counted["sent"] > WEEKS * 0.6
    assert counted["sending"] > 0
    assert counted["skipped: thin"] > 0
    assert counted["skipped: late"] > 0
