"""Source `wordpress`: the posts of a WordPress site through its REST API, beyond the ten that its feed holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from digest.addresses import host_of
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.reading.dates import moment
from digest.sources.reading.entry import Origin
from digest.sources.reading.gather import gather
from digest.sources.reading.model import Answered, Document, Fetch, Reading
from digest.sources.reading.posts import Post, read_posts, records, text_at
from digest.sources.reading.views import count

OPTIONS = {"per_page": int, "pages": int, "popular": bool, "base": str}
POSTS = "/wp/v2/posts"
POPULAR = "/wordpress-popular-posts/v1/popular-posts"
PER_PAGE = 100
"""The most that the API gives at once."""
PAGES = 10
"""Pages that are asked for at most, unless `options.pages` says how many."""
RANGES = ((1, "last24hours"), (7, "last7days"), (10_000, "last30days"))
"""The spans that WordPress Popular Posts counts views over, by the days of the window that they cover."""


@dataclass(frozen=True)
class _Pages:
    """The posts that were read, when and from where, and what went wrong after the first page."""

    posts: tuple[Post, ...]
    document: Document
    problems: tuple[str, ...] = ()


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The posts of a site, newest first, sticky ones among them by their date; from a `file`, those of a saved answer.

    `url` is the site or the address of its API, with a filter if you like (`…/wp-json/wp/v2/posts?categories=5`).
    Pages are asked for until one begins before the window, `limit` is reached or there are no more.
    `options`: `per_page` (100), `pages` (10), `popular` (false): views from WordPress Popular Posts as popularity;
    `base`: the address that relative links of a saved file belong to.
    Raises SourceError when the API is switched off, asks for a login or answers something else; a page after the
    first that fails is a problem.
    """
    pages = _saved(source, fetch) if source.file else _pages(source, fetch)
    views, problems = _views(source, fetch) if source.options.get("popular") and source.url else ({}, ())
    first = text_at(pages.posts[0], "link") if pages.posts else ""
    site = pages.document.url or (first if first.startswith("http") else "")
    origin = Origin(
        name=source.name or host_of(site) or source.place.rpartition("/")[2].rpartition(".")[0] or source.place,
        now=pages.document.fetched,
        base=str(source.options.get("base", "")) or site,
        section=source.section,
        language=source.language,
    )
    reading = gather(records(pages.posts, views=views), origin=origin, unit="post")
    return Reading(reading.entries, (*pages.problems, *problems, *reading.problems))


def _saved(source: SourceConfig, fetch: Fetch) -> _Pages:
    document = fetch(source)
    return _Pages(read_posts(document.content, where=source.place), document)


def _pages(source: SourceConfig, fetch: Fetch) -> _Pages:
    per_page, most = (_whole(source, name, default) for name, default in (("per_page", PER_PAGE), ("pages", PAGES)))
    endpoint, document = _first(source, fetch, min(per_page, PER_PAGE))
    found = {
        text_at(post, "id") or str(n): post for n, post in enumerate(read_posts(document.content, where=source.url))
    }
    total = _total(document)
    for number in range(2, most + 1):
        enough = source.limit is not None and len(found) >= source.limit
        if enough or number > total or _before_window(found, source, document.fetched):
            break
        try:
            answer = fetch(_at(source, _page(endpoint, min(per_page, PER_PAGE), number)))
            posts = read_posts(answer.content, where=source.url)
        except SourceError as error:
            if isinstance(error, Answered) and error.status == 400:
                break  # rest_post_invalid_page_number: posts went while we read
            return _Pages(tuple(found.values()), document, (f"page {number} of the posts: {error.message}",))
        found |= {text_at(post, "id") or f"{number}.{n}": post for n, post in enumerate(posts)}
        if not posts:
            break
    return _Pages(tuple(found.values()), document)


def _first(source: SourceConfig, fetch: Fetch, per_page: int) -> tuple[str, Document]:
    """The endpoint that answers, and its first page: sites without pretty addresses have it under `?rest_route=`."""
    endpoints = _endpoints(source.url, POSTS)
    for endpoint in endpoints:
        try:
            return endpoint, fetch(_at(source, _page(endpoint, per_page, 1)))
        except Answered as error:
            if error.status in (401, 403):
                hint = "its owner has switched the API off for visitors: read its feed instead, often /feed/"
                message = f"the site does not open its REST API to us ({error.status})"
                raise Answered(message, status=error.status, where=source.url, hint=hint) from error
            if error.status != 404:
                raise
    hint = "is it a WordPress site, and its REST API on? Else read its feed, often /feed/"
    raise SourceError("there is no WordPress REST API at this address (404)", where=source.url, hint=hint)


def _endpoints(url: str, route: str) -> tuple[str, ...]:
    """The addresses at which a site may have `route`, from its own address or any of its API's."""
    parts = urlsplit(url)
    api = re.match(r"(.*?)/wp-json(?:/|\Z)(.*)", parts.path)
    if api and route == POSTS and re.fullmatch(r"wp/v2/[\w-]+/?", api[2]):
        return (url,)
    query = dict(parse_qsl(parts.query))
    if "rest_route" in query:
        asked = query["rest_route"].rstrip("/")
        return (url,) if route == POSTS and asked.startswith("/wp/v2/") else (_with(url, {"rest_route": route}),)
    site = urlunsplit((parts.scheme, parts.netloc, (api[1] if api else parts.path).rstrip("/"), "", ""))
    return (f"{site}/wp-json{route}", f"{site}/?rest_route={route}")


def _page(endpoint: str, per_page: int, number: int) -> str:
    return _with(endpoint, {"_embed": "1", "per_page": str(per_page), "page": str(number)})


def _with(url: str, query: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    merged = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **query}
    return urlunsplit(parts._replace(query=urlencode(merged, safe="/,:")))


def _at(source: SourceConfig, url: str) -> SourceConfig:
    return source.model_copy(update={"url": url, "file": None})


def _total(document: Document) -> int:
    """How many pages there are; without the header as many as there may be."""
    written = document.headers.get("x-wp-totalpages", "")
    return int(written) if re.fullmatch(r"\d{1,6}", written) else PAGES * PER_PAGE


def _before_window(posts: Mapping[str, Post], source: SourceConfig, now: datetime) -> bool:
    """Whether the posts reach back beyond what may run: what no issue has seen may be two windows old.

    Sticky ones may be older and stand first: they say nothing.
    """
    if source.window is None:
        return False
    dated = (moment(text_at(post, "date_gmt")) for post in posts.values() if post.get("sticky") is not True)
    return any(when is not None and when < now - 2 * source.window for when in dated)


def _views(source: SourceConfig, fetch: Fetch) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """Views by the post's id from WordPress Popular Posts; unknown, with a problem, where they cannot be had."""
    days = source.window.days if source.window else 7
    span = next(name for most, name in RANGES if days <= most)
    query = {"range": span, "limit": str(PER_PAGE)}
    reason = ""
    for endpoint in _endpoints(source.url, POPULAR):
        try:
            answer = fetch(_at(source, _with(endpoint, query)))
            return _counted(read_posts(answer.content, where=source.url)), ()
        except SourceError as error:
            reason = error.message
            if not (isinstance(error, Answered) and error.status == 404):
                break
            reason = "the plugin WordPress Popular Posts does not answer (404)"
    return {}, (f"views are unknown: {reason}",)


def _counted(posts: tuple[Post, ...]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for post in posts:
        views = next(filter(None, (text_at(post, key) for key in ("pageviews", "views", "avg_views"))), "")
        number = count(views)
        if number is not None:
            found[text_at(post, "id")] = number
    return found


def _whole(source: SourceConfig, name: str, default: int) -> int:
    value: Any = source.options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        hint = f"write it as a whole number, like {{ {name} = {default} }}"
        raise SourceError(f"options.{name} is not a number above 0", where=source.place, hint=hint)
    return value
