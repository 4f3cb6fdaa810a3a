"""Every kill point of `docs/sending.md`, one by one: what the ledger says, and what the next run does."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from digest.sender.ledger import Ledger
from digest.sender.standing import Counts
from tests.smtp.crash import ROOT
from tests.smtp.servers import ScriptedServer
from tests.smtp.small_issue import ISSUE, LIST

pytestmark = pytest.mark.uncounted
NUMBER = 8
POINTS = {
    # where a process dies: how many it leaves unknown, and how many got their message nevertheless
    "in the snapshot": ("digest.sender.ledger.Ledger._rows", "before", 1, None, 0),
    "before the first claim": ("digest.sender.ledger.Ledger.recover", "after", 1, 0, 0),
    "the claim not on disk": ("digest.sender.submissions.Prepared.commit", "before", 1, 0, 0),
    "the claim on disk, no dot": ("digest.sender.submissions.Prepared.commit", "after", 1, 1, 0),
    "the dot sent, no 250": ("digest.sender.exchange.Exchange._answer", "before", 1, 1, 1),
    "the 250 heard, no verdict handed in": ("digest.sender.exchange.Exchange._answer", "after", 1, 1, 1),
    "the verdict handed in, not on disk": ("digest.sender.submissions.Prepared.commit", "before", 2, 1, 1),
    "the verdict on disk, with the next claim": ("digest.sender.submissions.Prepared.commit", "after", 2, 1, 1),
}
DYING = """
import asyncio, importlib, os, signal, sys
where, when, nth = sys.argv.pop(1), sys.argv.pop(1), int(sys.argv.pop(1))
path, _, name = where.rpartition(".")
module, _, owner = path.rpartition(".")
owner = getattr(importlib.import_module(module), owner)
inner, calls = getattr(owner, name), 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def due(moment):
    global calls
    calls += moment == "before"
    return calls == nth and moment == when

def plain(*arguments, **options):
    due("before") and die()
    result = inner(*arguments, **options)
    due("after") and die()
    return result

async def waiting(*arguments, **options):
    due("before") and die()
    result = await inner(*arguments, **options)
    due("after") and die()
    return result

setattr(owner, name, waiting if asyncio.iscoroutinefunction(inner) else plain)
from tests.smtp import killed_sender
killed_sender.CONNECTIONS = 1
killed_sender.main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
"""


def run(arguments: list[str], place: Path, port: int, on_unknown: str) -> int:
    command = [sys.executable, *arguments, str(place), str(port), str(NUMBER), on_unknown]
    process = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert process.returncode in (0, -9), process.stderr
    return process.returncode


@pytest.mark.parametrize("on_unknown", ["resend", "skip"])
@pytest.mark.parametrize("point", POINTS)
def test_dying_at(point: str, on_unknown: str, tmp_path: Path) -> None:
    """Killed at this very point, a run leaves at most one unknown; the next one serves everyone else exactly once."""
    where, when, nth, unknown, got = POINTS[point]
    place = tmp_path / "ledger.db"
    with ScriptedServer() as server:
        assert run(["-c", DYING, where, when, str(nth)], place, server.port, on_unknown) == -9
        with Ledger.open(place, newsletter=LIST) as ledger:
            if unknown is None:
                assert not ledger.started(ISSUE)
            else:
                before = ledger.counts(ISSUE)
                assert (before.recipients, before.unknown) == (NUMBER, unknown)
        reached = Counter(address for address, _ in server.taken)
        assert sum(reached.values()) == got
        assert run(["-m", "tests.smtp.killed_sender"], place, server.port, on_unknown) == 0
        served = Counter(address for address, _ in server.taken)
    with Ledger.open(place, newsletter=LIST) as ledger:
        final = ledger.counts(ISSUE)
    doubtful = unknown or 0
    if on_unknown == "resend":
        assert final == Counts(recipients=NUMBER, accepted=NUMBER)
        assert len(served) == NUMBER
        assert sum(served.values()) <= NUMBER + doubtful
    else:
        assert final == Counts(recipients=NUMBER, accepted=NUMBER - doubtful, unknown=doubtful)
        assert set(served.values()) == {1}
        assert len(served) >= NUMBER - doubtful
