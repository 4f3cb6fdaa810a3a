"""Source `page`: article pages and front pages."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry
from digest.sources import collect
from digest.sources.page import read
from digest.sources.reading import teasers as teasers_module
from digest.sources.reading.metadata import read_metadata
from digest.sources.reading.model import Document, Reading
from digest.sources.reading.teasers import teasers
from digest.sources.reading.webpage import decode_page, parse_page, text_within

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAYS = ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday")
LONG = "".join(
    f"<p>The harbour froze on {day}, and the ferries stayed where they were, which pleased only number {number}.</p>"
    for number, day in enumerate(DAYS)
)


def page(head: str = "", body: str = LONG, *, lang: str = "en") -> str:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body><article>{body}</article></body></html>"


def reading(content: str | bytes, *, url: str = "https://q.example/2026/story", **config: Any) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return read(SourceConfig(kind="page", url=url, **config), lambda _: Document(data, fetched=NOW, url=url))


def one(content: str, **config: Any) -> Entry:
    (entry,) = reading(content, **config).entries
    return entry


def test_an_article_is_read_in_all_its_parts() -> None:
    """Schema.org first, the time where the text has it, sub-headings as points, never the site's logo."""
    (entry,) = collect([SourceConfig(kind="page", file=FEEDS / "page.html")], cache=None, now=NOW).entries
    assert (entry.title, entry.author, entry.section) == ("O farol volta a acender", "Inês Vaz, Rui Sá", "Mar")
    assert entry.url == "https://costa.example/farol-volta-a-acender"
    assert entry.published == datetime(2026, 11, 18, 7, 15, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert entry.points == ("Quem pagou a obra", "O que falta")
    assert entry.image is not None
    assert (entry.image.url, entry.image.width) == ("https://costa.example/img/farol.jpg", 1600)
    assert (entry.source, entry.language) == ("Jornal da Costa", "pt")
    assert "Falta pintar a torre" in entry.text


def test_a_description_without_a_full_stop_is_whole() -> None:
    """It was written to stand alone, unless the article goes on with it."""
    head = '<meta property="og:title" content="Ice on the harbour"><meta name="description" content="{}">'
    assert one(page(head.format("Ferries stay where they are and nobody minds"))).excerpt == (
        "Ferries stay where they are and nobody minds."
    )
    cut = "The harbour froze on Tuesday, and the ferries stayed"
    assert one(page(head.format(cut))).excerpt.startswith(f"{cut} where they were, which pleased")


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            og("Ice stops ferries | The Quay") + '<meta property="og:site_name" content="The Quay">',
            "",
            "Ice stops ferries",
        ),
        (og("Such ice you won’t believe"), "<h1>The Quay weekly</h1>", "Such ice you won’t believe"),
        (
            og("Ice: ferries stop on the river"),
            "<h1>Ice stops ferries on the river</h1>",
            "Ice stops ferries on the river",
        ),
        ("<title>Ice - and then some</title>", "", "Ice - and then some"),
        ("<title>Quay</title>", "<h1>Ice stops the ferries</h1>", "Ice stops the ferries"),
    ],
    ids=["suffix", "banner", "heading", "dash", "heading only"],
)
def test_titles(head: str, body: str, title: str) -> None:
    """The heading that says what is shared, else what is shared, without the site's name at its end."""
    assert one(page(head, body + LONG)).title == title


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (ld('{"@type": "NewsArticle", "author": {"name": "Jo"}}'), "Jo"),
        (ld('[{"@type": ["Article", "X"], "author": ["Jo", {"name": "Al"}, "https://x.example/jo"]}]'), "Jo, Al"),
        (ld('{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "author": "Jo"}}]}'), "Jo"),
        (ld('<!-- {"@type": "Article", "author": "Jo"} -->'), "Jo"),
        ('<meta name="author" content="Jo"><meta property="article:author" content="https://f.example/jo">', "Jo"),
        ('<meta itemprop="author" content="Jo">', "Jo"),
    ],
)
def test_authors(head: str, author: str) -> None:
    """In any of the shapes that sites write them in; addresses of profiles are no names."""
    assert one(page(f"<title>Ice stops ferries</title>{head}")).author == author


@pytest.mark.parametrize(
    "broken", ["{", "[" * 100_000, "null", '"x"', '{"@type": 5}', '{"@graph": {"@graph": {}}}', ""]
)
def test_broken_metadata_cost_nothing(broken: str) -> None:
    """What cannot be read is passed over."""
    assert one(page(f"<title>Ice stops ferries</title>{ld(broken)}")).title == "Ice stops ferries"


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


DAY = meta("date", "2026-11-18")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (DAY, datetime(2026, 11, 18, tzinfo=UTC)),
        (meta("article:published_time", "2026-11-18T09:00:00+02:00"), datetime(2026, 11, 18, 7, tzinfo=UTC)),
        (DAY + meta("dc.date", "2026-11-18T05:00:00Z"), datetime(2026, 11, 18, 5, tzinfo=UTC)),
        (DAY + meta("dc.date", "2026-10-01T05:00:00Z"), datetime(2026, 11, 18, tzinfo=UTC)),
        ('<meta name="date" content="soon">', None),
    ],
)
def test_dates(statements: str, expected: datetime | None) -> None:
    """The first that can be read, to the minute where another statement of the same day says it."""
    assert one(page(f"<title>Ice stops ferries</title>{statements}")).published == expected


def test_pictures_fall_back_to_the_articles_own() -> None:
    """A placeholder that is shared is no lead image; the article's picture is."""
    head = '<title>Ice stops ferries</title><meta property="og:image" content="/img/default-share.png">'
    body = (
        '<img src="/grey-placeholder.png" width="900" height="600"><img src="/ice.jpg" width="800" height="600">' + LONG
    )
    image = one(page(head, body)).image
    assert image is not None
    assert image.url == "https://q.example/ice.jpg"


def test_a_front_page_has_its_articles_read() -> None:
    """Each headline's own page is fetched, on the same site only; one that fails is a problem; `limit` counts."""
    front = (FEEDS / "page.front.html").read_text()
    asked: list[str] = []

    def fetch(source: SourceConfig) -> Document:
        asked.append(source.url)
        if "crane" in source.url:
            raise SourceError("there is nothing", where=source.url, hint="look")
        content = front if source.url == "https://quay.example/" else page(f"<title>About {source.url[-6:]}</title>")
        return Document(content.encode(), fetched=NOW, url=source.url)

    found = read(SourceConfig(kind="page", url="https://quay.example/"), fetch)
    assert [entry.title for entry in found.entries] == ["About e-back", "About -ferry"]
    assert {entry.source for entry in found.entries} == {"The Quay"}
    assert found.problems == ("https://quay.example/2026/11/a-crane-for-sale?utm_source=home: there is nothing",)
    assert len(asked) == 4
    asked.clear()
    assert len(read(SourceConfig(kind="page", url="https://quay.example/", limit=1), fetch).entries) == 1
    assert len(asked) == 2


def test_a_saved_front_page_gives_its_headlines() -> None:
    """Nothing is fetched for a file; headlines stand as they are, without menus, tags and other sites."""
    found = collect([SourceConfig(kind="page", file=FEEDS / "page.front.html")], cache=None, now=NOW)
    assert [entry.title for entry in found.entries] == [
        "The eels are back in the old harbour",
        "A crane for sale, slightly used",
        "Fog stops the ferry for a third day",
    ]


def test_which_of_both_a_page_is_can_be_said() -> None:
    """`options.front` decides where the page does not show it."""
    front = (FEEDS / "page.front.html").read_text()
    assert len(reading(front, options={"front": False}).problems) <= 1
    with pytest.raises(SourceError, match="no story was found"):
        reading(page("<title>Ice stops ferries</title>"), options={"front": True})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("just words", "not a web page"),
        ("<html><body><p></p></body></html>", "no story was found"),
        ("<p>x</p>" + " " * 2_500_001, "larger than"),
        ("<html><!-- nothing -->", "no story was found"),
    ],
)
def test_what_is_no_page_with_stories_is_named(content: str, message: str) -> None:
    """Each has its message and hint."""
    with pytest.raises(SourceError, match=message) as caught:
        reading(content)
    assert caught.value.hint


def test_an_article_without_a_title_or_text_is_told() -> None:
    """It cannot be shown."""
    assert reading(f"<html><body>{LONG}</body></html>", options={"front": False}).problems == ("page 1: no title",)
    empty = "<html><head><title>Ice</title></head><body><p></p></body></html>"
    assert reading(empty, options={"front": False}).problems == ("page 1: no text",)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """trafilatura is optional."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(SourceError, match="needs trafilatura") as caught:
        reading(page())
    assert "newsletter-digest[pages]" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<p>Übermut".encode("utf-16"), ""),
        ("<p>Übermut".encode("utf-8-sig"), "latin-1"),
        ("<p>Übermut".encode("latin-1"), "iso-8859-1"),
        ('<meta charset="iso-8859-1"><p>Übermut'.encode("latin-1"), ""),
        ("<p>Übermut".encode(), "no-such"),
        ("<p>Übermut".encode("windows-1252"), ""),
    ],
)
def test_encodings_of_pages(content: bytes, charset: str) -> None:
    """A mark, the server's word, the page's own, UTF-8, Windows-1252: in this order."""
    assert decode_page(Document(content, fetched=NOW, charset=charset)).endswith("<p>Übermut")


def test_headlines_are_found_in_any_shape() -> None:
    """Headings need no telling address; other links do; each article is named once, by its longest title."""
    html = """<html><base href="https://n.example/sub/"><body>
      <h3><a href="short">A heading that is a headline</a></h3>
      <a href="/2026/11/18/fog-and-ice-again">Fog</a>
      <a href="/2026/11/18/fog-and-ice-again">Fog and ice once again today</a>
      <a href="/menu">A link in words that is a menu</a> <a href="https://n.example/">The whole front page again</a>
      <a href="https://m.n.example/a/1234567">A story on the mobile site here</a> <a>Nothing at all to follow here</a>
      <a href="/authors/jo">All that Jo Reed ever wrote here</a></body></html>"""
    document = Document(html.encode(), fetched=NOW)
    found = teasers(parse_page(document, where=""), base="https://n.example/")
    assert [(teaser.title, teaser.url.removeprefix("https://")) for teaser in found] == [
        ("A heading that is a headline", "n.example/sub/short"),
        ("Fog and ice once again today", "n.example/2026/11/18/fog-and-ice-again"),
        ("A story on the mobile site here", "m.n.example/a/1234567"),
    ]


def test_metadata_of_an_empty_page_are_empty() -> None:
    """Nothing said, nothing known."""
    found = read_metadata(parse_page(Document(b"<p>x</p>", fetched=NOW), where=""))
    assert (found.titles, found.authors, found.published, found.is_article) == ((), (), (), False)


def test_a_saved_front_page_names_the_option_it_needs() -> None:
    """Relative links of a saved page lead nowhere until `base` says where it was."""
    links = "".join(f'<h2><a href="/stories/ice-{n}">Ice stops ferry number {n} in the bay</a></h2>' for n in range(8))
    content = f"<html><head><title>Home</title></head><body>{links}</body></html>".encode()
    saved = SourceConfig(kind="page", file=Path("/nowhere/home.html"))
    with pytest.raises(SourceError, match="what its address was") as caught:
        read(saved, lambda _: Document(content, fetched=NOW))
    assert "options = { base =" in caught.value.hint
    known = saved.model_copy(update={"options": {"base": "https://q.example/"}})
    assert len(read(known, lambda _: Document(content, fetched=NOW)).entries) == 8


def counted(monkeypatch: pytest.MonkeyPatch, body: str) -> tuple[int, int]:
    """The headlines of a page, and the links that were looked at for them."""
    looked = list[Any]()
    one = teasers_module._teaser
    monkeypatch.setattr(teasers_module, "_teaser", lambda link, base: (looked.append(link), one(link, base))[1])
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    return len(teasers_module.teasers(tree, base="https://q.example/")), len(looked)


def test_links_that_are_no_headlines_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of countless menus is left in the end."""
    monkeypatch.setattr(teasers_module, "LINKS", 50)
    menus = "<a href='/a'>A</a>" * 100
    story = "<a href='/a-long-way-home'>A long way home for the otters</a>"
    assert counted(monkeypatch, story + menus) == (1, 50)
    assert counted(monkeypatch, menus + story) == (0, 50)


def test_one_heading_around_all_links_is_read_in_part() -> None:
    """The text of an element is put together from its beginning, however often it is asked for."""
    tree = html.document_fromstring(
        "<html><body><h1>" + "<a href='/x'>A link of many </a>" * 1_000 + "</h1></body></html>"
    )
    assert len(text_within(next(tree.iter("h1")))) <= 4_000


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("/a-long-way", True), ("/a_long_way", True), ("/long-way", False), ("/a--b", False),
        ("/x/one-two/three", False), ("/2026/1", True), ("/story.html", True), ("/id123456", True),
        ("/" + "a-" * 900, True), ("/" + "a" * 1_900, False),
    ],
)  # fmt: skip
def test_which_addresses_look_like_articles(path: str, headline: bool) -> None:
    """Two separators between words, a long number, a year, or an ending."""
    tree = html.document_fromstring(f"<a href='{path}'>Otters return to the upper weir</a>")
    assert bool(teasers_module.teasers(tree, base="https://q.example/")) is headline


@pytest.mark.parametrize("wrapped", ["<!-- {} -->", "//<![CDATA[ {} //]]>", "<![CDATA[ {} ]]>;", " {} ;", "{}"])
def test_metadata_in_comments_are_read(wrapped: str) -> None:
    """Old templates put scripts into comments or CDATA."""
    story = '{"@type": "NewsArticle", "headline": "Otters return at last"}'
    script = f'<script type="application/ld+json">{wrapped.format(story)}</script>'
    assert one(page(script + "<title>Other</title>")).title == "Otters return at last"
