"""Years of calls that come late, never, twice at once or are killed: what became of each issue and each reader.

    python benchmarks/year.py [--years 5] [--first 0]

A fault is an issue that somebody got twice, too early, too late or while it was on hold, that lost a reader without a
word, whose reason is not true, or of which an owner did not hear or heard twice.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.postgres import postgres
from tests.year.machines import Jobs, Server, Shared
from tests.year.world import Year
from tests.year.years import WEEKS, fridays, lived, shown


def main() -> None:
    """Print a tally for each kind of machine; exit with 1 on a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.years)
    wrong: list[str] = []
    for on_unknown in ("skip", "resend"):
        for kind in (Server, Jobs):
            wrong += live(kind, seeds, on_unknown=on_unknown)
    wrong += live(Shared, seeds, shared=True)
    print(*wrong, f"{len(wrong)} faults", sep="\n")
    sys.exit(bool(wrong))


def live(kind: type[Year], seeds: range, *, on_unknown: str = "skip", shared: bool = False) -> list[str]:
    """Years on one kind of machine; what went wrong in them."""
    counted: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder, postgres() if shared else contextlib.nullcontext("") as url:
            one, faults = lived(kind, Path(folder), fridays(WEEKS), seed=seed, on_unknown=on_unknown, database=url)
        counted += one
        wrong += [f"{kind.__name__}, {on_unknown}, seed {seed}: {fault}" for fault in faults]
    print(shown(f"{kind.__name__}, {on_unknown}, {len(seeds)} years", counted), flush=True)
    return wrong


if __name__ == "__main__":
    main()
