"""Source `page`: an article page, or a front page with links to articles, for sites without a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from digest.addresses import absolute, host_of
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.dates import precise
from digest.sources.reading.entry import Origin, Raw
from digest.sources.reading.gather import gather
from digest.sources.reading.images import Picture, from_markup, is_logo
from digest.sources.reading.metadata import Metadata, read_metadata
from digest.sources.reading.model import Document, Fetch, Linked, Reading, Unusable
from digest.sources.reading.teasers import Teaser, teasers
from digest.sources.reading.webpage import parse_page

OPTIONS = {"front": bool, "base": str}
ARTICLES = 20
"""Articles of a front page that are fetched, unless `limit` says how many."""
MOST = 100
AT_ONCE = 4
LONG = 600
"""Characters of running text from which on a page that says nothing of itself is taken for an article."""


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The story of an article page; of a front page, the stories it links to on the same site, in its order.

    A front page on the web has its articles fetched, `limit` (20) of them; one that fails is a problem. Of a saved one
    the headlines are taken as they stand. What the page says of itself counts first (schema.org, Open Graph); text
    and sub-headings are found by trafilatura. `options`: `front = true` or `false` where it is not recognised;
    `base`: the address that a saved page had, where it does not say.
    Raises SourceError when trafilatura is not installed, or there is neither an article nor links to any.
    """
    _extractor(source)
    document = fetch(source)
    tree = parse_page(document, where=source.place)
    metadata = read_metadata(tree)
    address = document.url or absolute(metadata.canonical) or str(source.options.get("base", ""))
    front = _is_front(source, metadata, address)
    body = "" if front else _body(tree)
    long = len(re.sub(r"<[^<>]*>", "", body)) >= LONG
    base = str(source.options.get("base", "")) or address
    found = () if front is False or (front is None and long) else teasers(tree, base=base)
    if not base and not found:
        hint = 'write options = { base = "https://…" }: where a story is, or what relative links belong to'
        raise SourceError("this saved page does not say what its address was", where=source.place, hint=hint)
    if front is False or (body and not found):
        record = _article(tree, metadata, body, address)
        return gather([(1, record)], origin=_origin(source, document, metadata), unit="page")
    if not found:
        hint = "it is neither an article nor a page that links to articles; give the address of one"
        raise SourceError("no story was found on this page", where=source.place, hint=hint)
    found = found[: min(source.limit or ARTICLES, MOST)]
    if source.file:
        records = ((number, Raw(title=teaser.title, link=teaser.url)) for number, teaser in enumerate(found, start=1))
        return gather(records, origin=_origin(source, document, metadata), unit="link")
    return _fetched(found, source, fetch, metadata)


def _extractor(source: SourceConfig) -> Any:
    try:
        from trafilatura import extract  # an extra, and takes 0.2 s to import
    except ImportError:
        hint = 'install it: pip install "newsletter-digest[pages]"'
        raise SourceError("reading web pages needs trafilatura", where=source.place, hint=hint) from None
    return extract


def _body(tree: Any) -> str:
    """The article's text as HTML with its sub-headings, empty where there is none to be found."""
    from trafilatura import extract

    return extract(tree, output_format="html", include_comments=False, include_tables=False) or ""


def _is_front(source: SourceConfig, metadata: Metadata, address: str) -> bool | None:
    """Whether a page is a front page, None where only its text can tell."""
    configured = source.options.get("front")
    if isinstance(configured, bool):
        return configured
    if metadata.is_article:
        return False
    parts = urlsplit(address)
    home = bool(address) and parts.path.strip("/") in ("", "index.html", "index.php") and not parts.query
    return True if home else None


def _fetched(found: tuple[Teaser, ...], source: SourceConfig, fetch: Fetch, front: Metadata) -> Reading:
    """The articles behind the links of a front page, each read from its own page."""

    def one(teaser: Teaser) -> Reading:
        try:
            document = fetch(Linked.by(source, source.model_copy(update={"url": teaser.url})))
            tree = parse_page(document, where=teaser.url)
            metadata = read_metadata(tree)
            raw = _article(tree, metadata, _body(tree), document.url or teaser.url, title=teaser.title)
        except SourceError as error:
            return Reading((), (f"{teaser.url}: {error.message}",))
        return gather([(1, raw)], origin=_origin(source, document, front if front.site else metadata), unit="page")

    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="page") as pool:
        readings = list(pool.map(one, found))
    entries = {entry.identity: entry for reading in reversed(readings) for entry in reading.entries}
    problems = tuple(problem for reading in readings for problem in reading.problems)
    return Reading(tuple(reversed(entries.values())), problems)


def _article(tree: Any, metadata: Metadata, body: str, address: str, *, title: str = "") -> Raw | Unusable:
    if not (metadata.titles or title):
        return Unusable("no title")
    if not body and not metadata.excerpts:
        return Unusable("no text")
    told = _trafilatura(tree, metadata)
    when = precise(metadata.published) or precise((told.get("date", ""),))
    return Raw(
        title=_title(metadata, title),
        link=absolute(metadata.canonical, address) or address,
        html=body,
        excerpt=next((text for text in metadata.excerpts if len(text) > 20), ""),
        sections=(metadata.section,),
        tags=metadata.tags,
        author=", ".join(metadata.authors) or told.get("author", ""),
        published=when,
        updated=precise(metadata.updated),
        cover=tuple(picture for picture in metadata.pictures if not is_logo(picture.url)),
        pictures=tuple(picture for picture in _pictures(tree) if not is_logo(picture.url)),
        language=metadata.language,
        base=address,
        authored=True,
    )


def _trafilatura(tree: Any, metadata: Metadata) -> dict[str, str]:
    """Author and date as trafilatura finds them in the text, where the page's own metadata lack one of them."""
    if metadata.authors and metadata.published:
        return {}
    from trafilatura import extract_metadata

    found = extract_metadata(tree)
    return {"author": (found.author or "").replace(";", ","), "date": found.date or ""} if found else {}


def _title(metadata: Metadata, fallback: str) -> str:
    """The best title without the site's name at its end."""
    title = next(iter(metadata.titles), fallback)
    shorter = re.split(r"\s+[|–—•»·-]\s+", title)
    site = metadata.site.casefold()
    if len(shorter) > 1 and site and (shorter[-1].casefold() in site or site in shorter[-1].casefold()):
        return title[: title.rindex(shorter[-1])].rstrip(" |–—•»·-")
    return title


def _pictures(tree: Any) -> Iterator[Picture]:
    """The pictures in the article's own part of the page, where it marks one."""
    part = next((element for name in ("article", "main") for element in tree.iter(name)), None)
    if part is not None:
        yield from from_markup(dict(image.attrib) for image in part.iter("img"))


def _origin(source: SourceConfig, document: Document, metadata: Metadata) -> Origin:
    address = document.url or absolute(metadata.canonical)
    return Origin(
        name=source.name or metadata.site or host_of(address) or (source.file.stem if source.file else source.place),
        now=document.fetched,
        base=str(source.options.get("base", "")) or address,
        section=source.section,
        language=source.language,
    )
