"""Collect the entries of the configured sources, or of places named on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from digest.config.schema import SourceConfig
from digest.counting import counted
from digest.errors import ConfigError, SourceError
from digest.pipeline.progress import Progress, silent
from digest.sources import Collected, collect


def gather(
    sources: Sequence[SourceConfig],
    *,
    cache: Path | None,
    now: datetime | None = None,
    progress: Progress = silent,
) -> Collected:
    """The entries of all `sources`, and what could not be read. Raises SourceError when none gave an entry and one
    failed. `cache` is the folder that remembers what has not changed since the last call; `now` is the present for
    judging dates, by default the clock's.
    """
    done = 0

    def seen(source: SourceConfig, count: int | None, detail: str) -> None:
        nonlocal done
        done += 1
        # Why it failed is told once, at the end.
        found = counted(count, "story", "stories") if count is not None else "failed"
        progress("collect", done=done, total=len(sources), detail=f"{source.name or source.place}: {found}")

    progress("collect", total=len(sources))
    collected = collect(sources, cache=cache, on_source=seen, now=now)
    if not collected.entries and collected.failures:
        first, *others = collected.failures
        also = "; ".join(f"{other.source}: {other.error}" for other in others)
        hint = f"no source gave a story; {also}" if also else "no source gave a story"
        raise SourceError(first.error, where=first.source, hint=hint)
    return collected


def sources_at(places: Sequence[str]) -> tuple[SourceConfig, ...]:
    """A source for each URL, file or folder that was named on the command line; what it is, its content tells."""
    return tuple(_source_at(place) for place in places)


def _source_at(place: str) -> SourceConfig:
    if "://" not in place:
        return SourceConfig(kind="auto", file=Path(place).absolute())
    try:
        return SourceConfig(kind="auto", url=place)
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise ConfigError(reason, where=place, hint="or give the path of a file") from None
