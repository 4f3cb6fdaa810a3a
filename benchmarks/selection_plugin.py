"""The selector as the news harness calls it: each function hands the stories to one of the product's own.

    python bench_related.py --plugin benchmarks/selection_plugin.py

The environment variable SIMILARITY chooses `lexical` (default) or `semantic`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from digest.config.blocks import ListBlock
from digest.config.schema import SelectionConfig
from digest.models import Entry
from digest.selector import select
from digest.selector.copies import copies
from digest.selector.events import events as same_event
from digest.selector.similarity import Kind, associated, measure
from digest.sources.reading.characters import plain
from digest.sources.reading.markup import strip_tags

Item = Mapping[str, Any]
KIND: Kind = "semantic" if os.environ.get("SIMILARITY") == "semantic" else "lexical"


def entry(item: Item, at: int) -> Entry:
    """A story of the harness as a source would give it. Points are counted by the site that lists them, not by the
    one that a story links to; what has no address of its own gets one."""
    url = f"https://news.example/{at}"
    title, summary, text = (plain(strip_tags(item.get(name) or "")) for name in ("title", "summary", "text"))
    points = item.get("points")
    return Entry(
        source="list" if points is not None else item.get("source") or f"source {at}",
        guid="",
        url=item.get("url") or url,
        identity=url,
        title=title,
        excerpt=summary,
        text=text,
        section=item.get("section") or "",
        published=_date(item.get("date")),
        popularity=points,
        language="en",
    )


def _date(given: object) -> datetime | None:
    if isinstance(given, int | float):
        return datetime.fromtimestamp(given, UTC)
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def similarity(items: Sequence[Item]) -> list[list[float]]:
    """The likeness that related stories are chosen by, both ways the mean of the two."""
    likeness = measure([entry(item, at) for at, item in enumerate(items)], kind=KIND)
    rows = [associated(likeness, at) for at in range(len(items))]
    return [[(rows[a][b] + rows[b][a]) / 2 for b in range(len(items))] for a in range(len(items))]


def rank(query: Item, candidates: Sequence[Item]) -> list[int]:
    """The candidates, most related first."""
    likeness = measure([entry(item, at) for at, item in enumerate([*candidates, query])], kind=KIND)
    row = associated(likeness, len(candidates))
    return sorted(range(len(candidates)), key=lambda at: (-row[at], at))


def duplicates(items: Sequence[Item]) -> list[int]:
    """A label for each text."""
    return _labels(copies([entry(item, at) for at, item in enumerate(items)]), len(items))


def events(items: Sequence[Item]) -> list[int]:
    """A label for each event."""
    entries = [entry(item, at) for at, item in enumerate(items)]
    return _labels(same_event(entries, likeness=measure(entries, kind=KIND)), len(items))


def _labels(groups: Sequence[Sequence[int]], count: int) -> list[int]:
    label = {at: number for number, group in enumerate(groups) for at in group}
    return [label[at] for at in range(count)]


def top(items: Sequence[Item], now: float, k: int) -> list[int]:
    """The stories of an issue of `k`; daily when all are of two days, else weekly."""
    entries = [entry(item, at) for at, item in enumerate(items)]
    moment = datetime.fromtimestamp(now, UTC)
    dates = [each.published for each in entries if each.published]
    oldest = moment - min(dates, default=moment)
    cadence = timedelta(days=1) if oldest <= timedelta(days=2, hours=6) else timedelta(days=7)
    chosen = select(
        entries,
        blocks=(ListBlock(kind="list", count=k),),
        selection=SelectionConfig(window=timedelta(days=30), similarity=KIND),
        carried={"https://news.example/earlier": "earlier"},
        cadence=cadence,
        now=moment,
        weights={},
    )
    place = {each.identity: at for at, each in enumerate(entries)}
    return [place[story.identity] for story in chosen.blocks.get(0, ())]
