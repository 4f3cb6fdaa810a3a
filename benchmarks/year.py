"""Years of calls that come late, never, twice at once or are killed: what became of each issue and each reader.

    python benchmarks/year.py [--years 5]

A fault is an issue that somebody got twice, that lost a reader without a word, or whose reason is not true.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.year.verdict import faults, tally
from tests.year.world import Jobs, Server, fridays, living


def main() -> None:
    """Print a tally for each kind of machine; exit with 1 on a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=5)
    years = parser.parse_args().years
    occasions = fridays(53)
    wrong: list[str] = []
    for kind in (Server, Jobs):
        counted: Counter[str] = Counter()
        for seed in range(years):
            with tempfile.TemporaryDirectory() as folder, living(kind, Path(folder), seed=seed) as year:
                year.live(occasions)
                counted += tally(year, occasions)
                wrong += [f"{kind.__name__}, seed {seed}: {fault}" for fault in faults(year, occasions)]
        print(f"{kind.__name__}, {years} years: " + ", ".join(f"{n} {name}" for name, n in sorted(counted.items())))
    print(*wrong, f"{len(wrong)} faults", sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
