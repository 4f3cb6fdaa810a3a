"""kill -9 at 60 moments of a send to 10,000 readers on 4 connections, on SQLite and PostgreSQL; prints what came of it.

python benchmarks/crash.py [--recipients N] [--kills N]

Two thirds of the kills come after a random time of work, a third is aimed at the moment between a message's final dot
and the server's 250. After each kill the sender is started again, until it is done.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.postgres import Unavailable, postgres  # noqa: E402 - the path is set above
from tests.smtp.crash import Killer, Outcome, check, crash  # noqa: E402 - the path is set above

HEADS = ("ledger", "on_unknown", "runs", "kills", "accepted", "unknown", "lost", "twice", "in flight at most")


def killer(recipients: int, kills: int, seed: str) -> Killer:
    """Kills at random times, and at random final dots."""
    chance = random.Random(seed)
    aimed = chance.sample(range(recipients // 20, recipients), kills // 3)
    return Killer({"DOT": frozenset(aimed)}, [chance.uniform(0.02, 0.3) for _ in range(kills - len(aimed))])


def row(ledger: str, on_unknown: str, outcome: Outcome, recipients: int) -> tuple[object, ...]:
    """One line of the table."""
    counts, lost = outcome.counts, recipients - len(outcome.served)
    numbers = (outcome.runs, outcome.kills, counts.accepted, counts.unknown, lost, outcome.duplicates, outcome.bound)
    return (ledger, on_unknown, *numbers)


def main() -> None:
    """Run all four cases and print a table; a broken promise is an AssertionError."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=60)
    wanted = parser.parse_args()
    print(("{:<12}{:<12}" + "{:>9}" * 6 + "{:>19}").format(*HEADS), flush=True)
    with contextlib.ExitStack() as stack:
        for name in ("SQLite", "PostgreSQL"):
            for on_unknown in ("resend", "skip"):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                try:
                    place = folder / "ledger.db" if name == "SQLite" else stack.enter_context(postgres())
                except Unavailable as error:
                    print(f"{name}: {error}")
                    break
                kills = killer(wanted.recipients, wanted.kills, f"{name} {on_unknown}")
                outcome = crash(place, kills, recipients=wanted.recipients, on_unknown=on_unknown)
                check(outcome, recipients=wanted.recipients, on_unknown=on_unknown)
                cells = row(name, on_unknown, outcome, wanted.recipients)
                print(("{:<12}{:<12}" + "{:>9}" * 6 + "{:>19}").format(*cells), flush=True)


if __name__ == "__main__":
    main()
