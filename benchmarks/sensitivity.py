"""How well the word lists know what is sensitive, on texts labelled by hand.

    DIGEST_SHARED=FOLDER python benchmarks/sensitivity.py [--show]

The texts are other people's and not here: `sensitivity_labels.csv` has a hash of each title and its label, and the
script finds the titles in the folder's `feeds/real` and `news/data`. `sensitivity_labels.md` says what a label means.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sensitivity import judge_text
from digest.sources import collect

LABELS = Path(__file__).with_name("sensitivity_labels.csv")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OPENING = 400
"""Characters that are read of a text that has no title."""


def text_id(title: str, excerpt: str) -> str:
    """A hash of the title, or of how the text begins where there is none."""
    known = " ".join(re.findall(r"\w+", (title or excerpt[:80]).casefold()))
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every title with its excerpt in the folder; one of them may be empty."""
    for path in sorted((folder / "feeds" / "real").iterdir()):
        if path.suffix not in (".xml", ".json"):
            continue
        try:
            entries = collect([SourceConfig(kind="auto", file=path)], cache=None, now=NOW).entries
        except SourceError:
            continue
        yield from ((entry.title, entry.excerpt) for entry in entries)
    data = folder / "news" / "data"
    yield from ((each["title"], "") for each in _json(data / "uci_stream36h.json.gz"))
    yield from ((each["a"], "") for each in _json(data / "sts_headlines.json.gz"))
    lee = _json(data / "lee50.json.gz")
    yield from (("", text[:OPENING]) for text in (*lee["docs"], *lee["background"]))


def _json(path: Path) -> object:
    return json.loads(gzip.decompress(path.read_bytes()))


def measure(name: str, rows: Sequence[tuple[str, str, str]], *, show: bool) -> None:
    """Precision and recall of `no_ads` and of either level, on `rows` of label, title and excerpt."""
    judged = [(label, judge_text(title, [excerpt], language="en"), title or excerpt) for label, title, excerpt in rows]
    print(f"{name}: {len(rows)} texts")
    for what, levels in (("no_ads", ("no_ads",)), ("either level", ("no_ads", "soft"))):
        pairs = [(label in levels, bool(found) and found.level in levels) for label, found, _ in judged]
        hits = pairs.count((True, True))
        precision, recall = hits / sum(found for _, found in pairs), hits / sum(label for label, _ in pairs)
        missed, false = pairs.count((True, False)), pairs.count((False, True))
        counts = f"{hits} right, {false} false, {missed} missed"
        print(f"  {what:12}  precision {precision:.3f}  recall {recall:.3f}  ({counts})")
    for label, found, text in judged if show else ():
        if (label == "no_ads") != bool(found and found.level == "no_ads"):
            level, reason = (found.level, found.reason) if found else ("none", "")
            print(f"    {label:6} judged {level:6} {reason:40} {text[:90]}")


def main() -> int:
    """The parts of the set: what the lists were made with, what they never saw, and what was labelled blind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="Show what is judged wrongly.")
    show = parser.parse_args().show
    folder = os.environ.get("DIGEST_SHARED")
    if not folder:
        print("DIGEST_SHARED names no folder with the texts", file=sys.stderr)
        return 1
    found: dict[str, tuple[str, str]] = {}
    for title, excerpt in texts(Path(folder)):
        found.setdefault(text_id(title, excerpt), (title, excerpt))
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    missing = [row for row in labels if row["id"] not in found]
    for part in ("tuned", "held out", "blind"):
        rows = [(row["label"], *found[row["id"]]) for row in labels if row["part"] == part and row["id"] in found]
        measure(part, rows, show=show and part != "held out")
    if missing:
        print(f"{len(missing)} labelled texts are not in the folder")
    return 0


if __name__ == "__main__":
    sys.exit(main())
