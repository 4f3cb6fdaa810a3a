"""Source `auto`: which kind of source a file or an address is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.config.schema import SourceConfig
from digest.errors import ConfigError, SourceError
from digest.pipeline import sources_at
from digest.sources.auto import kind_of, known, read
from digest.sources.reading.model import Document

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("https://m.example/wp-json/wp/v2/posts", "wordpress"),
        ("https://m.example/wp-json", "wordpress"),
        ("https://m.example/?rest_route=/wp/v2/posts", "wordpress"),
        ("https://m.example/list.OPML?x=1", "opml"),
        ("https://m.example/stories.csv", "table"),
        ("https://m.example/feed.rss", "feed"),
        ("https://m.example/story.md", "folder"),
        ("https://m.example/", ""),
        ("https://m.example/feed.xml", ""),
    ],
)
def test_some_addresses_tell_what_they_are(place: str, kind: str) -> None:
    """By the WordPress API's path, or by their ending."""
    assert known(SourceConfig(url=place)) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.tsv", "table"), ("a.jsonl.gz", "table"), ("a.markdown", "folder"), ("a.xml", ""), ("a", ""), ("", "folder")],
)
def test_some_files_tell_what_they_are(tmp_path: Path, name: str, kind: str) -> None:
    """By their ending, under gzip too; a folder is a folder."""
    assert known(SourceConfig(file=tmp_path / name)) == kind


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [
        (RSS, ".html", "feed"),
        (RSS.decode().encode("utf-16"), "", "feed"),
        (b"\xef\xbb\xbf\n<feed xmlns='http://www.w3.org/2005/Atom'>", ".xml", "feed"),
        (b"<?xml version='1.0'?><opml version='2.0'>", ".xml", "opml"),
        (b"<!DOCTYPE html><html>", "", "page"),
        (b"<!DOCTYPE html><html>", ".html", "page"),
        (b"<!DOCTYPE html><html>", ".xml", "feed"),
        (b"<head><title>", ".php", "page"),
        (b"<svg>", "", "feed"),
        (b'[{"title": {"rendered": "x"}, "link": "y"}]', ".json", "wordpress"),
        (b'[{"title": {"rendered": "x"}, "link": "y"}, broken', ".json", "wordpress"),
        (b'[{"title": "x"}]', ".json", "feed"),
        (b"[]", ".json", "feed"),
        (b"[" * 100_000, ".json", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', ".json", "feed"),
        (b'{\n"version": "https://jsonfeed.org/version/1.1"}', ".json", "feed"),
        (b'{"title": "x"}\n{"title": "y"}\n', ".txt", "table"),
        (b"---\ntitle: x\n---\n", "", "folder"),
        (b"+++\r\ntitle='x'\r\n+++\r\n", "", "folder"),
        (b"just words", "", "feed"),
    ],
)
def test_content_tells_what_it_is(content: bytes, ending: str, kind: str) -> None:
    """Feeds under any name; a web page under the name of a feed is a feed gone wrong, which says so."""
    assert kind_of(Document(content, fetched=NOW), ending) == kind


def test_a_place_is_fetched_once() -> None:
    """Looking at a document does not fetch it a second time."""
    asked: list[str] = []

    def fetch(source: SourceConfig) -> Document:
        asked.append(source.url)
        content = RSS + b"<item><title>A</title><link>https://m.example/a</link></item></channel></rss>"
        return Document(content, fetched=NOW, url=source.url)

    assert len(read(SourceConfig(url="https://m.example/"), fetch).entries) == 1
    assert asked == ["https://m.example/"]


def test_nothing_in_it_is_named_by_its_kind() -> None:
    """An empty feed is called a feed."""
    with pytest.raises(SourceError, match="the feed has no entries"):
        read(SourceConfig(url="https://m.example/"), lambda _: Document(RSS + b"</channel></rss>", fetched=NOW))


def test_places_on_the_command_line(tmp_path: Path) -> None:
    """Addresses and paths become sources; an address that is none is an error that names it."""
    url, file = sources_at(["https://m.example/", str(tmp_path / "x.md")])
    assert (url.kind, url.url, file.kind, file.file) == ("auto", "https://m.example/", "auto", tmp_path / "x.md")
    with pytest.raises(ConfigError, match="web address") as caught:
        sources_at(["ftp://m.example/feed"])
    assert caught.value.where == "ftp://m.example/feed"
