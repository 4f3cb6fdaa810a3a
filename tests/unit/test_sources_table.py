"""Source `table`: CSV and JSON lines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.model import Document, Reading
from digest.sources.table import read

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def reading(content: bytes | str, *, charset: str = "", **config: Any) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    source = SourceConfig(kind="table", file=Path("stories.csv"), **config)
    return read(source, lambda _: Document(data, fetched=NOW, charset=charset))


def test_a_csv_row_is_read_in_all_its_parts() -> None:
    """Columns go by several names; counts may be grouped; the first row names the columns."""
    first, second = reading((FEEDS / "table.csv").read_bytes()).entries
    assert (first.title, first.url, first.section) == ("Bread, again", "https://oven.example/bread", "Food")
    assert (first.excerpt, first.author, first.popularity) == ("It rose twice. It fell once.", "Mo Farr", 1204.0)
    assert first.published == datetime(2026, 11, 17, 8, tzinfo=UTC)
    assert first.tags == ("slow", "sour")
    assert first.image is not None
    assert (first.image.url, first.image.width) == ("https://oven.example/b.jpg", 800)
    assert (first.source, second.popularity, second.published, second.image) == ("stories", None, None, None)


def test_json_lines_are_read() -> None:
    """A `list` is a tag, a list of tags is one; damaged lines are told by their numbers."""
    found = reading((FEEDS / "table.jsonl").read_bytes())
    first, second = found.entries
    assert (first.section, first.tags, first.popularity) == ("Weather", ("rain", "Read Now"), 31.0)
    assert first.published == datetime(2026, 11, 17, 9, tzinfo=UTC)
    assert first.excerpt == "Forty millimetres fell before noon on Friday alone."
    assert second.excerpt == "Fog stayed until noon and nobody on the ferry minded…"
    assert found.problems == ("row 2: not valid JSON", "row 3: not an object")


def test_ragged_rows_cost_no_good_one() -> None:
    """Short, long, blank and unterminated rows are told by the line they begin on; the others stay."""
    content = (
        'title,url,summary\n"One","https://a.example/1","two\nlines."\nshort\n\n,,\nLong,https://a.example/2,x.,more,more\n'
        '"open,https://a.example/3,x'
    )
    found = reading(content)
    assert [entry.title for entry in found.entries] == ["One", "Long"]
    assert found.entries[0].excerpt == "two lines."
    assert found.problems == ("rows 4, 8: no url",)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_recognised(delimiter: str) -> None:
    """Spreadsheets of many countries separate by something else."""
    (entry,) = reading(f"Title{delimiter}URL\nA, b{delimiter}https://a.example/").entries
    assert entry.title == "A, b"


@pytest.mark.parametrize(
    ("encoding", "charset"), [("utf-8-sig", ""), ("windows-1252", ""), ("koi8-r", "koi8-r"), ("utf-8", "nonsense")]
)
def test_encodings(encoding: str, charset: str) -> None:
    """UTF-8 with or without a mark, what the server says, and what old spreadsheets write."""
    title = "Привет" if encoding == "koi8-r" else "Café – déjà"
    (entry,) = reading(f"title,url\n{title},https://a.example/".encode(encoding), charset=charset).entries
    assert entry.title == title


def test_a_table_without_addresses_is_refused() -> None:
    """The error names the columns that there are."""
    with pytest.raises(SourceError, match="no column url") as caught:
        reading("name,text\na,b")
    assert "name, text" in caught.value.hint


def test_a_long_cell_is_no_problem() -> None:
    """A story's HTML may be longer than the csv module's default."""
    (entry,) = reading(f'title,url,html\nA,https://a.example/,"<p>{"word " * 60_000}</p>"').entries
    assert entry.words == 60_000


def test_a_cell_beyond_all_measure_is_told() -> None:
    """A cell of more than ten million characters costs its row, not the table."""
    found = reading(f"title,url\nA,https://a.example/\nB,{'x' * 10_000_001}\nC,https://a.example/c")
    assert [entry.title for entry in found.entries][:1] == ["A"]
    assert "not readable" in found.problems[0]


@pytest.mark.parametrize(
    ("written", "popularity"),
    [("12", 12.0), ("1,204", 1204.0), ("1 204 000", 1204000.0), ("3.5", 3.5), ("many", None), ("-1", None), ("", None)],
)
def test_counts(written: str, popularity: float | None) -> None:
    """Thousands may be grouped; what is no number is unknown."""
    (entry,) = reading(f'title,url,views\nA,https://a.example/,"{written}"').entries
    assert entry.popularity == popularity


def test_relative_addresses_and_the_config() -> None:
    """`options.base` completes them; name, section and language come from the config."""
    (entry,) = reading(
        "title,url\nA,/a", options={"base": "https://b.example/"}, name="N", section="S", language="pt"
    ).entries
    assert (entry.url, entry.source, entry.section, entry.language) == ("https://b.example/a", "N", "S", "pt")


def test_dates_that_are_not_understood_are_told_by_row() -> None:
    """What a person writes is read where it means one day; other rows stay undated, and are told by number."""
    dates = ("11/20/2026", "soon", "later", "some day", "20 Nov 2026", "Nov 20 2026", "?", "2026-11-20", "")
    rows = "".join(f'\nTitle {n},https://a.example/{n},"{date}"' for n, date in enumerate(dates))
    found = reading(f"title,url,date{rows}")
    read_days = [entry.published and f"{entry.published:%Y-%m-%d}" for entry in found.entries]
    assert read_days == [
        day if day in ("2026-11-20",) else None
        for day in ("2026-11-20", "", "", "", "2026-11-20", "2026-11-20", "", "2026-11-20", "")
    ]
    assert found.problems == ("rows 3–5, 8: date not understood: write it as 2026-11-20",)


@pytest.mark.parametrize(
    ("other", "expected"), [("25/06/2026", "06-05"), ("06/25/2026", "05-06"), ("1.1.2026", "06-05")]
)
def test_other_rows_say_whether_the_day_comes_first(other: str, expected: str) -> None:
    """05/06/2026 is read as the other rows of the table are written."""
    found = reading(f"title,url,date\nA,https://a.example/1,05/06/2026\nB,https://a.example/2,{other}")
    assert found.problems == ()
    assert f"{found.entries[0].published:%m-%d}" == expected


def test_a_date_that_may_mean_two_days_is_none() -> None:
    """Without a row that proves it, nobody guesses whether the day or the month comes first."""
    found = reading('{"title": "A", "url": "https://a.example/1", "date": "05/06/2026"}')
    assert found.entries[0].published is None
    assert found.problems == ("row 1: day or month first? Write the date as 2026-11-20",)
