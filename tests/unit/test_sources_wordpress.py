"""Source `wordpress`, against a site of sixty posts on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import collect
from digest.sources.fetch import fetching
from digest.sources.network import web
from digest.sources.reading.images import Picture
from digest.sources.reading.model import Document, Reading
from digest.sources.reading.posts import fitting
from digest.sources.wordpress import read
from tests.wordpress_site import POSTS, Site, wordpress_site

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with wordpress_site() as running:
        yield running


def reading(url: str, **config: Any) -> Reading:
    with fetching(cache=None, now=NOW, pause=lambda _: None) as fetch:
        return read(SourceConfig(kind="wordpress", url=url, **config), fetch)


def saved(content: bytes | str, **config: Any) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    source = SourceConfig(kind="wordpress", file=Path("posts.json"), **config)
    return read(source, lambda _: Document(data, fetched=NOW))


def test_all_posts_are_read_page_by_page(site: Site) -> None:
    """Sixty posts come in three pages of twenty-five, newest first, each once, with what is embedded in them."""
    found = reading(site.base, options={"per_page": 25})
    assert found.problems == ()
    assert len(found.entries) == POSTS
    assert len(site.asked) == 3
    assert all("_embed" in asked for asked in site.asked)
    first = found.entries[0]
    assert (first.title, first.author, first.section) == ("Post “1”", "Ida Brook", "News & Views")
    assert first.published == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert first.updated == datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert first.excerpt == "Post 1 says this. And it says that."
    assert first.source == "127.0.0.1"
    assert first.image is not None
    assert (first.image.url, first.image.width, first.image.height, first.image.alt) == (
        f"{site.base}/up/1-1024.jpg",
        1024,
        683,
        "A mill",
    )
    assert len({entry.identity for entry in found.entries}) == POSTS


def test_one_request_is_enough_for_a_hundred(site: Site) -> None:
    """By default a page holds the hundred posts that the API gives at most."""
    assert len(reading(site.base).entries) == POSTS
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "place",
    ["/wp-json", "/wp-json/", "/wp-json/wp/v2/posts", "/wp-json/wp/v2/posts?categories=5", "/?rest_route=/wp/v2/posts"],
)
def test_any_address_of_the_api_will_do(site: Site, place: str) -> None:
    """The site's own address, its API's, or that of a filtered list, which stays filtered."""
    assert len(reading(f"{site.base}{place}").entries) == POSTS
    assert ("categories=5" in site.asked[0]) == ("categories" in place)


def test_a_site_without_pretty_addresses(site: Site) -> None:
    """Where /wp-json is not found, ?rest_route= is asked."""
    site.pretty = False
    found = reading(site.base, options={"popular": True})
    assert len(found.entries) == POSTS
    assert found.entries[0].popularity == 1500.0


@pytest.mark.parametrize(
    ("config", "pages"),
    [
        ({"limit": 15}, 2),
        ({"window": timedelta(days=7)}, 5),
        ({"options": {"pages": 4}}, 4),
        ({"window": timedelta(days=300)}, 6),
    ],
)
def test_no_more_pages_than_needed(site: Site, config: dict[str, Any], pages: int) -> None:
    """Paging ends at the limit, beyond the window, at the configured number, or where the posts end."""
    options = {"per_page": 10, **config.pop("options", {})}
    reading(site.base, options=options, **config)
    assert len(site.asked) == pages


def test_views_are_popularity(site: Site) -> None:
    """WordPress Popular Posts gives views for the span of the window; posts it does not name are unknown, not zero."""
    found = reading(site.base, options={"popular": True}, window=timedelta(days=7))
    counted = {entry.title: entry.popularity for entry in found.entries if entry.popularity is not None}
    assert counted == {"Post “1”": 1500.0, "Post “3”": 3500.0}
    assert "range=last7days" in site.asked[-1]


def test_without_the_plugin_views_are_unknown(site: Site) -> None:
    """That is a problem to tell, and costs no story."""
    site.popular = False
    found = reading(site.base, options={"popular": True})
    assert len(found.entries) == POSTS
    assert found.problems == ("views are unknown: the plugin WordPress Popular Posts does not answer (404)",)


def test_a_page_that_fails_costs_only_itself(site: Site) -> None:
    """A 500 on a later page is a problem beside the posts of the earlier ones."""
    site.broken[3] = 500
    found = reading(site.base, options={"per_page": 10})
    assert len(found.entries) == 20
    assert found.problems == ("page 3 of the posts: the server answered 500 Internal Server Error",)


def test_a_site_that_fails_at_once_is_an_error(site: Site) -> None:
    """A 500 on the first page is told as it is, after three tries."""
    site.broken[1] = 500
    with pytest.raises(SourceError, match="answered 500"):
        reading(site.base)
    assert len(site.asked) == 3


def test_a_slow_page_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that does not come in time is a problem; the posts before it stay."""
    monkeypatch.setattr(web, "SILENCE", 0.2)
    site.slow.add(2)
    found = reading(site.base, options={"per_page": 10})
    assert len(found.entries) == 10
    assert found.problems == ("page 2 of the posts: the server does not answer in time",)


def test_a_redirect_loop_is_left(site: Site) -> None:
    """Redirects in a circle end with an error that says so, and other sources are read."""
    sources = [
        SourceConfig(kind="wordpress", url=f"{site.base}/loop", name="Loop"),
        SourceConfig(kind="wordpress", url=site.base, name="Mill"),
    ]
    found = collect(sources, cache=None, now=NOW)
    assert len(found.entries) == POSTS
    assert [failure.source for failure in found.failures] == ["Loop"]
    assert "more than 5 redirects" in found.failures[0].error


def test_posts_that_go_while_we_read_end_the_list(site: Site) -> None:
    """The API answers 400 beyond the last page: that is the end, not a problem."""
    site.broken[2] = 400
    found = reading(site.base, options={"per_page": 10})
    assert len(found.entries) == 10
    assert found.problems == ()


@pytest.mark.parametrize(
    ("status", "message"), [(401, "does not open its REST API"), (403, "does not open its REST API")]
)
def test_a_closed_api_is_named(site: Site, status: int, message: str) -> None:
    """A site that wants a login says so, and the hint is its feed."""
    site.broken[1] = status
    with pytest.raises(SourceError, match=message) as caught:
        reading(site.base)
    assert "feed" in caught.value.hint


def test_an_api_that_is_switched_off_is_named(site: Site) -> None:
    """404 under both addresses: there is no API."""
    site.api = False
    with pytest.raises(SourceError, match="no WordPress REST API"):
        reading(site.base)


def test_a_page_instead_of_an_answer_is_named(site: Site) -> None:
    """Some sites answer everything with their front page."""
    with pytest.raises(SourceError, match="web page"):
        reading(f"{site.base}/?rest_route=/wp/v2/nothing")


def test_a_saved_answer_is_read() -> None:
    """Featured pictures in a good size, categories by name, protected posts left out and told."""
    found = saved((FEEDS / "wordpress.json").read_bytes())
    mill, wheel = found.entries
    assert (mill.title, mill.section, mill.tags) == ("Flour & water: a mill’s year", "Food & Drink", ("Local", "bread"))
    assert mill.points == ("Stones that turn",)
    assert mill.image is not None
    assert mill.image.url.endswith("mill-1024x768.jpg")
    assert mill.source == "mill.example"
    assert (wheel.author, wheel.image) == ("", None)
    assert found.problems == ("post 2: protected by a password",)


def test_older_and_other_shapes_are_read() -> None:
    """Mirrors of old sites write categories and pictures into the post; Yoast and Jetpack have their own fields."""
    posts = """[
      {"id": 1, "link": "/a", "title": {"rendered": "A"}, "date": "2026-11-19T10:00:00",
       "categories": [{"name": "Old", "taxonomy": "category"}],
       "featured_image": [{"src": "/a.jpg", "width": 900, "height": 600}]},
      {"id": 2, "link": "/b", "title": "B", "jetpack_featured_media_url": "https://s.example/b.jpg", "tags": false},
      {"id": 3, "link": "/c", "title": {"rendered": "C"}, "status": "draft"},
      {"id": 4, "link": "/d", "title": {"rendered": "D"},
       "yoast_head_json": {"author": "Al Bo",
         "og_image": [{"url": "https://s.example/d.jpg", "width": 1200, "height": 630}]}}
    ]"""
    found = saved(posts, options={"base": "https://s.example/"})
    images = [entry.image.url if entry.image else "" for entry in found.entries]
    assert images == ["https://s.example/a.jpg", "https://s.example/b.jpg", "https://s.example/d.jpg"]
    assert [entry.section for entry in found.entries] == ["Old", "", ""]
    assert found.entries[2].author == "Al Bo"
    assert found.entries[0].published == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert found.problems == ("post 3: not published",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!doctype html><html>Just a moment", "web page"),
        ('{"code": "rest_forbidden", "message": "Only for members."}', "the REST API answers: Only for members."),
        ('{"items": []}', "not posts"),
        ('[{"a": 1}]', "not posts"),
        ("[{", "damaged JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("{}," * 1_000_001, "more than 1,000,000"),
    ],
)
def test_what_is_no_answer_is_named(content: str, message: str) -> None:
    """Each wrong document has its own message and hint."""
    with pytest.raises(SourceError, match=message) as caught:
        saved(content)
    assert caught.value.hint


@pytest.mark.parametrize("value", [0, -1, "ten", True])
def test_options_that_are_no_numbers_are_named(value: Any) -> None:
    """`per_page` and `pages` are whole numbers above 0."""
    source = SourceConfig(kind="wordpress", url="https://mill.example", options={"pages": value})
    with pytest.raises(SourceError, match=r"options\.pages"):
        read(source, lambda _: Document(b"[]", fetched=NOW))


def test_a_picture_of_unknown_size_stands_for_itself() -> None:
    """Without sizes the upload is taken; without a wide one, the widest."""
    original = Picture("o.jpg")
    assert fitting([original, Picture("s.jpg", width="1200", height="800")]) == original
    narrow = Picture("n.jpg", width="640", height="480")
    assert fitting([narrow, Picture("t.jpg", width="320", height="240")]) == narrow
