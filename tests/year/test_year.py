"""A year of calls that come late, never, twice at once, or are killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.year.verdict import faults, tally
from tests.year.world import Jobs, Server, Year, fridays, living

WEEKS = 53
"""From the first Friday of 2026 on: both changes of the clock, and ISO week 53."""


@pytest.mark.parametrize("kind", [Server, Jobs])
def test_a_year(kind: type[Year], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each issue that was due has gone to each reader once, or is reported as refused or skipped with the true reason.

    Nobody gets one twice, whatever was killed, late, doubled or lost.
    """
    occasions = fridays(WEEKS)
    with living(kind, tmp_path, seed=20260102) as year:
        year.live(occasions)
        counted = tally(year, occasions)
        wrong = faults(year, occasions)
    with capsys.disabled():
        print(f"\n{kind.__name__}: {', '.join(f'{number} {name}' for name, number in sorted(counted.items()))}")
    assert wrong == []
    assert counted["sent"] > WEEKS / 2
    assert counted["kills"] > 0
    assert counted["skipped: thin"] > 0
