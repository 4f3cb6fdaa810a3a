"""Popularity from analytics exports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry
from digest.sources import collect
from digest.sources.reading.model import Document, Reading
from digest.sources.reading.views import count, read_views, with_views

SITE = "https://mill.example/"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
A, B = "https://mill.example/a", "https://mill.example/b"

PLAUSIBLE = "name,visitors,pageviews,bounce_rate,time_on_page\n/a,10,31,50,12\n/b/,7,9,,\n"
GA4 = """# ----------------------------------------
# Pages and screens: Page path and screen class
# Account: Mill
# Start date: 20261101
# ----------------------------------------

# All users
Page path and screen class,Views,Active users,Views per active user,Event count
,40,20,2,100
/a,31,10,3.1,50
/b,9,7,1.3,20
(not set),5,1,5,9

# Daily
Nth day,Active users
0000,5
0001,6
"""
GA4_GERMAN = "Seitenpfad und Bildschirmklasse;Aufrufe;Aktive Nutzer\n/a;31;10\n/b;9;7\n"
MATOMO = (
    "Label,Unique Pageviews,Pageviews,Bounce Rate,Metadata: url\n"
    "a,20,31,50%,https://mill.example/a\n"
    "b,7,9,0%,https://www.mill.example/b?utm_source=x\n"
)


@pytest.mark.parametrize(
    "content",
    [
        PLAUSIBLE.encode(),
        GA4.encode(),
        GA4_GERMAN.encode(),
        b"\xef\xbb\xbf" + MATOMO.encode(),
        MATOMO.encode("utf-16"),
        b"url,views\nhttps://mill.example/a,31\nhttp://mill.example/b#x,9\n",
        b"path\tcount\n/a\t31\n/b\t9\n",
        b"/a,31\n/b,9\n",
        b"URL;Page Views\nmill.example/a;31\nmill.example/b;9\n",
        b"page,views\r\n/a?utm_campaign=1,30\r\n/a/,1\r\n/b,9\r\n/c,many\r\nshort\r\n",
    ],
    ids=["Plausible", "GA4", "GA4 German", "Matomo", "Matomo UTF-16", "url", "tabs", "no header", "hosts", "variants"],
)
def test_exports_are_recognised(content: bytes) -> None:
    """Each analytics package's own shape gives the same counts by page; variants of one address are added."""
    assert read_views(content, site=SITE, where="views.csv") == {A: 31.0, B: 9.0}


def test_other_encodings_cost_nothing() -> None:
    """An export that is not UTF-8 is read as a spreadsheet's."""
    assert read_views("Straße,views\n/a,5\n".encode("windows-1252"), site=SITE, where="x") == {A: 5.0}


@pytest.mark.parametrize("content", [b"", b"a,b\nc,d\n", b"# only\n# comments\n", b"url\n/a\n", b"\x00\xff", b'"\n'])
def test_what_is_no_export_is_named(content: bytes) -> None:
    """It says which two columns it needs."""
    with pytest.raises(SourceError, match="no table of pages") as caught:
        read_views(content, site=SITE, where="views.csv")
    assert "views" in caught.value.hint


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("1,204", "12"), 1204.0),
        (("1.204", "12"), 1204.0),
        (("1 204", "12"), 1204.0),
        (("1’204", "12"), 1204.0),
        (("1,204,000", "12"), 1204000.0),
        (("3.125", "2.5"), 3.125),
        (("12.5", "1"), 12.5),
    ],
)
def test_thousands_are_told_from_fractions(rows: tuple[str, str], expected: float) -> None:
    """A sign in a column separates thousands when all of its places fit that."""
    content = "page;views\n" + "".join(f"/{name};{cell}\n" for name, cell in zip("ab", rows, strict=True))
    assert read_views(content.encode(), site=SITE, where="x")[A] == expected


@pytest.mark.parametrize("written", ["", "-1", "1e5", "nan", "inf", "1" * 20, "12 apples", "٣"])
def test_what_is_no_count_is_none(written: str) -> None:
    """Only plain numbers that are not negative count."""
    assert count(written) is None


def entries(*urls: str, popularity: float | None = None) -> Reading:
    return Reading(
        tuple(Entry(source="Mill", guid=url, url=url, identity=url, title="T", popularity=popularity) for url in urls)
    )


def viewed(reading: Reading, content: bytes) -> Reading:
    source = SourceConfig(url=SITE, popularity=Path("views.csv"))
    return with_views(reading, source, lambda _: Document(content, fetched=NOW))


def test_stories_are_matched_and_the_others_unknown() -> None:
    """A path is of the site that most stories lead to; what is not named is unknown: no zero, no comment count."""
    elsewhere = "https://other.example/a"
    found = viewed(entries(A, B, elsewhere, popularity=2.0), b"page,views\n/a,31\n")
    assert [entry.popularity for entry in found.entries] == [31.0, None, None]
    assert found.problems == ()


def test_a_file_that_names_no_story_is_told() -> None:
    """Most often it is of another site, or another month."""
    found = viewed(entries(A), b"page,views\n/z,31\n")
    assert found.problems == ("popularity from views.csv: names none of these stories",)


def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    """The stories stay as they are, and the problem is told beside them."""
    feed = tmp_path / "stories.csv"
    feed.write_text("title,url,views\nA,https://mill.example/a,3\n")
    source = SourceConfig(kind="table", file=feed, popularity=tmp_path / "gone.csv")
    found = collect([source], cache=None, now=NOW)
    assert [entry.popularity for entry in found.entries] == [3.0]
    assert found.failures[0].error.startswith("popularity from gone.csv: there is no such file")
    assert found.failures[0].partial


def test_without_stories_no_file_is_read() -> None:
    """An empty reading stays one."""
    assert viewed(Reading(()), b"nonsense") == Reading(())
