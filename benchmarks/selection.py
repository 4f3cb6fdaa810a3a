"""Print how good and how fast the selector is, beside scikit-learn's TF-IDF, BM25 and MinHash on the same tasks.

    NEWS_DATA=folder python benchmarks/selection.py [--data folder] [--fast]

The folder holds the harness (`bench/`) and its data (`data/`), or the data alone with the harness beside it. Needs
the extras `bench` and `semantic`. `--fast` leaves out what takes minutes. Without a folder only cost is measured.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

RELATED = ("chains_title", "chains_feed", "chains_full", "uci_titles")
JUDGED = ("lee50", "lee50_bg", "sts_headlines")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("NEWS_DATA", ""))
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args()
    if given.data:
        quality(Path(given.data).resolve(), fast=given.fast)
    else:
        print("No data: name the folder of the news harness with --data or NEWS_DATA. Cost only.\n")
    cost(sizes=(1_000,) if given.fast else (1_000, 10_000))


def quality(folder: Path, *, fast: bool) -> None:
    """The table of the harness's tasks for the product and for what it is compared with."""
    root = folder.parent if folder.name == "data" else folder
    os.environ["NEWS_DATA"] = str(root / "data" if (root / "data").is_dir() else root)
    sys.path.insert(0, str(root / "bench"))
    related, dedup, top = (importlib.import_module(f"bench_{name}") for name in ("related", "dedup", "top"))
    ours = importlib.import_module("selection_plugin")
    tasks = [*JUDGED, *RELATED[: 3 if fast else 4]]
    columns = [*tasks, "mean", "copies", "swallowed", "events", "top uci", "distinct", "top daily", "top weekly"]
    print(f"{'':24}" + " ".join(f"{name:>13}" for name in columns))
    for name, plugin, kind in (
        ("digest", ours, "lexical"),
        ("digest semantic", ours, "semantic"),
        ("scikit-learn TF-IDF", SimpleNamespace(similarity=sklearn_tfidf), ""),
        ("BM25", SimpleNamespace(similarity=bm25), ""),
        ("MinHash", SimpleNamespace(similarity=minhash, duplicates=minhash_copies), ""),
    ):
        if kind:
            ours.KIND = kind
        values = _related(related, plugin, tasks)
        values += [sum(values) / len(values), *_rest(dedup, top, plugin, fast=fast)]
        print(
            f"{name:24}" + " ".join(f"{'':>13}" if value is None else f"{value:13.3f}" for value in values), flush=True
        )
    print("\nlee50, sts: Pearson with human judgement; chains, uci_titles: precision of the first three; copies: F1 of")
    print(
        "pairs; swallowed: related but different stories taken for copies; events: B-cubed F1; top uci: nDCG@5 without"
    )
    print(
        "popularity, distinct: events among the five; top daily, weekly: share of what could be had on Hacker News.\n"
    )


def _related(bench: ModuleType, plugin: Any, tasks: Sequence[str]) -> list[float]:
    found = bench.run(plugin, tasks)
    return [found[task].get("pearson", found[task].get("P3", float("nan"))) for task in tasks]


def _rest(dedup: ModuleType, top: ModuleType, plugin: Any, *, fast: bool) -> list[float | None]:
    common = importlib.import_module("common")
    values: list[float | None] = [None] * 7
    if hasattr(plugin, "duplicates"):
        items, gold = dedup.syndication()
        values[0] = common.pairwise(gold, plugin.duplicates(items))[2]
        values[1] = dedup.swallow(plugin.duplicates)
    if hasattr(plugin, "events"):
        items, gold = dedup.uci()
        values[2] = common.bcubed(gold, plugin.events(items))[2]
    if hasattr(plugin, "top") and not fast:
        uci = top.uci_eval(plugin.top)
        values[3:5] = uci["nDCG5"], uci["events"]
        values[5] = top.hn_eval(plugin.top)["capture"]
        values[6] = top.hn_eval(plugin.top, window=168, step=7, first=7)["capture"]
    return values


def _texts(items: Sequence[dict[str, Any]]) -> list[str]:
    return [" ".join(item.get(name) or "" for name in ("title", "summary", "text")) for item in items]


def sklearn_tfidf(items: Sequence[dict[str, Any]]) -> Any:
    """Words and pairs of words, English stop words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(ngram_range=(1, 2), stop_words="english", sublinear_tf=True).fit_transform(_texts(items))
    return (matrix @ matrix.T).toarray()


def bm25(items: Sequence[dict[str, Any]]) -> Any:
    """BM25 (k1 1.5, b 0.75) of each text as a query to all, both ways, against what it gives itself."""
    import bm25s
    import numpy

    tokens = bm25s.tokenize(_texts(items), stopwords="en", return_ids=False, show_progress=False)
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    rows = [index.get_scores(words) if words else numpy.zeros(len(items)) for words in tokens]
    scores = numpy.array(rows)
    own = numpy.sqrt(numpy.maximum(numpy.diag(scores), 1e-9))
    return (scores + scores.T) / 2 / own[:, None] / own[None, :]


def _sketches(items: Sequence[dict[str, Any]]) -> list[Any]:
    from datasketch import MinHash

    sketches = []
    for text in _texts(items):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([word.encode() for word in set(text.lower().split())] or [b""])
        sketches.append(sketch)
    return sketches


def minhash(items: Sequence[dict[str, Any]]) -> Any:
    """Overlap of words, estimated with 128 permutations."""
    import numpy

    rows = numpy.array([sketch.hashvalues for sketch in _sketches(items)])
    return numpy.array([(rows == row).mean(axis=1) for row in rows])


def minhash_copies(items: Sequence[dict[str, Any]]) -> list[int]:
    """Texts that overlap by half, in chains."""
    matrix = minhash(items)
    labels = list(range(len(items)))
    for first in range(len(items)):
        for second in range(first):
            if matrix[first][second] >= 0.5 and labels[first] != labels[second]:
                old, new = labels[first], labels[second]
                labels = [new if label == old else label for label in labels]
    return labels


def cost(*, sizes: Sequence[int]) -> None:
    """Seconds and peak memory of one selection, and what importing costs."""
    print(f"{'selection of':24}{'stories':>10}{'seconds':>10}{'peak MB':>10}")
    for size in sizes:
        for what, words in (("titles and teasers", 35), ("whole texts", 300)):
            entries = made_up(size, words)
            seconds = timed(lambda entries=entries: selected(entries))
            tracemalloc.start()
            selected(entries)
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            print(f"{what:24}{size:>10,}{seconds:>10.2f}{peak:>10.0f}", flush=True)
    print(f"\nimport of the selector: {import_seconds():.3f} s after its models and settings")


def timed(call: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def made_up(count: int, words: int) -> list[Any]:
    """Stories of a vocabulary of 40,000 words as frequent as Zipf says, a fifth of them in events of two to eight."""
    from datetime import UTC, datetime, timedelta

    from digest.models import Entry

    dice = random.Random(count)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    vocabulary = ["".join(dice.choice("aeiou" if at % 2 else "bdfgklmnprst") for at in range(8)) for _ in range(40_000)]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    entries, event = [], []
    for at in range(count):
        if not event or dice.random() < 0.8:
            event = dice.choices(vocabulary, weights, k=8)
        text = " ".join([*dice.sample(event, 6), *dice.choices(vocabulary, weights, k=words)])
        url = f"https://news.example/{at}"
        entries.append(
            Entry(
                source=f"source {dice.randrange(40)}",
                guid=url,
                url=url,
                identity=url,
                title=" ".join(event[:6]).capitalize(),
                text=text,
                excerpt=text[:200],
                section=dice.choice(("World", "Film", "Health", "")),
                published=now - timedelta(hours=dice.random() * 160),
                popularity=dice.choice((None, None, float(dice.randrange(100)))),
                language="en",
            )
        )
    return entries


def selected(entries: Sequence[Any]) -> Any:
    """An issue of a lead, a list and two sections, with related stories."""
    from datetime import UTC, datetime, timedelta

    from digest.config.blocks import LeadBlock, ListBlock, SectionBlock
    from digest.config.schema import SelectionConfig
    from digest.selector import select

    return select(
        entries,
        blocks=(
            LeadBlock(kind="lead"),
            ListBlock(kind="list", count=8, related=2),
            SectionBlock(kind="section", section="World", min=2),
            SectionBlock(kind="section", section="Film"),
        ),
        selection=SelectionConfig(),
        carried={},
        cadence=timedelta(days=7),
        now=datetime(2026, 11, 20, tzinfo=UTC),
        weights={},
    )


def import_seconds() -> float:
    """Of five fresh processes the fastest."""
    program = (
        "import digest.config.schema, time, sys\nstart = time.perf_counter()\nimport digest.selector\n"
        "from digest.selector.lexical import Lexical\nprint(time.perf_counter() - start)"
    )
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs)


if __name__ == "__main__":
    main()
