"""What the tests of sending share: a compiled issue and a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.sender.compose import Compiled
from digest.sender.ledger import Ledger
from tests.smtp.small_issue import compiled_issue


@pytest.fixture
def compiled() -> Compiled:
    return compiled_issue()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "state" / "ledger.db", newsletter="l.lantern.example") as opened:
        yield opened
