"""Weeks around a change of the clock, in which what may have been lost goes again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.year.machines import Server
from tests.year.years import fridays, lived, shown

FIRST = date(2026, 2, 6)


def test_weeks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `on_unknown = "resend"` nobody is left without an issue that was sent, and a kill costs one more mail a
    connection at most, under the same Message-ID."""
    occasions = fridays(13, first=FIRST)
    counted, wrong = lived(Server, tmp_path, occasions, seed=20260206, on_unknown="resend", deadly=0.5)
    with capsys.disabled():
        print(f"\n{shown('Server, resend', counted)}")
    assert wrong == []
    assert counted["sent"] >= 7
    assert counted["kills at a word to the server"] > 0
    assert [number for number in (2, 3, 4) if counted[f"readers who got an issue {number} times"]]
