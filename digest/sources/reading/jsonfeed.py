"""JSON Feed 1.0 and 1.1 (jsonfeed.org); other JSON is refused by name."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from digest.addresses import absolute, host_of
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.bounds import read_json_text
from digest.sources.reading.dates import moment
from digest.sources.reading.entry import Origin, Raw
from digest.sources.reading.gather import gather
from digest.sources.reading.images import Picture
from digest.sources.reading.markup import strip_tags
from digest.sources.reading.model import Document, Reading, Unusable


def read_json(document: Document, *, source: SourceConfig) -> Reading:
    """The entries of the JSON Feed in `document`. Raises SourceError when it is other or damaged JSON."""
    feed = _feed(document, source)
    site = absolute(_text(feed, "home_page_url"), document.url) or document.url
    title = strip_tags(_text(feed, "title"))
    origin = Origin(
        name=source.name or title or host_of(site) or source.place,
        title=title,
        now=document.fetched,
        base=str(source.options.get("base", "")) or site,
        site=site,
        section=source.section,
        language=source.language,
        declared=_text(feed, "language"),
    )
    return gather(_records(feed), origin=origin, unit="entry")


def _feed(document: Document, source: SourceConfig) -> Mapping[str, Any]:
    try:
        content = read_json_text(document.content.decode("utf-8-sig", errors="replace"))
    except ValueError as error:
        hint = "if it is cut short, try again later; else tell the site"
        raise SourceError(f"this is damaged JSON: {error}", where=source.place, hint=hint) from None
    if (
        isinstance(content, list)
        and content
        and isinstance(content[0], dict)
        and "rendered" in str(content[0].get("title"))
    ):
        hint = 'read it with kind = "wordpress", or use the site\'s feed: its address usually ends in /feed/'
        raise SourceError("this is an answer of the WordPress REST API, not a feed", where=source.place, hint=hint)
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        hint = 'a JSON Feed has "version", "title" and "items" (jsonfeed.org); look for an RSS or Atom address instead'
        raise SourceError("this is JSON, but not a JSON Feed", where=source.place, hint=hint)
    return content


def _records(feed: Mapping[str, Any]) -> Iterator[tuple[int, Raw | Unusable]]:
    for number, item in enumerate(feed["items"], start=1):
        if not isinstance(item, dict):
            yield number, Unusable("not an object")
            continue
        pictures = (Picture(_text(item, "image")), *_attached(item), Picture(_text(item, "banner_image")))
        tags = item.get("tags")
        yield (
            number,
            Raw(
                title=_text(item, "title"),
                link=_text(item, "url") or _text(item, "external_url") or _address(_text(item, "id")),
                guid=_text(item, "id"),
                html=_text(item, "content_html") or _literal(_text(item, "content_text")),
                excerpt=_literal(_text(item, "summary")),
                sections=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
                author=_author(item),
                published=moment(_text(item, "date_published")),
                updated=moment(_text(item, "date_modified")),
                pictures=pictures,
                language=_text(item, "language"),
            ),
        )


def _text(item: Mapping[str, Any], key: str) -> str:
    """The string at `key`; JSON Feed asks readers to take numbers as strings too."""
    value = item.get(key)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _literal(text: str) -> str:
    return html.escape(text, quote=False)


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""


def _author(item: Mapping[str, Any]) -> str:
    """The names in `authors` (1.1) or `author` (1.0)."""
    given = item.get("authors") or [item.get("author")]
    people = given if isinstance(given, list) else [given]
    return ", ".join(filter(None, (_text(person, "name") for person in people if isinstance(person, dict))))


def _attached(item: Mapping[str, Any]) -> Iterator[Picture]:
    attachments = item.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, dict) and _text(attachment, "mime_type").startswith("image/"):
            yield Picture(_text(attachment, "url"))
