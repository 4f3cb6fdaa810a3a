"""Reads a folder of feeds, compares it with a reference, and writes the differences and the costs as Markdown.

python benchmarks/feed_conformance.py FOLDER [--write docs/sources.md]

FOLDER holds feeds and, where there is one, REFERENCE.jsonl: a line a feed with `file`, `count` and `first25` (`title`,
`link`, `published`), as feedparser reads it. Each file is read by `digest collect --json` in a process of its own, with
10 s of processor time and 500 MB. Ends with 1 when a file takes more, crashes, or differs without a known reason.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import resource
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ftfy import fix_encoding

SECONDS = 10.0
MEGABYTES = 500
MARKS = ("<!-- conformance: made by benchmarks/feed_conformance.py -->", "<!-- /conformance -->")


@dataclass
class Result:
    """What reading one file gave and cost."""

    name: str
    seconds: float
    megabytes: float
    stories: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)
    error: str = ""


LAUNCH = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
sys.exit(code if code >= 0 else 128 - code)
"""
"""A small process between us and the one that is measured: that would else count our memory from before its exec."""


def run(path: Path) -> Result:
    """Read one file in a process with limits, and measure it."""
    collect = [sys.executable, "-c", "from digest.cli import main; main()", "collect", "--json", str(path)]
    command = [sys.executable, "-c", LAUNCH, *collect]
    done = subprocess.run(command, capture_output=True, preexec_fn=_limits, check=False)
    wrong, _, measured = done.stderr.decode().rstrip().rpartition("\n")
    seconds, megabytes = (float(number) for number in measured.split())
    result = Result(path.name, seconds, megabytes)
    if done.returncode == 0:
        content = json.loads(done.stdout)
        result.stories, result.failures = content["stories"], content["failures"]
    elif done.returncode == 3 and (named := re.search(r"^error: [^:]+: (.*)", wrong, re.MULTILINE)):
        result.failures = [{"source": path.name, "error": named[1]}]
    else:
        result.error = f"exit code {done.returncode}: {wrong.strip()[-200:]}"
    return result


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) + 5, int(SECONDS) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (4 * MEGABYTES * 1024 * 1024,) * 2)


def squeezed(text: str | None) -> str:
    """A title without mark-up, invisible characters and differences of white space."""
    text = html.unescape(html.unescape(re.sub(r"<[^<>]*>", "", text or "")))
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e\ufeff\x7f-\x9f]+", "", text).casefold()


def differences(result: Result, reference: dict[str, Any]) -> list[tuple[str, str]]:
    """What differs from the reference, each with the reason; no reason is an unexplained difference."""
    expected = reference["count"]
    found: Counter[tuple[str, str]] = Counter()
    if expected is None:
        return [] if not result.stories else [("read, though the reference reads nothing", "")]
    if len(result.stories) != expected:
        why = "; ".join(failure["error"] for failure in result.failures)
        return [(f"{len(result.stories)} entries instead of {expected}", why)]
    for story, other in zip(result.stories, reference["first25"], strict=False):
        for what in filter(None, (_title(story, other), _link(story, other), _date(story, other))):
            found[what] += 1
    return [(f"{number} × {what}", why) for (what, why), number in found.items()]


def _title(story: dict[str, Any], other: dict[str, Any]) -> tuple[str, str] | None:
    ours, theirs = story["title"], other["title"] or ""
    if ours == theirs:
        return None
    if squeezed(ours) == squeezed(theirs):
        return ("title", "plain text: mark-up, entities, invisible characters or double spaces taken out")
    if squeezed(ours) == squeezed(fix_encoding(theirs)):
        return ("title", "encoded twice in the feed: what it was before")
    if not theirs:
        return ("title", "the entry has none: its first sentence stands for it")
    if theirs.startswith(ours) and re.match(r"\s+[-–—|]\s+\S", theirs[len(ours) :]):
        return ("title", "the publisher's name at its end taken off")
    return ("title", "")


def _link(story: dict[str, Any], other: dict[str, Any]) -> tuple[str, str] | None:
    ours, theirs = story["url"], other["link"] or ""
    if ours == theirs:
        return None
    if not theirs:
        return ("link", "the entry has none: it leads to the site")
    if ours.endswith(theirs.lstrip("./")):
        return ("link", "made absolute")
    return ("link", "escaped" if squeezed(ours) == squeezed(theirs) else "")


def _date(story: dict[str, Any], other: dict[str, Any]) -> tuple[str, str] | None:
    ours, theirs = _moment(story["published"]), _moment(other["published"])
    if ours == theirs:
        return None
    if theirs is None:
        return ("date", "read, where feedparser cannot")
    if ours is None:
        return ("date", "absurd (before 1990 or in the future): unknown")
    swapped = theirs.day in (ours.month, 1) and theirs.month in (ours.day, 10 * ours.day + 1, 11)
    return ("date", "year/month/day, which feedparser misreads" if swapped else "")


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    when = datetime.fromisoformat(written.removesuffix(" (site-local)").replace("Z", "+00:00"))
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def table(rows: list[tuple[Result, list[tuple[str, str]]]]) -> str:
    """The files that differ from the reference, as Markdown."""
    lines = ["| feed | difference | why |", "| --- | --- | --- |"]
    for result, found in rows:
        lines += (f"| {result.name} | {what} | {(why or '**unexplained**').replace('|', '/')} |" for what, why in found)
    return "\n".join(lines)


def summary(rows: list[tuple[Result, list[tuple[str, str]]]]) -> str:
    """Counts, and what the slowest and the largest took."""
    results = [result for result, _ in rows]
    read = sum(bool(result.stories) for result in results)
    slow, large = max(results, key=lambda r: r.seconds), max(results, key=lambda r: r.megabytes)
    return (
        f"{len(results)} files: {read} read, {len(results) - read} refused with a reason, "
        f"{sum(not found for _, found in rows)} without any difference. "
        f"Slowest {slow.seconds:.1f} s of processor time ({slow.name}), "
        f"largest {large.megabytes:.0f} MB ({large.name})."
    )


def wrong(result: Result, found: list[tuple[str, str]]) -> list[str]:
    """What is wrong with the reading of one file."""
    told = [f"unexplained: {what}" for what, why in found if not why]
    if result.error:
        told.append(result.error)
    if result.seconds > SECONDS or result.megabytes > MEGABYTES:
        told.append(f"takes {result.seconds:.1f} s and {result.megabytes:.0f} MB")
    if not result.error and not result.stories and not result.failures:
        told.append("neither stories nor a reason")
    return told


def main() -> int:
    """Read the folder, print the table and what is wrong; 1 when anything is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", type=Path, help="a Markdown file with the marks between which the table goes")
    options = parser.parse_args()
    reference = options.folder / "REFERENCE.jsonl"
    lines = reference.read_text(encoding="utf-8").splitlines() if reference.is_file() else []
    expected = {item["file"]: item for item in map(json.loads, lines)}
    paths = [path for path in sorted(options.folder.iterdir()) if path.name not in ("MANIFEST.tsv", reference.name)]
    rows = []
    for path in paths:
        result = run(path)
        found = differences(result, expected[path.name]) if path.name in expected else []
        rows.append((result, found))
        for problem in wrong(result, found):
            print(f"WRONG {path.name}: {problem}", file=sys.stderr)
    report = f"{summary(rows)}\n\n{table([row for row in rows if row[1]])}"
    print(report)
    for result in sorted((result for result, _ in rows), key=lambda r: -r.seconds)[:5]:
        print(f"{result.seconds:6.2f} s {result.megabytes:5.0f} MB  {result.name}", file=sys.stderr)
    if options.write:
        before, _, rest = options.write.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        options.write.write_text(f"{before}{MARKS[0]}\n\n{report}\n\n{MARKS[1]}{after}", encoding="utf-8")
    return int(any(wrong(result, found) for result, found in rows))


if __name__ == "__main__":
    sys.exit(main())
