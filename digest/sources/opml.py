"""Source `opml`: a list of feeds, each read as a source of its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from digest.addresses import absolute, identity
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Failure
from digest.sources import feed
from digest.sources.reading.bounds import TAGS
from digest.sources.reading.characters import plain
from digest.sources.reading.encoding import as_utf8
from digest.sources.reading.model import Document, Fetch, Linked, Reading, newest

OPTIONS = feed.OPTIONS
"""They go to each feed."""
LONGEST = 200
"""Feeds of one list that are read."""
AT_ONCE = 8
_DEEPEST = 20


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The entries of all feeds in an OPML file, in its order; a feed that fails is a failure beside the others.

    Each feed goes by its outline's text or title, and its stories by the folder that it lies in as their section.
    `source.name` and `source.section`, where set, stand for those of all feeds; `limit` counts for each feed.
    Of a feed named twice the first counts. Raises SourceError when the document is no OPML or names no feed.
    """
    document = fetch(source)
    feeds = _feeds(document, source)
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="opml") as pool:
        readings = list(pool.map(lambda child: _read(child, fetch), feeds[:LONGEST]))
    entries = tuple(entry for reading in readings for entry in reading.entries)
    failures = tuple(failure for reading in readings for failure in reading.failures)
    problems = (f"only the first {LONGEST} feeds of the list are read",) if len(feeds) > LONGEST else ()
    return Reading(entries, problems, failures)


def _read(child: SourceConfig, fetch: Fetch) -> Reading:
    name = child.name or child.url or (child.file.name if child.file else "")
    try:
        reading = feed.read(child, fetch)
    except SourceError as error:
        return Reading((), failures=(Failure(source=name, error=f"{error.message} ({error.hint})"),))
    except Exception as error:  # whatever a feed does wrong, the others are read
        return Reading((), failures=(Failure(source=name, error=f"cannot be read: {type(error).__name__}: {error}"),))
    if not (reading.entries or reading.problems):
        return Reading((), failures=(Failure(source=name, error="the feed has no entries"),))
    told = tuple(Failure(source=name, error=problem, partial=bool(reading.entries)) for problem in reading.problems)
    return Reading(newest(reading.entries, child.limit), failures=told)


def _feeds(document: Document, source: SourceConfig) -> tuple[SourceConfig, ...]:
    content = as_utf8(document.content)
    if content.count(b"<") > TAGS:
        hint = f"only {LONGEST} feeds of a list are read"
        raise SourceError("this list is too large", where=source.place, hint=hint)
    from lxml import etree  # takes 20 ms to import, and only reading needs it

    # Recovering: many lists are exported with a bare "&"; no entities, no network.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        hint = 'a list of feeds begins with <opml>; feed readers export it as "OPML"'
        raise SourceError("this is not OPML", where=source.place, hint=hint)
    found: dict[str, SourceConfig] = {}
    for outline, folder in _outlines(root):
        if len(found) > LONGEST:
            break
        place = _place(outline, source, document)
        if place:
            child = _child(source, place, _title(outline), folder)
            found.setdefault(identity(child.url, whole=True) if child.url else child.place, child)
    if not found:
        hint = "its outlines need an xmlUrl that is http(s), or a file beside a list on disk"
        raise SourceError("this OPML names no feed", where=source.place, hint=hint)
    return tuple(found.values())


def _place(outline: Any, source: SourceConfig, document: Document) -> dict[str, Any] | None:
    """Where an outline's feed is: an address, or for a list on disk a file beside it."""
    written = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
    url = absolute(written, document.url)
    if url:
        return {"url": url, "file": None}
    if not source.file or ":" in written:
        return None
    file = (source.file.parent / written).resolve()
    return {"url": "", "file": file} if file.is_relative_to(source.file.parent.resolve()) else None


def _child(source: SourceConfig, place: dict[str, Any], title: str, folder: str) -> SourceConfig:
    own = {"kind": "feed", "name": source.name or title, "section": source.section or folder, "popularity": None}
    return Linked.by(source, source.model_copy(update={**own, **place}))


def _outlines(root: Any) -> Iterator[tuple[Any, str]]:
    """Every outline that is a feed with the name of the folder it lies in, in the order of the file."""
    waiting = [(child, "", 0) for child in reversed(root)]
    while waiting:
        element, folder, depth = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        outline = element.tag.lower() == "outline"
        if outline and (element.get("xmlUrl") or element.get("xmlurl")):
            yield element, folder
        inner = _title(element) if outline else folder
        if depth < _DEEPEST:
            waiting += [(child, inner or folder, depth + 1) for child in reversed(element)]


def _title(outline: Any) -> str:
    return plain(outline.get("text") or outline.get("title") or "")[:80]
