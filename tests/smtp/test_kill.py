"""kill -9 in the middle of a send: nobody is lost, and only what was in flight may go twice."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

import pytest

from digest.sender.ledger import Ledger
from tests.smtp.servers import Behave, ScriptedServer
from tests.smtp.small_issue import readers

RECIPIENTS = 120
CONNECTIONS = 4


class Killer:
    """Kills the sender at given moments: at the nth `verb` that the server hears, before it answers."""

    def __init__(self, moments: dict[str, set[int]]) -> None:
        self.moments = moments
        self.kills = 0
        self.process: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()

    def behave(self, verb: str, count: int, _argument: str) -> str | None:
        if count in self.moments.get(verb, ()) and self.process is not None:
            self.process.kill()
            self.process.wait()
            self.kills += 1
        return None


def run(killer: Killer, state: Path, port: int, on_unknown: str) -> int:
    command = [sys.executable, "-m", "tests.smtp.killed_sender", str(state), str(port), str(RECIPIENTS), on_unknown]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path.cwd())
    killer.process = process
    _out, error = process.communicate(timeout=120)
    assert process.returncode in (0, -9), error
    return process.returncode


@pytest.mark.parametrize("on_unknown", ["resend", "skip"])
def test_kill_9(on_unknown: str, tmp_path: Path) -> None:
    """Killed between dot and 250, in the middle of a body, and before RCPT, and run again until done.

    Nobody is lost; duplicates are at most one a connection and kill, each with the Message-ID of the first; with
    on_unknown = "skip" there are none, and whoever has no mail is counted as unknown.
    """
    killer = Killer({"DOT": {7, 60}, "MIDWAY": {30, 90}, "RCPT": {45}})
    behave: Behave = killer.behave
    with ScriptedServer(behave) as server:
        runs = 1
        while run(killer, tmp_path, server.port, on_unknown) != 0:
            runs += 1
            assert runs < 10
        taken = list(server.taken)
    assert killer.kills == 5

    ids: dict[str, list[bytes]] = defaultdict(list)
    for address, message in taken:
        ids[address].append(next(line for line in message.split(b"\r\n") if line.startswith(b"Message-ID")))
    everyone = {reader.address for reader in readers(RECIPIENTS)}
    with Ledger.open(tmp_path / "ledger.db", newsletter="l.lantern.example") as ledger:
        counts = ledger.counts("2026-W47")
    assert counts.accepted + counts.unknown == counts.recipients == RECIPIENTS
    assert all(len(set(found)) == 1 for found in ids.values())
    duplicates = len(taken) - len(ids)
    if on_unknown == "resend":
        assert set(ids) == everyone
        assert counts.unknown == 0
        assert 2 <= duplicates <= CONNECTIONS * killer.kills
    else:
        assert duplicates == 0
        assert len(everyone - set(ids)) <= counts.unknown <= CONNECTIONS * killer.kills
