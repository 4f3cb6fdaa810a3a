"""Posts as the WordPress REST API gives them (developer.wordpress.org/rest-api/reference/posts), to raw records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from digest.errors import SourceError
from digest.sources.reading.bounds import read_json_text
from digest.sources.reading.dates import moment
from digest.sources.reading.entry import Raw
from digest.sources.reading.images import Picture
from digest.sources.reading.model import Unusable

WIDE = 1000
"""CSS pixels that the picture of a story needs at least, to be sharp in a column of 500 on a dense screen."""

Post = Mapping[str, Any]


def read_posts(content: bytes, *, where: str) -> tuple[Post, ...]:
    """The posts in an answer of the API, or in a saved one. Raises SourceError when it is something else."""
    text = content.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith("<"):
        hint = "the site may have switched its REST API off or hidden it: read its feed instead, often /feed/"
        raise SourceError("this is a web page, not an answer of the WordPress REST API", where=where, hint=hint)
    try:
        found = read_json_text(text)
    except ValueError as error:
        hint = "if it is cut short, try again later; else tell the site"
        raise SourceError(f"this is damaged JSON: {error}", where=where, hint=hint) from None
    if isinstance(found, dict) and isinstance(found.get("code"), str):
        said = text_at(found, "message") or found["code"]
        hint = "the site has closed its REST API: read its feed instead, often /feed/"
        raise SourceError(f"the REST API answers: {said[:200]}", where=where, hint=hint)
    if not is_posts(found):
        hint = "it must be a list of posts, as /wp-json/wp/v2/posts gives it"
        raise SourceError("this is JSON, but not posts of the WordPress REST API", where=where, hint=hint)
    return tuple(post for post in found if isinstance(post, dict))


def is_posts(content: object) -> bool:
    """Whether parsed JSON is a list of posts; an empty list is one."""
    return isinstance(content, list) and all(
        isinstance(post, dict) and isinstance(post.get("title"), dict | str) and ("link" in post or "guid" in post)
        for post in content[:3]
    )


def records(posts: Iterable[Post], *, views: Mapping[str, float]) -> Iterator[tuple[int, Raw | Unusable]]:
    """A raw record for each post, numbered from 1; `views` are counts by the post's id."""
    for number, post in enumerate(posts, start=1):
        content = post.get("content")
        if isinstance(content, dict) and content.get("protected") is True:
            yield number, Unusable("protected by a password")
        elif text_at(post, "status") not in ("", "publish"):
            yield number, Unusable("not published")
        else:
            yield number, _raw(post, views)


def text_at(value: Mapping[str, Any], key: str) -> str:
    """The text at `key`, which may be wrapped as `{"rendered": …}`; what is no text is none."""
    found = value.get(key)
    if isinstance(found, dict):
        found = found.get("rendered")
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def _raw(post: Post, views: Mapping[str, float]) -> Raw:
    embedded = _dict(post.get("_embedded"))
    yoast = _dict(post.get("yoast_head_json"))
    terms = [term for group in _list(embedded.get("wp:term")) for term in _list(group)]
    categories, tags = _named(terms, "category"), _named(terms, "post_tag")
    people = [text_at(person, "name") for person in _dicts(embedded.get("author"))]
    return Raw(
        title=text_at(post, "title"),
        link=text_at(post, "link"),
        guid=text_at(post, "guid"),
        html=text_at(post, "content"),
        excerpt=text_at(post, "excerpt"),
        sections=categories or _named(_list(post.get("categories")), "category"),
        tags=tags or _named(_list(post.get("tags")), "post_tag"),
        author=", ".join(filter(None, people)) or text_at(yoast, "author"),
        published=moment(text_at(post, "date_gmt") or text_at(post, "date")),
        updated=moment(text_at(post, "modified_gmt") or text_at(post, "modified")),
        cover=_cover(post, embedded, yoast),
        popularity=views.get(text_at(post, "id")),
    )


def _cover(post: Post, embedded: Mapping[str, Any], yoast: Mapping[str, Any]) -> tuple[Picture, ...]:
    """The picture that the editor chose for the post, in a good size."""
    for media in _dicts(embedded.get("wp:featuredmedia")):
        if sizes := list(_sizes(media)):
            return (fitting(sizes),)
    shared = [_picture(image, "url") for image in _dicts(yoast.get("og_image"))]
    older = [_picture(image, "src") for image in _dicts(post.get("featured_image"))]
    given = [picture for picture in (*shared, *older) if picture.url]
    alone = Picture(text_at(post, "jetpack_featured_media_url"))
    return (fitting(given),) if given else (alone,) if alone.url else ()


def fitting(pictures: Sequence[Picture]) -> Picture:
    """Of one picture's sizes, the smallest that is WIDE and not cut to another shape than the first, else the largest.

    The first is the picture as it was uploaded.
    """
    original = pictures[0]
    shaped = [picture for picture in pictures if _alike(picture, original)]
    wide = [picture for picture in shaped if _number(picture.width) >= WIDE]
    if wide:
        return min(wide, key=lambda picture: _number(picture.width))
    return max(shaped, key=lambda picture: _number(picture.width))


def _sizes(media: Mapping[str, Any]) -> Iterator[Picture]:
    alt, details = text_at(media, "alt_text"), _dict(media.get("media_details"))
    original = Picture(text_at(media, "source_url"), alt, text_at(details, "width"), text_at(details, "height"))
    sizes = [size for size in _dict(details.get("sizes")).values() if isinstance(size, dict)]
    if original.url:
        yield original
    yield from (
        Picture(text_at(size, "source_url"), alt, text_at(size, "width"), text_at(size, "height"))
        for size in sizes
        if text_at(size, "source_url")
    )


def _picture(image: Mapping[str, Any], key: str) -> Picture:
    return Picture(text_at(image, key), text_at(image, "alt"), text_at(image, "width"), text_at(image, "height"))


def _alike(picture: Picture, original: Picture) -> bool:
    sides = [_number(side) for side in (picture.width, picture.height, original.width, original.height)]
    if not all(sides):
        return picture is original
    return abs(sides[0] / sides[1] - sides[2] / sides[3]) <= 0.05 * sides[2] / sides[3]


def _number(written: str) -> int:
    return int(written) if re.fullmatch(r"\d{1,5}", written) else 0


def _named(terms: Iterable[Any], taxonomy: str) -> tuple[str, ...]:
    return tuple(text_at(term, "name") for term in _dicts(list(terms)) if term.get("taxonomy") == taxonomy)


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[Mapping[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]
