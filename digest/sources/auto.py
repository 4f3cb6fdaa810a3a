"""Source `auto`: looks at what is at the place and reads it as the kind of source that it is."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import feed, folder, opml, page, table, wordpress
from digest.sources.reading.discovery import Discovery, discover
from digest.sources.reading.encoding import as_utf8
from digest.sources.reading.model import Document, Fetch, Linked, Reading
from digest.sources.reading.options import Options
from digest.sources.reading.posts import is_posts

ENDINGS = {
    ".csv": "table",
    ".tsv": "table",
    ".jsonl": "table",
    ".ndjson": "table",
    ".md": "folder",
    ".markdown": "folder",
    ".opml": "opml",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
}
"""What a file or address says by its ending alone."""

_READERS = {"feed": feed, "folder": folder, "opml": opml, "page": page, "table": table, "wordpress": wordpress}
OPTIONS: Options = {name: kind for reader in _READERS.values() for name, kind in reader.OPTIONS.items()}
_OPML = re.compile(rb"<opml\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<html\b|<(?:head|body)\b", re.IGNORECASE)
_API = re.compile(r"/wp-json(?:/|\Z)|[?&]rest_route=", re.IGNORECASE)
_LOOKED_AT = 4096
_LONGEST_POST = 1_000_000


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The entries of whatever is at the place: a feed, table, page, folder, list of feeds or WordPress site."""
    settled, again = settle(source, fetch)
    reading: Reading = _READERS[settled.kind].read(settled, again)
    if not (reading.entries or reading.problems or reading.failures):
        hint = "nothing to do if it is new or quiet"
        raise SourceError(f"the {settled.kind} has no entries", where=settled.place, hint=hint)
    return reading


def settle(source: SourceConfig, fetch: Fetch) -> tuple[SourceConfig, Fetch]:
    """`source` as the kind that it is, and what fetches it without asking twice for what was looked at.

    The ending decides where it can (.csv, .md, .opml…), the address of a WordPress API does, a folder is a folder;
    else the content. Of a web page that is no article and names its feed, it is the feed.
    What nobody can tell is a feed, whose error says what it is instead.
    """
    kind = known(source)
    if kind:
        return _as(kind, source), fetch
    document = fetch(source)
    first = [document]

    def again(asked: SourceConfig) -> Document:
        """The document that was fetched already, once; everything else from its place."""
        return first.pop() if first and asked.place == source.place else fetch(asked)

    kind = kind_of(document, _ending(source))
    found = discover(document) if kind == "page" and source.url else Discovery()
    if found.feed and not found.article:
        return _as("feed", Linked.by(source, source.model_copy(update={"url": found.feed}))), fetch
    return _as(kind, source), again


def known(source: SourceConfig) -> str:
    """The kind that the place alone tells, or nothing."""
    if source.file and source.file.is_dir():
        return "folder"
    if source.url and _API.search(source.url):
        return "wordpress"
    return ENDINGS.get(_ending(source), "")


def kind_of(document: Document, ending: str) -> str:
    """The kind of source that a document is; a web page under the name of a feed (.xml) is a feed gone wrong."""
    content = as_utf8(document.content).lstrip(b"\xef\xbb\xbf \t\r\n")
    start = content[:_LOOKED_AT]
    if content.startswith((b"{", b"[")):
        return _json_kind(content)
    if _FEED.search(start):
        return "feed"
    if _OPML.search(start):
        return "opml"
    if content.startswith(b"<"):
        return "page" if _PAGE.search(start) and ending not in (".xml", ".json") else "feed"
    return "folder" if re.match(rb"---[ \t]*\r?\n|\+\+\+[ \t]*\r?\n", content) else "feed"


def _json_kind(content: bytes) -> str:
    """JSON lines are tables, lists of posts are WordPress's; everything else may be a JSON Feed."""
    line = content.split(b"\n", 1)[0]
    try:
        if line.startswith(b"{") and b"\n" in content.strip() and isinstance(json.loads(line), dict):
            return "table"
    except (ValueError, RecursionError):
        pass
    start = content[:_LONGEST_POST].decode("utf-8", errors="replace")
    try:
        first = json.JSONDecoder().raw_decode(start, start.index("{"))[0]
    except (ValueError, RecursionError):
        return "feed"
    return "wordpress" if content.startswith(b"[") and is_posts([first]) else "feed"


def _ending(source: SourceConfig) -> str:
    path = PurePosixPath(urlsplit(source.url).path) if source.url else source.file
    name = path.name.lower().removesuffix(".gz") if path else ""
    return PurePosixPath(name).suffix


def _as(kind: str, source: SourceConfig) -> SourceConfig:
    return source.model_copy(update={"kind": kind})
