"""Source `feed`: RSS, Atom and JSON Feed, from an address or a file."""

from __future__ import annotations

import html
import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.sax import SAXParseException

from digest.addresses import absolute, host_of
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.authors import without_endless_authors
from digest.sources.reading.bounds import bounded, with_short_prolog
from digest.sources.reading.captions import lift_captions
from digest.sources.reading.dates import is_impossible, moment
from digest.sources.reading.discovery import discover
from digest.sources.reading.encoding import as_utf8, is_charset, without_false_charset
from digest.sources.reading.entry import Origin, Raw
from digest.sources.reading.gather import gather
from digest.sources.reading.images import Picture
from digest.sources.reading.jsonfeed import read_json
from digest.sources.reading.markup import strip_tags
from digest.sources.reading.model import Document, Fetch, Reading, Unusable

OPTIONS = {"base": str}
_PAGE = re.compile(rb"<!doctype\s+html|<html\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|\Z)", re.IGNORECASE)


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The entries of a feed in its own order; a broken feed gives those that can be read, and says that it is broken.

    Dates without a zone are UTC. The first category is the section, unless `source.section` names one.
    `options.base` is the address that relative links belong to, for feeds that do not say.
    Raises SourceError when the document is a web page, or something else that is no feed.
    """
    document = _in_utf8(fetch(source))
    content = document.content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith((b"{", b"[")):
        return read_json(document, source=source)
    _refuse_page(content, document, source)
    content, left_out = bounded(with_short_prolog(content))
    parsed = _parse(content, document)
    if not parsed.get("version") and not parsed.entries:
        hint = "it must be RSS, Atom or JSON Feed; open the address in a browser to see what it gives"
        raise SourceError("this is not a feed", where=source.place, hint=hint)
    reading = gather(_records(parsed), origin=_origin(parsed.feed, source, document), unit="entry")
    more = (f"the feed is too large: only its first {len(parsed.entries)} entries are read",) if left_out else ()
    return Reading(reading.entries, (*_broken(parsed), *more, *reading.problems))


def _in_utf8(document: Document) -> Document:
    content = as_utf8(document.content)
    if content is not document.content:
        return replace(document, content=content, charset="utf-8")
    charset = document.charset if is_charset(document.charset) else ""
    return replace(document, content=without_false_charset(content), charset=charset)


def _refuse_page(content: bytes, document: Document, source: SourceConfig) -> None:
    start = content[:4096]
    if _PAGE.search(start) and not _FEED.search(start):
        hint = discover(document).hint() or "look for its RSS or Atom address, often /feed, /rss or /atom.xml"
        raise SourceError("this is a web page, not a feed", where=source.place, hint=hint)


def _parse(content: bytes, document: Document) -> Any:
    import feedparser  # takes 60 ms to import, and only reading needs it

    headers = {"content-type": f"application/xml; charset={document.charset}"} if document.charset else {}
    content = without_endless_authors(lift_captions(content))
    # Everything becomes plain text later and links are resolved there, so feedparser need not clean the HTML.
    return feedparser.parse(
        io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _origin(feed: Any, source: SourceConfig, document: Document) -> Origin:
    configured = str(source.options.get("base", ""))
    site = absolute(feed.get("link", ""), configured or document.url)
    title = strip_tags(feed.get("title", ""))
    return Origin(
        name=source.name or title or host_of(site or document.url) or source.place,
        title=title,
        now=document.fetched,
        base=configured or site or document.url,
        site=site,
        section=source.section,
        language=source.language,
        declared=feed.get("language", ""),
    )


def _broken(parsed: Any) -> tuple[str, ...]:
    error = parsed.get("bozo_exception")
    if not isinstance(error, SAXParseException):
        return ()
    return (f"the feed is not well-formed XML (line {error.getLineNumber()}): what could be read of it was kept",)


def _records(parsed: Any) -> Iterator[tuple[int, Raw | Unusable]]:
    literal = parsed.get("version", "").startswith("atom")
    for number, entry in enumerate(parsed.entries, start=1):
        if not (entry.get("title") or entry.get("link") or entry.get("summary") or entry.get("content")):
            yield number, Unusable("empty")
        else:
            yield number, _raw(entry, literal=literal)


def _raw(entry: Any, *, literal: bool) -> Raw:
    contents = [content for content in entry.get("content", ()) if content.get("value")]
    best: Mapping[str, Any] = max(contents, key=lambda content: len(content["value"]), default={})
    guid = entry.get("id", "")
    return Raw(
        title=entry.get("title", ""),
        link=_link(entry, guid),
        guid=guid,
        html=_markup(best, literal=literal),
        excerpt=_markup(entry.get("summary_detail") or {}, literal=literal),
        sections=tuple(tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())),
        author=_author(entry),
        published=_date(entry, "published") or _date(entry, "created"),
        updated=_date(entry, "updated"),
        pictures=tuple(_pictures(entry)),
        popularity=_count(entry.get("slash_comments", "")),
        publisher=(entry.get("source") or {}).get("title", ""),
        base=absolute(best.get("base") or ""),
    )


def _link(entry: Any, guid: str) -> str:
    """Where the entry leads: FeedBurner's original address, its own, or an id that is an address."""
    original: str = entry.get("feedburner_origlink") or ""
    if original.startswith(("http://", "https://")):
        return original
    return entry.get("link") or (guid if guid.startswith(("http://", "https://")) else "")


def _markup(detail: Mapping[str, Any], *, literal: bool) -> str:
    """A text as HTML. Atom's `type="text"` means what it says; RSS says "plain text" of anything."""
    value: str = detail.get("value") or ""
    return html.escape(value, quote=False) if literal and detail.get("type") == "text/plain" else value


def _author(entry: Any) -> str:
    people = [person.get("name", "") for person in entry.get("authors", ()) if person]
    return ", ".join(dict.fromkeys(filter(None, people))) or entry.get("author", "")


def _date(entry: Any, key: str) -> datetime | None:
    # dict.get, because feedparser answers a question for `updated` with `published` and a warning.
    written, parsed = dict.get(entry, key), dict.get(entry, f"{key}_parsed")
    when = moment(written) if written else None
    if when is None and parsed and not is_impossible(written or ""):  # feedparser takes February 30 for March 2
        try:
            return datetime.fromtimestamp(timegm(parsed), tz=UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return when


def _count(written: str) -> float | None:
    written = str(written).strip()
    return float(written) if written.isdecimal() and len(written) < 16 else None


def _pictures(entry: Any) -> Iterator[Picture]:
    """Candidates in the order of preference: full pictures, attached ones, thumbnails, the show's cover."""
    for media in entry.get("media_content", ()):
        kind = media.get("medium") or media.get("type") or ""
        if kind.startswith("image") or (not kind and _PICTURE.search(media.get("url", ""))):
            yield _picture(media, media.get("url", ""))
    for enclosure in entry.get("enclosures", ()):
        if enclosure.get("type", "").startswith("image/"):
            yield Picture(enclosure.get("href", ""))
    for thumbnail in entry.get("media_thumbnail", ()):
        yield _picture(thumbnail, thumbnail.get("url", ""))
    yield Picture((entry.get("image") or {}).get("href", ""))


def _picture(media: Mapping[str, Any], url: str) -> Picture:
    return Picture(
        url,
        alt=media.get("description", ""),
        width=str(media.get("width") or ""),
        height=str(media.get("height") or ""),
    )
