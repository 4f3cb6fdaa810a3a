"""How long `digest --help` takes, beside an empty Python of the same installation: medians of ten runs each.

python benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 10
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "digest --help": [sys.executable, "-m", "digest", "--help"],
}


def seconds(command: list[str]) -> float:
    """One run of `command`, in seconds of wall time."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each command, taken by turns so that both meet the same load, and their ratio."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)  # the first run warms the disk
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<16} {median:.3f} s")
    print(f"ratio            {medians['digest --help'] / medians['python -c pass']:.1f}")


if __name__ == "__main__":
    main()
