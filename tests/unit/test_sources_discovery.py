"""What a web page says of where its stories can be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources import auto, feed
from digest.sources.reading.discovery import discover
from digest.sources.reading.model import Document, Linked

HOME = "https://mill.example/home"
FEED = (
    b"""<rss version="2.0"><channel><title>Mill</title><item><title>A</title><link>/a</link></item></channel></rss>"""
)
LINK = '<link rel="Alternate" type="application/rss+xml; charset=utf-8" href="/feed/">'
COMMENTS = '<link rel="alternate" type="application/rss+xml" title="Mill &raquo; Comments" href="/comments/feed/">'
OTHERS = '<link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/rss+xml" href="x:y">'
API = '<link rel="https://api.w.org/" href="https://mill.example/wp-json/">'
ARTICLE = '<meta property="og:type" content="article">'


def page(head: str, **headers: str) -> Document:
    html = f"<!doctype html><html><head><title>Mill</title>{head}</head><body><p>Hello.</p></body></html>"
    return Document(html.encode(), fetched=datetime(2026, 11, 20, tzinfo=UTC), url=HOME, headers=headers)


def test_the_feed_of_stories_is_found() -> None:
    """Of several links the first that is a feed of stories counts, made absolute; comments are not stories."""
    assert discover(page(COMMENTS + OTHERS + LINK)).feed == "https://mill.example/feed/"
    assert discover(page(COMMENTS + OTHERS)).feed == ""


def test_a_wordpress_site_is_known_by_tag_or_header() -> None:
    """WordPress names its API in the page and in the Link header."""
    assert discover(page(API)).wordpress
    assert discover(page("", link='<https://mill.example/wp-json/>; rel="https://api.w.org/"')).wordpress
    assert not discover(page("")).wordpress
    assert discover(Document(b"x", datetime(2026, 11, 20, tzinfo=UTC), headers={"link": API})).wordpress


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        (LINK, "its feed is https://mill.example/feed/"),
        (LINK + ARTICLE, "its feed is https://mill.example/feed/"),
        (API, 'since this is a WordPress site, write kind = "wordpress"'),
        (
            LINK + API,
            'its feed is https://mill.example/feed/; or, since this is a WordPress site, write kind = "wordpress"',
        ),
        ("", "look for its RSS or Atom address, often /feed, /rss or /atom.xml"),
    ],
)
def test_a_page_in_place_of_a_feed_says_where_that_is(head: str, hint: str) -> None:
    """Who gives a page as a feed is told the feed's address, or that the site is WordPress's."""
    with pytest.raises(SourceError, match="web page") as caught:
        feed.read(SourceConfig(url=HOME), lambda _: page(head))
    assert caught.value.hint == hint


def test_auto_follows_a_home_page_to_its_feed() -> None:
    """A page that is no article and names its feed is read as that feed."""
    asked: list[str] = []

    def fetch(source: SourceConfig) -> Document:
        asked.append(source.url)
        assert isinstance(source, Linked) is (source.url != HOME)  # it may not lead inside the network
        return page(LINK) if source.url == HOME else Document(FEED, datetime(2026, 11, 20, tzinfo=UTC), url=source.url)

    reading = auto.read(SourceConfig(kind="auto", url=HOME), fetch)
    assert asked == [HOME, "https://mill.example/feed/"]
    assert [entry.url for entry in reading.entries] == ["https://mill.example/a"]


def test_auto_reads_an_article_itself() -> None:
    """An article's page names the site's feed too, and is still the article that was asked for."""
    asked: list[str] = []

    def fetch(source: SourceConfig) -> Document:
        asked.append(source.url)
        description = '<meta name="description" content="All that there is to say of the mill is said here.">'
        return page(LINK + ARTICLE + description + '<meta property="og:title" content="The mill turns">')

    assert [entry.title for entry in auto.read(SourceConfig(kind="auto", url=HOME), fetch).entries] == [
        "The mill turns"
    ]
    assert asked == [HOME]
