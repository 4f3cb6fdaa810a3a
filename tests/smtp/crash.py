"""Kill a sender, start it again until it is done, and count who got what.

Used by the tests, in small, and by `benchmarks/crash.py`.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from digest.sender.ledger import Ledger
from digest.sender.standing import Counts
from tests.smtp.killed_sender import CONNECTIONS
from tests.smtp.servers import ScriptedServer
from tests.smtp.small_issue import ISSUE, LIST, readers

ROOT = Path(__file__).parents[2]


@dataclass
class Killer:
    """Kills the sender when the server hears the nth of a verb, before it answers; or so many seconds into its work.

    `delays` are taken one by one, each counted from the first message that the server takes of a run.
    """

    moments: dict[str, Collection[int]] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    kills: int = 0
    process: subprocess.Popen[str] | None = None
    timer: threading.Timer | None = None

    def behave(self, verb: str, count: int, _argument: str) -> str | None:
        """The server's ear."""
        if count in self.moments.get(verb, ()):
            self.kill()
        elif verb == "DOT" and self.delays and self.timer is None:
            self.timer = threading.Timer(self.delays.pop(), self.kill)
            self.timer.start()
        return None

    def kill(self) -> None:
        """`kill -9`, and wait until nothing of the process is left."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.kills += 1

    def run(self, place: str | Path, port: int, recipients: int, on_unknown: str) -> bool:
        """One run of the sender, to its end or until it is killed; whether it came to its end."""
        arguments = [str(place), str(port), str(recipients), on_unknown]
        command = [sys.executable, "-m", "tests.smtp.killed_sender", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        _out, error = self.process.communicate(timeout=600)
        if self.timer is not None:
            self.timer.cancel()
            self.timer.join()
            self.timer = None
        assert self.process.returncode in (0, -9), error
        return self.process.returncode == 0


@dataclass(frozen=True)
class Outcome:
    """What came of it: how often each address was served, and with how many Message-IDs."""

    runs: int
    kills: int
    counts: Counts
    served: Counter[str]
    most_ids: int
    """The largest number of Message-IDs that one address got: it should be one."""

    @property
    def duplicates(self) -> int:
        """Messages beyond the first of each address."""
        return sum(self.served.values()) - len(self.served)

    @property
    def bound(self) -> int:
        """The duplicates that kills can explain: what was in flight, at most one a connection."""
        return CONNECTIONS * self.kills


def crash(
    place: str | Path, killer: Killer, *, recipients: int, on_unknown: str, told: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Send to `recipients` readers from the ledger at `place`, killed by `killer`, until a run comes to its end."""
    runs = 0
    with ScriptedServer(killer.behave) as server:
        while not killer.run(place, server.port, recipients, on_unknown):
            runs += 1
            told(len(server.taken))
        taken = list(server.taken)
    ids: dict[str, set[bytes]] = defaultdict(set)
    for address, message in taken:
        ids[address].add(next(line for line in message.split(b"\r\n") if line.startswith(b"Message-ID")))
    with Ledger.open(place, newsletter=LIST) as ledger:
        counts = ledger.counts(ISSUE)
    served = Counter(address for address, _ in taken)
    return Outcome(runs + 1, killer.kills, counts, served, max(map(len, ids.values())))


def check(outcome: Outcome, *, recipients: int, on_unknown: str) -> None:
    """Nobody lost, nobody mailed twice but those in flight. Raises AssertionError."""
    counts, everyone = outcome.counts, {reader.address for reader in readers(recipients)}
    assert counts.accepted + counts.unknown == counts.recipients == recipients
    assert outcome.most_ids == 1
    if on_unknown == "resend":
        assert set(outcome.served) == everyone
        assert counts.unknown == 0
        assert outcome.duplicates <= outcome.bound
    else:
        assert outcome.duplicates == 0
        assert len(everyone - set(outcome.served)) <= counts.unknown <= outcome.bound
