"""Peak memory and time for each recipient of a send to 1,000 and to 1,000,000 readers, from their file to the ledger.

python benchmarks/memory.py [NUMBER…]

Each send is a process of its own that reads a CSV file, takes the audience down, and submits to the `memory` transport.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.letter import ISSUE, LIST, letter, now, readers  # noqa: E402 - the path is set above


def send(number: int) -> None:
    """Send to so many, and print what it took as JSON."""
    from digest.config.schema import AudienceConfig, SendingConfig
    from digest.sender import Ledger, read_audience, send_issue
    from digest.sender.transports.memory import Memory

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "subscribers.csv"
        with file.open("w", encoding="utf-8") as rows:
            rows.write("email,name\n")
            rows.writelines(f"{reader.address},{reader.fields['name']}\n" for reader in readers(number))
        start = time.perf_counter()
        with Ledger.open(Path(folder) / "ledger.db", newsletter=LIST, transport="memory") as ledger:
            counts = send_issue(
                letter(),
                ledger=ledger,
                transport_factory=Memory(),
                recipients=read_audience(AudienceConfig(file=file)),
                sending=SendingConfig(connections=50),
                issue_id=ISSUE,
                now=now,
            )
        seconds = time.perf_counter() - start
    assert counts.accepted == number
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(json.dumps({"number": number, "peak": peak, "each": seconds / number * 1e6}))


def main(numbers: list[int]) -> None:
    """Print a line for each number, and what the last one takes beyond the first."""
    peaks = []
    for number in numbers:
        command = [sys.executable, __file__, "--send", str(number)]
        said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        peaks.append(said["peak"])
        print(f"{number:>9,} recipients: {said['peak']:6.0f} MiB at most, {said['each']:6.0f} µs each", flush=True)
    print(f"beyond the first: {peaks[-1] - peaks[0]:.0f} MiB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--send"]:
        send(int(sys.argv[2]))
    else:
        main([int(number) for number in sys.argv[1:]] or [1_000, 1_000_000])
