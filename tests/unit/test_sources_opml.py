"""Source `opml`: lists of feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import collect, opml
from digest.sources.opml import read
from digest.sources.reading.model import Document, Reading

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
RSS = """<rss version="2.0"><channel><title>Own title</title><link>https://f.example/</link>
<item><title>New</title><link>https://f.example/{0}/new</link><pubDate>Thu, 19 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>Old</title><link>https://f.example/{0}/old</link><pubDate>Thu, 12 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""


def reading(body: str, feeds: dict[str, str], **config: Any) -> Reading:
    """The reading of a list on the web whose feeds answer as given; what is not given is not there."""

    def fetch(asked: SourceConfig) -> Document:
        if asked.url == "https://l.example/list.opml":
            content = f"<opml version='2.0'><body>{body}</body></opml>"
        elif asked.url in feeds:
            content = feeds[asked.url]
        else:
            raise SourceError("there is nothing", where=asked.url, hint="look again")
        if content == "crash":
            raise RuntimeError("boom")
        return Document(content.encode(), fetched=NOW, url=asked.url)

    return read(SourceConfig(kind="opml", url="https://l.example/list.opml", **config), fetch)


def outline(name: str, **attributes: str) -> str:
    written = {"text": name.title(), "xmlUrl": f"https://f.example/{name}"} | attributes
    return "<outline " + " ".join(f'{key}="{value}"' for key, value in written.items()) + "/>"


def test_each_feed_is_a_source_of_its_own() -> None:
    """Feeds go by the names of their outlines, and stories by the nearest folder as section, in the list's order."""
    body = f'<outline text="World"><outline title="Asia">{outline("b")}</outline>{outline("a", text="")}</outline>'
    feeds = {f"https://f.example/{name}": RSS.format(name) for name in "ab"}
    found = reading(body, feeds)
    told = [(entry.source, entry.section, entry.url.rpartition(".example/")[2]) for entry in found.entries]
    assert told == [
        ("B", "Asia", "b/new"),
        ("B", "Asia", "b/old"),
        ("Own title", "World", "a/new"),
        ("Own title", "World", "a/old"),
    ]


def test_a_bad_feed_costs_no_other() -> None:
    """What fails, is empty, or crashes is a failure under its own name; the others are whole."""
    feeds = {
        "https://f.example/good": RSS.format("good"),
        "https://f.example/page": "<!doctype html><html></html>",
        "https://f.example/empty": "<rss version='2.0'><channel><title>E</title></channel></rss>",
        "https://f.example/crash": "crash",
        "https://f.example/torn": RSS.format("torn").removesuffix("</channel></rss>"),
    }
    body = "".join(outline(name) for name in ("gone", "page", "good", "empty", "crash", "torn"))
    found = reading(body, feeds)
    assert [entry.source for entry in found.entries] == ["Good", "Good", "Torn", "Torn"]
    assert {failure.source: failure.partial for failure in found.failures} == {
        "Gone": False,
        "Page": False,
        "Empty": False,
        "Crash": False,
        "Torn": True,
    }
    assert found.failures[0].error == "there is nothing (look again)"


def test_the_config_stands_for_all_feeds() -> None:
    """Name, section and language of the list count for each feed; `limit` is counted in each, the newest."""
    feeds = {f"https://f.example/{name}": RSS.format(name) for name in "ab"}
    found = reading(outline("a") + outline("b"), feeds, name="All", section="Reading", language="pt", limit=1)
    assert {(entry.source, entry.section, entry.language) for entry in found.entries} == {("All", "Reading", "pt")}
    assert [entry.title for entry in found.entries] == ["New", "New"]


def test_collect_keeps_what_the_list_chose(tmp_path: Path) -> None:
    """The limit is not counted again over all feeds, and a list is told with what failed in it."""
    for name in "ab":
        (tmp_path / f"{name}.xml").write_text(RSS.format(name))
    body = "".join(outline(name, xmlUrl=f"{name}.xml") for name in "abc")
    (tmp_path / "list.opml").write_text(f"<opml><body>{body}</body></opml>")
    told: list[tuple[int | None, str]] = []
    source = SourceConfig(kind="opml", file=tmp_path / "list.opml", limit=1)
    found = collect([source], cache=None, now=NOW, on_source=lambda _, count, error: told.append((count, error)))
    assert len(found.entries) == 2
    assert [failure.source for failure in found.failures] == ["C"]
    assert told[0][0] == 2
    assert told[0][1].startswith("C: there is no such file")


def test_a_list_on_disk_stays_in_its_folder(tmp_path: Path) -> None:
    """Feeds saved beside a list are read; no path leads out of its folder, and no list from the web to a file."""
    inside = tmp_path / "lists"
    inside.mkdir()
    (tmp_path / "out.xml").write_text(RSS.format("out"))
    (inside / "list.opml").write_text(f"<opml><body>{outline('out', xmlUrl='../out.xml')}</body></opml>")
    with pytest.raises(SourceError, match="names no feed"):
        read(SourceConfig(kind="opml", file=inside / "list.opml"), _from_disk)
    with pytest.raises(SourceError, match="names no feed"):
        reading(outline("x", xmlUrl="file:///etc/hostname"), {})


def test_a_feed_named_twice_is_read_once_and_long_lists_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of two counts; what is beyond the bound is told."""
    monkeypatch.setattr(opml, "LONGEST", 2)
    feeds = {f"https://f.example/{name}": RSS.format(name) for name in "abc"}
    body = outline("a") + outline("a", text="Again") + outline("b") + outline("c") + outline("d")
    found = reading(body, feeds)
    assert [entry.source for entry in found.entries] == ["A", "A", "B", "B"]
    assert found.problems == ("only the first 2 feeds of the list are read",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a list", "not OPML"),
        (b"<rss/>", "not OPML"),
        (b"<opml><body><outline text='x'/></body></opml>", "names no feed"),
        (b"<opml>" + b"<outline>" * 200_000, "too large"),
        (b"<opml>" + b"<outline text='deep'>" * 50 + b"<outline xmlUrl='https://a.example/'/>", "names no feed"),
    ],
)
def test_what_is_no_list_is_named(content: bytes, message: str) -> None:
    """Each has a message and a hint; folders deeper than twenty are not looked into."""
    with pytest.raises(SourceError, match=message) as caught:
        read(SourceConfig(kind="opml", url="https://l.example/"), lambda _: Document(content, fetched=NOW))
    assert caught.value.hint


def test_entities_of_a_list_are_not_expanded() -> None:
    """Neither a file nor a bomb comes in by the door of the document type."""
    content = b"""<?xml version="1.0"?><!DOCTYPE o [<!ENTITY f SYSTEM "file:///etc/passwd">]>
    <opml><body><outline text="A&f;" xmlUrl="https://f.example/a"/></body></opml>"""

    def fetch(asked: SourceConfig) -> Document:
        first = asked.url == "https://l.example/"
        return Document(content if first else RSS.format("a").encode(), fetched=NOW, url=asked.url)

    found = read(SourceConfig(kind="opml", url="https://l.example/"), fetch)
    assert "root:" not in found.entries[0].source


def _from_disk(source: SourceConfig) -> Document:
    assert source.file is not None
    return Document(source.file.read_bytes(), fetched=NOW)
