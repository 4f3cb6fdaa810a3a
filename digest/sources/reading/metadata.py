"""What a web page says of itself: schema.org as JSON-LD, Open Graph, meta elements and microdata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from digest.sources.reading.characters import listed, plain
from digest.sources.reading.images import Picture
from digest.sources.reading.webpage import text_within

ARTICLES = listed(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting TechArticle "
    "ScholarlyArticle AdvertiserContentArticle SatiricalArticle Report Review Recipe"
)
"""The types of schema.org that are stories."""

_PUBLISHED = listed(
    "article:published_time og:article:published_time datepublished article.published date publishdate pubdate "
    "publish-date publication_date dc.date dc.date.issued dcterms.created dcterms.date dcterms.issued sailthru.date "
    "parsely-pub-date cxenseparse:recs:publishtime article_date_original originalpublicationdate date_published"
)
_UPDATED = listed("article:modified_time og:updated_time datemodified lastmod last-modified dcterms.modified")
_AUTHORS = listed("author article:author_name parsely-author sailthru.author byl dc.creator dcterms.creator")
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
_IMAGES = ("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src")
_EXCERPTS = ("og:description", "description", "twitter:description", "dc.description")
_SECTIONS = ("article:section", "parsely-section", "section", "cxenseparse:section")
_DEEPEST = 6
_LONGEST_LD = 1_000_000
_TIMES = 50


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What a page says of itself, as written; empty where it says nothing.

    `titles`, dates and `excerpts` in the order in which they are to be believed. `is_article`: it calls itself one.
    """

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    excerpts: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    site: str = ""
    language: str = ""
    canonical: str = ""
    is_article: bool = False


def read_metadata(tree: Any) -> Metadata:
    """The metadata of a parsed page (an lxml element)."""
    meta = _meta(tree)
    story: Mapping[str, Any] = next(iter(sorted(_stories(tree), key=len, reverse=True)), {})
    headings = [plain(text_within(heading)) for heading in tree.iter("h1")]
    headline, shared = _text(story.get("headline")), [meta[name] for name in _TITLES if meta.get(name)]
    kind = meta.get("og:type", "")
    return Metadata(
        titles=tuple(_unique((*_chosen(headings, headline, shared), *shared, *_titled(tree)))),
        authors=tuple(_unique(_people(story.get("author")) or _known(meta, _AUTHORS) or _props(tree, "author"))),
        published=tuple(_unique((_text(story.get("datePublished")), *_known(meta, _PUBLISHED), *_times(tree)))),
        updated=tuple(_unique((_text(story.get("dateModified")), *_known(meta, _UPDATED)))),
        excerpts=tuple(_unique((*(meta.get(name, "") for name in _EXCERPTS), _text(story.get("description"))))),
        section=_first(_text(story.get("articleSection")), *(meta.get(name, "") for name in _SECTIONS)),
        tags=tuple(_unique(_tags(story.get("keywords")))),
        pictures=tuple(_pictures(meta, story)),
        site=_first(meta.get("og:site_name", ""), _text(_dict(story.get("publisher")).get("name"))),
        language=_first(tree.get("lang") or "", _text(story.get("inLanguage")), meta.get("og:locale", "")),
        canonical=_first(*(link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical")),
        is_article=bool(story) or kind in ("article", "news.article", "newsarticle"),
    )


def _meta(tree: Any) -> dict[str, str]:
    """The first content of each meta element by its lower-case name, property or itemprop."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = plain(element.get("content") or "")
        for key in ("property", "name", "itemprop"):
            name = (element.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _chosen(headings: list[str], headline: str, shared: list[str]) -> Iterator[str]:
    """Titles in the order of belief: the story's own headline, the heading that says nearly the same, what is shared.

    What is shared is often rewritten for search or social networks; readers of the page see the heading.
    """
    near = [heading for heading in headings if any(_near(heading, title) for title in (headline, *shared) if title)]
    yield headline
    yield from near
    yield from shared
    yield from (heading for heading in headings if len(heading) > 10)


def _near(one: str, other: str) -> bool:
    """Whether two titles share most of the words of the shorter one."""
    first, second = (set(re.findall(r"\w+", title.casefold())) for title in (one, other))
    return len(first & second) * 2 > max(3, min(len(first), len(second)))


def _titled(tree: Any) -> Iterator[str]:
    for title in tree.iter("title"):
        yield plain(text_within(title))
        return


def _stories(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON-LD that are articles, at any depth that sites use."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _LONGEST_LD:
            continue
        text = _uncommented(script.text)
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(found, _DEEPEST)


def _uncommented(text: str) -> str:
    """A script without the comment or CDATA that some templates put around it."""
    text = text.strip().removesuffix(";").rstrip()
    for start in ("<!--", "//<![CDATA[", "<![CDATA["):
        text = text.removeprefix(start)
    for end in ("-->", "//]]>", "]]>"):
        text = text.removesuffix(end)
    return text


def _articles(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value[:100]:
            yield from _articles(item, depth - 1)
    elif isinstance(value, dict):
        types = value.get("@type")
        if any(kind in ARTICLES for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(key), depth - 1)


def _people(value: object) -> list[str]:
    """Names of persons, in any of the shapes that sites write authors in; no addresses of profiles."""
    people = value if isinstance(value, list) else [value]
    names = [
        name
        for person in people
        for name in ([_text(person.get("name"))] if isinstance(person, dict) else [_text(person)])
    ]
    return [name for name in names if name and "://" not in name]


def _props(tree: Any, name: str) -> list[str]:
    """The texts of microdata `itemprop` and of `rel` elements called `name`, the short ones."""
    found = (
        plain(text_within(element)) if element.tag != "meta" else plain(element.get("content") or "")
        for element in tree.iter()
        if isinstance(element.tag, str)
        and name in f"{element.get('itemprop') or ''} {element.get('rel') or ''}".split()
    )
    return [text for text in found if 2 < len(text) < 80 and "://" not in text][:6]


def _times(tree: Any) -> Iterator[str]:
    """Dates in the text: marked as the publication's first, then any `<time>`."""
    times = list(islice((time for time in tree.iter("time") if time.get("datetime")), _TIMES))
    marked = [
        time for time in times if time.get("pubdate") is not None or "datePublished" in (time.get("itemprop") or "")
    ]
    yield from (time.get("datetime") for time in (*marked, *times))


def _pictures(meta: Mapping[str, str], story: Mapping[str, Any]) -> Iterator[Picture]:
    """The picture that is shared, which sites make large, then the story's own."""
    alt, sizes = meta.get("og:image:alt", ""), (meta.get("og:image:width", ""), meta.get("og:image:height", ""))
    for name in _IMAGES:
        if meta.get(name):
            yield Picture(meta[name], alt, *(sizes if name.startswith("og:") else ()))
    images = story.get("image") or story.get("thumbnailUrl")
    for image in (images if isinstance(images, list) else [images])[:5]:
        if isinstance(image, dict):
            size = tuple(_text(_dict(image.get(side)).get("value") or image.get(side)) for side in ("width", "height"))
            yield Picture(_text(image.get("url") or image.get("contentUrl")), _text(image.get("caption")) or alt, *size)
        else:
            yield Picture(_text(image), alt)


def _tags(value: object) -> Iterator[str]:
    words = value if isinstance(value, list) else _text(value).split(",")
    yield from (plain(_text(word)) for word in words[:12])


def _known(meta: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return [meta[name] for name in meta if name in names and "://" not in meta[name]]


def _first(*values: str) -> str:
    return next((value for value in values if value), "")


def _unique(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return plain(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
