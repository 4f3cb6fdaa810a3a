"""Source `feed`: RSS, Atom, RDF and JSON Feed."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.sources.feed import read
from digest.sources.reading.authors import without_endless_authors
from digest.sources.reading.captions import lift_captions
from digest.sources.reading.model import Document, Reading

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def reading(content: bytes | str, *, url: str = "", charset: str = "", **config: Any) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    source = SourceConfig(url=url or "https://feed.example/x", **config)
    return read(source, lambda _: Document(data, fetched=NOW, url=url, charset=charset))


def fixture(file: str, **config: Any) -> Reading:
    return reading((FEEDS / file).read_bytes(), **config)


def rss(items: str, *, channel: str = "<title>T</title><link>https://t.example/</link>", version: str = "2.0") -> str:
    return (
        f'<?xml version="1.0"?><rss version="{version}" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        f'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>{channel}{items}</channel></rss>'
    )


def one(item: str, **config: Any) -> Any:
    entries = reading(rss(f"<item><title>A</title><link>https://t.example/a</link>{item}</item>"), **config).entries
    assert len(entries) == 1
    return entries[0]


def test_an_rss_item_is_read_in_all_its_parts() -> None:
    """Every field of an entry comes from where RSS keeps it."""
    first = fixture("feed.xml").entries[0]
    assert first.source == "The Weir"
    assert first.title == "Otters & herons return to the upper weir"
    assert first.url == "https://weir.example/otters?utm_source=rss&page=2"
    assert first.identity == "https://weir.example/otters?page=2"
    assert first.guid == "weir-1"
    assert first.excerpt == (
        "Wardens counted nine otters along the weir on Monday, the most since 1994. The herons came with them."
    )
    assert "appeared first" not in first.text
    assert (first.points, first.section, first.tags) == (("What changed",), "Nature", ("Rivers",))
    assert (first.author, first.popularity, first.language) == ("Ines Corvo", 12.0, "en-GB")
    assert first.published == datetime(2026, 11, 19, 7, 30, tzinfo=UTC)
    assert first.image is not None
    assert (first.image.url, first.image.width) == ("https://weir.example/img/otter.jpg", 1200)


def test_a_relative_link_and_an_image_in_the_text_are_completed() -> None:
    """Links are resolved against the feed's own link; a date without a zone is UTC; unknown popularity is None."""
    second = fixture("feed.xml").entries[1]
    assert second.url == "https://weir.example/log"
    assert second.section == "Diary"
    assert second.published == datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert second.popularity is None
    assert second.image is not None
    assert (second.image.url, second.image.alt, second.image.width) == (
        "https://img.weir.example/lock.jpg",
        "The lock",
        640,
    )


def test_bad_items_are_told_and_the_others_kept() -> None:
    """A bad link and an empty item cost no other entry."""
    found = fixture("feed.xml")
    assert [entry.title for entry in found.entries][1:] == ["Lock keeper's log"]
    assert found.problems == ("entry 3: link is not http(s)", "entry 4: empty")


def test_an_atom_entry_is_read() -> None:
    """xml:base, literal text, only `updated`, an author with a name, the feed's language."""
    (entry,) = fixture("atom.xml").entries
    assert (entry.title, entry.url) == ("Ebbe & Flut", "https://deich.example/texte/ebbe.html")
    assert entry.excerpt == "Wer 3 < 4 sagt, hat recht."
    assert (entry.author, entry.language, entry.source) == ("Jan Siel", "de", "Deichblatt")
    assert entry.published == entry.updated == datetime(2026, 11, 18, 6, tzinfo=UTC)
    assert entry.image is not None
    assert entry.image.url == "https://deich.example/texte/bilder/watt.jpg"


def test_an_rdf_item_is_read() -> None:
    """RSS 1.0 with a dc:date, in Japanese."""
    (entry,) = fixture("rdf.xml").entries
    assert entry.title == "朝の市場"
    assert entry.published == datetime(2026, 11, 17, 21, tzinfo=UTC)
    assert entry.excerpt == "今朝の市場には鰯が並んだ。漁師は三日ぶりに海へ出た。"


def test_a_json_feed_is_read() -> None:
    """JSON Feed by its content, whatever it is called; records that cannot be used are told."""
    found = fixture("jsonfeed.json")
    first, second, _ = found.entries
    assert (first.title, first.author, first.section, first.tags) == (
        "A glaze that forgives",
        "Wren Adeyemi, T. Okafor",
        "Craft",
        ("Clay",),
    )
    assert first.excerpt == "A glaze for beginners & others."
    assert first.image is not None
    assert first.updated == datetime(2026, 11, 18, 9, tzinfo=UTC)
    assert (second.title, second.url) == ("Fired <hot> today", "https://kiln.example/note")
    assert (first.source, first.language) == ("Kiln notes", "en")
    assert found.problems == ("entry 4: not an object",)


def test_a_json_record_without_a_link_leads_to_the_site() -> None:
    """An id that is no address is no link."""
    content = {"items": [{"id": 3, "title": "Nowhere"}], "home_page_url": "https://k.example/"}
    (entry,) = reading(json.dumps(content)).entries
    assert (entry.url, entry.guid) == ("https://k.example/", "3")


def test_json_of_odd_shape_is_read_as_far_as_it_goes() -> None:
    """Wrong types anywhere are as good as absent; version 1.0's author and attached images are read."""
    item = {
        "url": "https://k.example/1",
        "title": True,
        "content_text": "One sentence.",
        "tags": "none",
        "author": {"name": "Wren"},
        "attachments": [{"url": "https://k.example/a.jpg", "mime_type": "image/jpeg"}, {"mime_type": "audio/mpeg"}, 3],
    }
    (entry,) = reading(json.dumps({"items": [item]})).entries
    assert (entry.title, entry.author, entry.tags, entry.source) == (
        "One sentence",
        "Wren",
        (),
        "https://feed.example/x",
    )
    assert entry.image is not None


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ((FEEDS / "page.html").read_bytes(), "this is a web page, not a feed", "look for its RSS or Atom address"),
        (b"\n\n<html><body>Just a moment...</body></html>", "this is a web page", "RSS"),
        (b"Not found", "this is not a feed", "open the address in a browser"),
        (b'{"hits": []}', "this is JSON, but not a JSON Feed", "jsonfeed.org"),
        (b"[1, 2]", "this is JSON, but not a JSON Feed", "RSS"),
        (b'[{"id": 1, "title": {"rendered": "A"}}]', "WordPress REST API", "/feed/"),
        (b'{"items": [', "damaged JSON", "cut short"),
        (b"[" * 200_000, "damaged JSON", "cut short"),
    ],
)
def test_what_is_no_feed_is_named(content: bytes, message: str, hint: str) -> None:
    """The error says what the document is and what to do."""
    with pytest.raises(SourceError, match=message) as caught:
        reading(content)
    assert hint in caught.value.hint
    assert caught.value.where == "https://feed.example/x"


def test_a_feed_that_quotes_html_is_a_feed() -> None:
    """HTML inside a feed does not make it a page."""
    assert one("<description><![CDATA[<!DOCTYPE html><html><p>Text.</p></html>]]></description>").excerpt == "Text."


def test_an_empty_feed_has_no_entries() -> None:
    """No entries is no error here; `collect` tells it."""
    assert fixture("none.xml") == Reading(())


def test_a_cut_feed_gives_what_is_whole() -> None:
    """A download cut short keeps its entries and says that it is broken."""
    found = fixture("cut.xml")
    assert found.entries[0].title == "Whole"
    assert "not well-formed" in found.problems[0]


@pytest.mark.parametrize("start", ["\n  ", "\ufeff", "\ufeff\n"])
def test_space_and_marks_before_the_declaration_do_no_harm(start: str) -> None:
    """What servers put before the feed is no reason to call it broken."""
    found = reading(start + rss("<item><title>A</title><link>https://t.example/a</link></item>"))
    assert (len(found.entries), found.problems) == (1, ())


def test_a_wrongly_declared_encoding_is_seen_through() -> None:
    """Windows-1252 that calls itself UTF-8 is read without mojibake."""
    content = rss("<item><title>Café – déjà</title><link>https://t.example/a</link></item>")
    declared = content.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>')
    assert reading(declared.encode("windows-1252")).entries[0].title == "Café – déjà"


def test_the_servers_charset_is_used() -> None:
    """A charset in the Content-Type is believed where the document says nothing."""
    content = rss("<item><title>Привет</title><link>https://t.example/a</link></item>").encode("koi8-r")
    assert reading(content, charset="koi8-r").entries[0].title == "Привет"


def test_no_external_entity_is_read(tmp_path: Path) -> None:
    """A feed cannot read local files."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    content = rss("<item><title>&x;</title><link>https://t.example/a</link></item>").replace(
        "<rss", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss', 1
    )
    assert "hunter2" not in str(reading(content))


def test_the_configured_name_section_and_language_win() -> None:
    """What the config says of a source is true of its entries."""
    entry = fixture("feed.xml", name="Weir", section="World", language="fr").entries[0]
    assert (entry.source, entry.section, entry.tags, entry.language) == ("Weir", "World", ("Nature", "Rivers"), "fr")


def test_a_feed_without_a_name_is_called_by_its_host() -> None:
    """No title: the site's host, or the feed's."""
    item = "<item><title>A</title><link>https://t.example/a</link></item>"
    assert reading(rss(item, channel="<link>https://www.t.example/</link>")).entries[0].source == "t.example"
    assert reading(rss(item, channel=""), url="https://f.example/rss").entries[0].source == "f.example"


def test_relative_links_need_something_to_be_relative_to() -> None:
    """The feed's link, the address it came from, or `options.base`; else each entry says what to set."""
    items = "<item><title>A</title><link>/a</link></item><item><title>B</title><link>/b</link></item>"
    bare = rss(items, channel="<title>T</title><link>/blog</link>")
    assert reading(bare, url="https://f.example/rss").entries[0].url == "https://f.example/a"
    assert reading(bare, options={"base": "https://o.example/"}).entries[0].url == "https://o.example/a"
    assert reading(bare).entries == ()
    assert reading(bare).problems == (
        'entries 1, 2: link is relative: say to what with options = { base = "https://…" }',
    )


def test_feedburners_original_link_is_taken() -> None:
    """The publisher's own address is better than a counter's."""
    assert one("<feedburner:origLink>https://t.example/real</feedburner:origLink>").url == "https://t.example/real"


def test_an_id_that_is_an_address_is_the_link() -> None:
    """Feeds without links often have them as ids."""
    item = '<item><title>A</title><guid isPermaLink="false">https://t.example/id</guid></item>'
    assert reading(rss(item)).entries[0].url == "https://t.example/id"


@pytest.mark.parametrize(
    ("item", "image"),
    [
        (
            '<media:content url="https://i.example/a.mp4" type="video/mp4"/>'
            '<media:thumbnail url="https://i.example/t.jpg" width="480"/>',
            "t.jpg",
        ),
        ('<media:content url="https://i.example/a.jpg?x=1"/>', "a.jpg?x=1"),
        ('<enclosure url="https://i.example/e.png" type="image/png" length="1"/>', "e.png"),
        (
            '<enclosure url="https://i.example/e.mp3" type="audio/mpeg" length="1"/><itunes:image href="https://i.example/c.jpg"/>',
            "c.jpg",
        ),
        (
            '<media:content url="https://i.example/1.gif" medium="image" width="1" height="1"/><description>&lt;img src="https://i.example/b.jpg"&gt;</description>',
            "b.jpg",
        ),
    ],
)
def test_pictures_are_found_where_feeds_keep_them(item: str, image: str) -> None:
    """media:content, thumbnails, enclosures, a show's cover, the text: real pictures only."""
    found = one(item).image
    assert found is not None
    assert found.url == f"https://i.example/{image}"


@pytest.mark.parametrize(
    ("count", "popularity"), [("7", 7.0), ("0", 0.0), ("many", None), ("-3", None), ("9" * 400, None)]
)
def test_comment_counts_are_numbers_or_unknown(count: str, popularity: float | None) -> None:
    """slash:comments is popularity; nonsense is unknown, not zero."""
    assert one(f"<slash:comments>{count}</slash:comments>").popularity == popularity


def test_odd_dates_do_no_harm() -> None:
    """A date that only feedparser can read is used, one that nobody can is unknown; neither warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert one("<pubDate>2016-12-31T23:59:60Z</pubDate>").published is not None
        assert one("<pubDate>Fri, 31 Dec 9999 23:59:59 -1200</pubDate>").published is None
        assert one("<pubDate>soon</pubDate>").published is None
        assert one("").updated is None


def test_a_publishers_suffix_goes() -> None:
    """Aggregators add " - Publisher" to titles and name it in <source>."""
    item = '<item><title>Otters - Daily</title><link>https://t.example/a</link><source url="https://d.example">Daily</source></item>'
    assert reading(rss(item)).entries[0].title == "Otters"


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_old_versions_are_read(version: str) -> None:
    """RSS 0.9x has the same items."""
    item = "<item><title>A</title><link>https://t.example/a</link><description>Old text.</description></item>"
    assert reading(rss(item, version=version)).entries[0].excerpt == "Old text."


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("inside", "alt"),
    [
        (
            "<media:title>otter_final2</media:title>"
            '<media:description type="plain">An &quot;otter&quot; &amp;amp; a heron</media:description>',
            'An "otter" & a heron',
        ),
        ('<media:description><![CDATA[<p>Otters & "herons"</p>]]></media:description>', 'Otters & "herons"'),
        ("<media:description/><media:credit>Ines</media:credit>", ""),
        ("", ""),
    ],
)
def test_a_caption_is_the_pictures_not_the_storys(inside: str, alt: str, before: bool) -> None:
    """media:description in media:content is the picture's alt text, and never the title, the excerpt or the text."""
    media = f'<media:content url="https://i.example/a.jpg" medium="image">{inside}</media:content>'
    text = "<description>Nine otters came.</description>"
    entry = one(media + text if before else text + media)
    assert entry.image is not None
    assert (entry.title, entry.excerpt, entry.text, entry.image.alt) == (
        "A",
        "Nine otters came.",
        "Nine otters came.",
        alt,
    )


def test_a_description_beside_the_media_is_the_storys() -> None:
    """YouTube describes the video there."""
    item = (
        '<media:group><media:content url="https://v.example/v" type="video/mp4"/>'
        "<media:description>A film.</media:description></media:group>"
    )
    assert one(item).excerpt == "A film."


@pytest.mark.parametrize(
    "hostile", ["<media:content>" * 200_000, "<media:content>" + "<media:description>" * 100_000 + "</media:content>"]
)
def test_hostile_captions_are_read_in_linear_time(hostile: str) -> None:
    """Unclosed captions are passed over; a hang here is the failure."""
    assert lift_captions(hostile.encode()) == hostile.encode()


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-02-30T10:00:00Z", "20260230", "2026-13-01", "30 Feb 2026", "2026-2-30"]
)
def test_days_that_there_are_not_are_no_dates(written: str) -> None:
    """feedparser takes February 30 for March 2."""
    assert one(f"<pubDate>{written}</pubDate>").published is None
    assert one(f"<dc:date>{written}</dc:date>").published is None


def test_days_with_one_digit_are_read() -> None:
    """feedparser takes 2026-2-3 for another day."""
    assert one("<pubDate>2026-2-3</pubDate>").published == datetime(2026, 2, 3, tzinfo=UTC)


def test_the_feeds_own_name_goes_from_titles() -> None:
    """The config's name for it does not stand in the way."""
    channel = "<title>The Lantern Daily</title><link>https://t.example/</link>"
    item = "<item><title>Bridge opens - The Lantern Daily</title><link>https://t.example/a</link></item>"
    assert reading(rss(item, channel=channel), name="Lantern").entries[0].title == "Bridge opens"
    feed = {
        "title": "The Lantern Daily",
        "items": [{"url": "https://t.example/a", "title": "Bridge | The Lantern Daily"}],
    }
    assert reading(json.dumps(feed), name="Lantern").entries[0].title == "Bridge"


@pytest.mark.parametrize(
    ("author", "left"),
    [
        ("<author>Jane Doe</author>", "<author>Jane Doe</author>"),
        ("<author>" + "Jane Doe, " * 500 + "</author>", "<author>" + "Jane Doe, " * 500 + "</author>"),
        ("<dc:creator>" + "a" * 200 + "</dc:creator>", "<dc:creator></dc:creator>"),
        ("<author><name>Jane</name><uri>/" + "a" * 200 + "</uri></author>", "<author></author>"),
        ("<author>" + "aaaaaaaaa<!-- b c -->" * 20 + "</author>", "<author></author>"),
        ("<author>" + "aaaaaaaaa<!-- <b> c -->" * 20 + "</author>", "<author></author>"),
        ("<author>" + "<![CDATA[aaaaaaaaaaa]]>" * 20 + "</author>", "<author></author>"),
        ("<author>" + "&#97;" * 50 + "</author>", "<author></author>"),
        ("<author>" + "Jane " * 5_000, "Jane " * 5_000),
        ("<author/>", "<author/>"),
    ],
)
def test_endless_authors_are_left_out(author: str, left: str) -> None:
    """No name has a hundred characters without a space, however they are put together."""
    assert without_endless_authors(f"<item>{author}</item>".encode()) == f"<item>{left}</item>".encode()
