"""Where stories come from: `collect` reads every configured source and loses none for the sake of another.

A module of this package that defines `read` is a kind of source; `reading` is what they share.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry, Failure
from digest.registry import find, names
from digest.sources.fetch import fetching
from digest.sources.probe import probe
from digest.sources.reading.model import Document, Fetch, Reading, newest
from digest.sources.reading.options import Options, check_options
from digest.sources.reading.views import with_views

__all__ = [
    "Collected",
    "Document",
    "Fetch",
    "Reading",
    "collect",
    "fetching",
    "kinds",
    "options",
    "probe",
    "read_each",
    "settled",
]

AT_ONCE = 8
"""Sources that are read at the same time."""
PROBLEMS = 5
"""Problems of one source that are told one by one."""

Reader = Callable[[SourceConfig, Fetch], Reading]
OnSource = Callable[[SourceConfig, int | None, str], None]


@dataclass(frozen=True)
class Collected:
    """The entries of all sources in the order of the config, and what could not be read."""

    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...]


def kinds() -> tuple[str, ...]:
    """The kinds of source there are: the modules of this package that define `read`."""
    modules = ((name, importlib.import_module(f"{__name__}.{name}")) for name in names(__name__))
    return tuple(name for name, module in modules if callable(getattr(module, "read", None)))


def options(kind: str) -> Options:
    """The options of a kind of source, by name with the type of their values: its module's OPTIONS."""
    found: Options = importlib.import_module(f"{__name__}.{kind}").OPTIONS
    return found


def collect(
    sources: Sequence[SourceConfig],
    *,
    cache: Path | None,
    on_source: OnSource | None = None,
    now: datetime | None = None,
) -> Collected:
    """Read all `sources` at once; one that fails is a Failure in the result, and the others are whole.

    Entries come in the order of the config and, within a source, in its own; `limit` keeps the newest. Bad records
    of a source that can be read are Failures too. `cache` is a folder for conditional requests. `on_source` is told,
    in the calling thread, of each source as it ends: how many entries, or None, and what went wrong, or "".
    `now` is the present for judging dates, by default the clock's. Raises ConfigError for a kind or an
    option that does not exist.
    """
    results: dict[int, Reading | Failure] = {}
    for position, result in read_each(sources, cache=cache, now=now):
        results[position] = result
        if on_source:
            _tell(on_source, sources[position], result)
    return _collected(sources, [results[position] for position in range(len(sources))])


def read_each(
    sources: Sequence[SourceConfig], *, cache: Path | None, now: datetime | None = None
) -> Iterator[tuple[int, Reading | Failure]]:
    """Read all `sources` at once, as `collect` does; the place of each in `sources` and what it gave, as they end."""
    readers = [_reader(source) for source in sources]
    with (
        fetching(cache=cache, now=now or datetime.now(UTC)) as fetch,
        ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="source") as pool,
    ):
        futures: dict[Future[Reading | Failure], int] = {
            pool.submit(_read, source, reader, fetch): position
            for position, (source, reader) in enumerate(zip(sources, readers, strict=True))
        }
        for future in as_completed(futures):
            yield futures[future], future.result()


def settled(source: SourceConfig) -> SourceConfig:
    """What a source of kind `auto` turns out to be: its kind, and of a site its feed's address. Raises SourceError."""
    from digest.sources import auto  # which brings all kinds with it

    with fetching(cache=None, now=datetime.now(UTC)) as fetch:
        return auto.settle(source, fetch)[0]


def _reader(source: SourceConfig) -> Reader:
    where = f'[[sources]] "{source.name or source.place}", kind'
    reader: Reader = find(__name__, source.kind, "read", among=kinds(), where=where)
    if source.kind in kinds():
        check_options(source, options(source.kind))
    return reader


def _read(source: SourceConfig, reader: Reader, fetch: Fetch) -> Reading | Failure:
    try:
        reading = reader(source, fetch)
        if reading.entries or reading.problems or reading.failures:
            # A list of feeds has kept the limit for each of them.
            limit = None if source.kind == "opml" else source.limit
            kept = Reading(newest(reading.entries, limit), reading.problems, reading.failures)
            return with_views(kept, source, fetch)
        return _failure(source, f"the {source.kind.partition(':')[0]} has no entries")
    except SourceError as error:
        return _failure(source, f"{error.message} ({error.hint})" if error.hint else error.message)
    except Exception as error:  # whatever a source does wrong, the others are read
        return _failure(source, f"cannot be read: {type(error).__name__}: {error}")


def _failure(source: SourceConfig, error: str) -> Failure:
    # A file is named without its folder: failures are kept in the issue file, which may be published.
    name = source.name or (source.file.name if source.file else source.place)
    return Failure(source=name, error=error)


def _tell(on_source: OnSource, source: SourceConfig, result: Reading | Failure) -> None:
    if isinstance(result, Failure):
        on_source(source, None, result.error)
    else:
        inside = tuple(f"{failure.source}: {failure.error}" for failure in result.failures)
        on_source(source, len(result.entries), "; ".join(_told((*result.problems, *inside))))


def _told(problems: tuple[str, ...]) -> tuple[str, ...]:
    rest = len(problems) - PROBLEMS
    return problems if rest <= 0 else (*problems[:PROBLEMS], f"and {rest} more problems like these")


def _collected(sources: Sequence[SourceConfig], results: Sequence[Reading | Failure]) -> Collected:
    entries: list[Entry] = []
    failures: list[Failure] = []
    for source, result in zip(sources, results, strict=True):
        if isinstance(result, Failure):
            failures.append(result)
        else:
            entries += _placed(result.entries)
            partial = bool(result.entries)
            told = (_failure(source, problem) for problem in _told(result.problems))
            failures += (failure.model_copy(update={"partial": partial}) for failure in told)
            failures += result.failures
    return Collected(tuple(entries), tuple(failures))


def _placed(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries, those without a date with their place among them: all that says which are the newer ones."""
    before: Counter[str] = Counter()
    for entry in entries:
        if entry.published:
            yield entry
        else:
            yield entry.model_copy(update={"place": before[entry.source]})
            before[entry.source] += 1
