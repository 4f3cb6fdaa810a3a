"""What every kind of source keeps, whatever it reads: a new file in `digest/sources` is tested by being there.

Each kind brings inputs of its own in tests/fixtures/feeds, named after it: `<kind>.<anything>`.
"""

from __future__ import annotations

import importlib
import inspect
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry
from digest.sources import Document, Reading, collect, kinds
from digest.sources.reading.characters import plain

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
SHARED = Path(os.environ.get("DIGEST_SHARED", Path(__file__).parents[2].parent / "shared")) / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def inputs(kind: str) -> list[Path]:
    return sorted(FEEDS.glob(f"{kind}.*"))


def shared(folder: str) -> list[Path]:
    found = sorted((SHARED / folder).glob("*")) if SHARED.is_dir() else []
    return [path for path in found if path.suffix in (".xml", ".json", ".csv")]


def check(entry: Entry) -> None:
    """What all that comes after the sources relies on."""
    for text in (entry.title, entry.excerpt, entry.author, entry.section, entry.guid, *entry.tags, *entry.points):
        assert text == plain(text)
    assert entry.title.strip()
    assert entry.title.lower() not in ("none", "null", "undefined")
    assert entry.source
    assert entry.identity.startswith("https://")
    for url in (entry.url, *([entry.image.url] if entry.image else [])):
        assert urlsplit(url).scheme in ("http", "https")
        assert urlsplit(url).hostname
        assert not set(url) & set(" \"'<>\n\r\t")
    assert not entry.excerpt or entry.excerpt.rstrip("\"'”’»)]}」』）】›")[-1] in "….!?؟۔।。！？"
    assert not entry.excerpt.endswith("..")
    assert len(entry.excerpt) <= 345
    assert len(entry.text) <= 20_000
    for when in (entry.published, entry.updated):
        assert when is None or when.utcoffset() == UTC.utcoffset(None)


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_is_a_file_that_reads(kind: str) -> None:
    """`read(source, fetch)` gives a Reading, and its docstring is the contract."""
    module = importlib.import_module(f"digest.sources.{kind}")
    assert list(inspect.signature(module.read).parameters) == ["source", "fetch"]
    assert inspect.getdoc(module.read)
    assert module.__doc__.startswith(f"Source `{kind}`")
    assert inputs(kind), f"add an input of yours as tests/fixtures/feeds/{kind}.<ending>"


@pytest.mark.parametrize("kind", kinds())
def test_entries_can_be_trusted(kind: str) -> None:
    """Plain text, absolute addresses, a title always, dates in UTC, excerpts that end properly."""
    for path in inputs(kind):
        entries = collect([SourceConfig(kind=kind, file=path)], cache=None, now=NOW).entries
        assert entries
        for entry in entries:
            check(entry)


@pytest.mark.parametrize("kind", kinds())
def test_reading_twice_gives_the_same(kind: str) -> None:
    """The same document gives the same reading."""
    for path in inputs(kind):
        sources = [SourceConfig(kind=kind, file=path)]
        assert collect(sources, cache=None, now=NOW) == collect(sources, cache=None, now=NOW)


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe\x00", b"<", b"{", b"[]", b"\xef\xbb\xbf", b"a,b\n1,2", b"null", b'{"a": 1}', b"<rss>"]
)
def test_nonsense_is_an_error_of_the_source(kind: str, content: bytes) -> None:
    """What is no such document gives no entries: a SourceError, or a reading that says why, never another error."""
    read = importlib.import_module(f"digest.sources.{kind}").read
    try:
        reading = read(SourceConfig(url="https://a.example/"), lambda _: Document(content, fetched=NOW))
    except SourceError as error:
        told = (error.message, error.hint, error.where)
        assert all(told)
    else:
        assert isinstance(reading, Reading)
        assert reading.entries == ()


@pytest.mark.parametrize("kind", kinds())
def test_a_download_that_broke_off_is_told_or_read_in_part(kind: str) -> None:
    """Whatever part of a document arrived: entries that can be trusted or an error of the source, no other."""
    read = importlib.import_module(f"digest.sources.{kind}").read
    whole = next(content for path in inputs(kind) for content in contents(path))
    for end in range(0, len(whole), max(1, len(whole) // 25)):
        document = Document(whole[:end], fetched=NOW, url="https://a.example/x")
        try:
            reading = read(SourceConfig(url="https://a.example/x"), lambda _, document=document: document)
        except SourceError as error:
            told = (error.message, error.hint)
            assert all(told)
        else:
            for entry in reading.entries:
                check(entry)


def contents(path: Path) -> list[bytes]:
    """What is in a file, or in the files of a folder."""
    return [path.read_bytes()] if path.is_file() else [each.read_bytes() for each in sorted(path.rglob("*.md"))]


@pytest.mark.parametrize("kind", kinds())
def test_the_config_names_the_source(kind: str) -> None:
    """Name, section and language of the config are those of every entry."""
    source = SourceConfig(kind=kind, file=inputs(kind)[0], name="Own", section="Mine", language="fa")
    entries = collect([source], cache=None, now=NOW).entries
    assert {(entry.source, entry.section, entry.language) for entry in entries} == {("Own", "Mine", "fa")}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared feeds is not here: set DIGEST_SHARED")
@pytest.mark.parametrize("path", [*shared("real"), *shared("hostile")], ids=lambda path: path.name)
def test_feeds_of_the_world_give_entries_that_can_be_trusted(path: Path) -> None:
    """Real and hostile feeds are read or refused with a reason, and what is read can be trusted."""
    kind = "table" if path.suffix == ".csv" else "feed"
    found = collect([SourceConfig(kind=kind, file=path)], cache=None)
    assert found.entries or found.failures
    assert not any("cannot be read" in failure.error for failure in found.failures)
    for entry in found.entries:
        check(entry)
        said = " ".join((entry.title, entry.excerpt, entry.text, entry.author, entry.image.url if entry.image else ""))
        assert "root:x:0:0" not in said
        assert "alert(22)" not in said or "escaped" in entry.title
        assert "pixel.evil.example" not in said


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of shared feeds is not here: set DIGEST_SHARED")
def test_the_seed_reads_well() -> None:
    """The page the product was asked for: sub-headings are points, teasers cut in mid-sentence end properly."""
    path = SHARED.parent / "seed" / "stories.jsonl"
    found = collect([SourceConfig(kind="table", file=path)], cache=None)
    assert found.failures == ()
    article = found.entries[0]
    assert len(article.points) >= 3
    assert not any(point.lower().startswith("conclusion") for point in article.points)
    for entry in found.entries:
        check(entry)
        assert entry.excerpt
