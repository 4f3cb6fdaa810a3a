"""Reading all configured sources at once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digest.config.schema import SourceConfig
from digest.errors import ConfigError
from digest.models import Failure
from digest.sources import Collected, Fetch, Reading, collect, kinds

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def gathered(*sources: SourceConfig, **options: Any) -> Collected:
    return collect(sources, cache=None, now=NOW, **options)


def feed(path: str, **config: Any) -> SourceConfig:
    return SourceConfig(file=FEEDS / path, **config)


def test_the_kinds_are_the_modules_that_read() -> None:
    """A file with a `read` is a kind; what they share is not."""
    assert kinds() == ("auto", "feed", "folder", "opml", "page", "table", "wordpress")


def test_entries_come_in_the_order_of_the_config() -> None:
    """Whichever source is ready first, the result is the same."""
    found = gathered(feed("rdf.xml"), feed("table.jsonl", kind="table"), feed("atom.xml"))
    assert [entry.source for entry in found.entries] == ["浜だより", "table", "table", "Deichblatt"]


def test_a_bad_source_costs_no_other() -> None:
    """Each failure says what, where and what to do; the others are whole. Folders stay out of what may be published."""
    found = gathered(feed("gone.xml"), feed("atom.xml"), feed("welcome.html", name="Page"), feed("none.xml"))
    assert len(found.entries) == 1
    assert [failure.source for failure in found.failures] == ["gone.xml", "Page", "none.xml"]
    assert found.failures[0].error.startswith("there is no such file (check the name")
    assert "web page" in found.failures[1].error
    assert found.failures[2].error == "the feed has no entries"
    assert str(FEEDS) not in str(found.failures)


def test_bad_records_are_failures_beside_good_entries() -> None:
    """What could not be used of a source that was read is told too."""
    found = gathered(feed("table.csv", kind="table"))
    assert len(found.entries) == 2
    assert found.failures == (
        Failure(source="table.csv", error="row 3: no url", partial=True),
        Failure(source="table.csv", error="row 4: date not understood: write it as 2026-11-20", partial=True),
    )


def test_each_source_is_told_as_it_ends() -> None:
    """`on_source` hears a count, or None and why, once for each source, in the calling thread."""
    told: dict[str, tuple[int | None, str]] = {}
    gathered(
        feed("atom.xml", name="A"),
        feed("gone.xml", name="B"),
        feed("table.csv", kind="table", name="C"),
        on_source=lambda source, count, error: told.update({source.name: (count, error)}),
    )
    assert told["A"] == (1, "")
    assert told["B"][0] is None
    assert "no such file" in told["B"][1]
    assert told["C"] == (2, "row 3: no url; row 4: date not understood: write it as 2026-11-20")


def test_no_sources_give_nothing() -> None:
    """An empty list is no error."""
    assert gathered() == Collected((), ())


def test_an_unknown_kind_is_an_error_of_the_config() -> None:
    """It names the kind that was probably meant, and nothing is read."""
    with pytest.raises(ConfigError, match='no "fed"') as caught:
        gathered(feed("atom.xml", kind="fed"))
    assert "feed" in caught.value.hint
    with pytest.raises(ConfigError):
        gathered(feed("atom.xml", kind="fetch"))


def rows(*dates: str) -> str:
    return "title,url,date\n" + "".join(f"T{n},https://a.example/{n},{date}\n" for n, date in enumerate(dates))


@pytest.mark.parametrize(
    ("limit", "titles"),
    [
        (2, ["T1", "T3"]),
        (3, ["T1", "T2", "T3"]),
        (4, ["T0", "T1", "T2", "T3"]),
        (9, ["T0", "T1", "T2", "T3"]),
        (None, ["T0", "T1", "T2", "T3"]),
    ],
)
def test_the_limit_keeps_the_newest(tmp_path: Path, limit: int | None, titles: list[str]) -> None:
    """The newest stay, in the source's own order; what has no date counts as oldest."""
    file = tmp_path / "t.csv"
    file.write_text(rows("", "2026-11-19", "2026-11-10", "2026-11-18"))
    found = gathered(SourceConfig(kind="table", file=file, limit=limit))
    assert [entry.title for entry in found.entries] == titles


def test_dates_are_judged_by_the_given_present(tmp_path: Path) -> None:
    """A date that is planned stays a date, one beyond all plans is unknown; without `now` the clock judges."""
    file = tmp_path / "t.csv"
    file.write_text(rows("2026-11-19", "2026-12-24", "2999-01-01"))
    source = SourceConfig(kind="table", file=file)
    assert [entry.published is None for entry in gathered(source).entries] == [False, False, True]
    assert collect([source], cache=None).entries[2].published is None


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of somebody else's."""
    module = ModuleType("weir_sources")
    monkeypatch.setitem(sys.modules, "weir_sources", module)
    return module


def test_a_source_from_outside_is_read(outside: ModuleType) -> None:
    """`package.module:read` is a kind."""
    from digest.sources import feed as kind

    outside.read = kind.read  # type: ignore[attr-defined]  # a module made here
    assert len(gathered(feed("atom.xml", kind="weir_sources:read")).entries) == 1


def test_a_source_that_breaks_is_a_failure(outside: ModuleType) -> None:
    """Whatever a source does wrong, the others are read, and it is named."""

    def read(source: SourceConfig, fetch: Fetch) -> Reading:
        raise KeyError("surprise")

    outside.read = read  # type: ignore[attr-defined]  # a module made here
    found = gathered(feed("atom.xml", kind="weir_sources:read", name="W"), feed("rdf.xml"))
    assert len(found.entries) == 1
    assert found.failures == (Failure(source="W", error="cannot be read: KeyError: 'surprise'"),)


def test_many_problems_are_told_in_short(outside: ModuleType) -> None:
    """Five problems of one source are told one by one, the rest is counted."""
    outside.read = lambda source, fetch: Reading((), tuple(f"row {n}: bad" for n in range(9)))  # type: ignore[attr-defined]  # as above
    errors = [failure.error for failure in gathered(feed("atom.xml", kind="weir_sources:read")).failures]
    assert errors == [*(f"row {n}: bad" for n in range(5)), "and 4 more problems like these"]


def test_a_failing_address_is_named_in_full() -> None:
    """A source without a name goes by its address."""
    found = gathered(SourceConfig(url="http://no-such-host.invalid/feed"))
    assert found.failures[0].source == "http://no-such-host.invalid/feed"
    assert "cannot be found" in found.failures[0].error


def test_an_empty_file_says_what_to_do_with_it(tmp_path: Path) -> None:
    """A file is its owner's: there is no site to tell."""
    (tmp_path / "stories.csv").write_text("\n")
    (failure,) = collect([SourceConfig(kind="table", file=tmp_path / "stories.csv")], cache=None).failures
    assert failure.error == "empty (put stories into it, or take it out of the sources)"
