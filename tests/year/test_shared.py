"""Weeks around a change of the clock, of jobs that share a ledger in PostgreSQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.year.machines import Shared
from tests.year.years import fridays, lived, shown

FIRST = date(2026, 10, 9)


def test_weeks(tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With a ledger that outlives each machine no claim has to be published first: a lost machine or a lost push leads
    to no second send, and the next run goes on with what the last one left."""
    occasions = fridays(8, first=FIRST)
    counted, wrong = lived(Shared, tmp_path, occasions, seed=20261009, database=postgres_url)
    with capsys.disabled():
        print(f"\n{shown('Shared', counted)}")
    assert wrong == []
    assert counted["sent"] >= 4
    assert counted["pushes lost"] > 0
    assert sum(number for name, number in counted.items() if name.startswith("kills")) > 0
