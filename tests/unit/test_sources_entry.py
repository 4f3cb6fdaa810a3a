"""From a raw record to an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from digest.sources.reading.entry import Origin, Raw, make_entry
from digest.sources.reading.gather import gather
from digest.sources.reading.images import Picture
from digest.sources.reading.model import Unusable

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ORIGIN = Origin(name="The Weir", now=NOW, base="https://weir.example/", site="https://weir.example/")
RAW = Raw(title="Otters return", link="/otters")


def entry(**fields: Any) -> Any:
    return make_entry(replace(RAW, **fields), origin=ORIGIN)


def test_a_plain_record_becomes_an_entry() -> None:
    """Title and link are enough; the rest is empty or unknown, never made up."""
    made = entry()
    assert (made.source, made.title, made.url) == ("The Weir", "Otters return", "https://weir.example/otters")
    assert made.identity == made.guid == "https://weir.example/otters"
    assert (made.excerpt, made.text, made.words, made.points) == ("", "", 0, ())
    assert (made.published, made.updated, made.popularity, made.image) == (None, None, None, None)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Otters &amp; <i>herons</i>", "Otters & herons"),
        ("Otters return - The Weir", "Otters return"),
        ("Otters return – River Daily", "Otters return"),
        ("Otters return - not a name", "Otters return - not a name"),
        ("The Weir", "The Weir"),
        ("", "Nine came. One left"),
        ("None", "Nine came. One left"),
        ("Untitled", "Nine came. One left"),
    ],
)
def test_titles(title: str, expected: str) -> None:
    """Titles are plain, lose the publisher's name at their end, and are never "None"."""
    html = "<p>Nine came. One left.</p>"
    assert entry(title=title, publisher="River Daily", html=html.replace(". One", ". one")).title in (
        expected,
        expected.replace("One", "one"),
    )


def test_a_record_without_any_words_is_named_by_host_and_date() -> None:
    """The last resort for a title is the host, with the date where it is known."""
    assert entry(title="", published=NOW).title == "weir.example, 2026-11-20"
    assert entry(title="", html='<img src="/p.jpg">').title == "weir.example"


def test_a_title_without_end_is_cut() -> None:
    """No title is longer than 300 characters."""
    assert len(entry(title="endless " * 100).title) <= 301


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example"])
def test_a_link_that_is_no_address_is_refused(link: str) -> None:
    """A record that leads elsewhere than to http(s) is unusable, and says so."""
    with pytest.raises(Unusable, match=r"link is not http\(s\)"):
        entry(link=link)


def test_a_relative_link_without_a_base_says_what_to_do() -> None:
    """The message names the option."""
    with pytest.raises(Unusable, match="base"):
        make_entry(RAW, origin=replace(ORIGIN, base="", site=""))


def test_a_record_without_a_link_leads_to_the_site() -> None:
    """It keeps an identity of its own, so that two such records are two stories."""
    one, two = entry(link="", title="One"), entry(link=" ", title="Two", guid="g2")
    assert one.url == two.url == "https://weir.example/"
    assert (one.identity, two.identity) == ("https://weir.example#One", "https://weir.example#g2")


@pytest.mark.parametrize("origin", [ORIGIN, replace(ORIGIN, site="")])
def test_a_record_with_nothing_at_all_is_refused(origin: Origin) -> None:
    """No link and no words: nothing to lead to."""
    with pytest.raises(Unusable, match="no link"):
        make_entry(Raw(), origin=origin)


def test_text_points_and_words_come_from_the_body() -> None:
    """Sub-headings are points, in order, without generic and repeated ones; words are counted in the body."""
    html = (
        "<h2>Introduction</h2><p>Nine otters.</p><h2>What <b>changed</b>:</h2><p>Water.</p><h3>Why now</h3>"
        "<h4>Not this</h4><h2>What changed</h2><h2>Conclusion: A Delicate Balance</h2><h2>Background: The River</h2>"
        '<h2><a href="/x">Related reading list</a></h2>'
    )
    made = entry(html=html)
    assert made.points == ("What changed", "Why now", "Background: The River")
    assert made.words == 22
    assert made.text.startswith("Introduction\nNine otters.\nWhat changed:")


def test_a_very_long_heading_is_cut_at_a_word() -> None:
    """Points stay short enough to list."""
    assert len(entry(html="<h2>" + "endless " * 60 + "</h2>").points[0]) <= 161


def test_text_is_bounded_and_without_boilerplate() -> None:
    """At most 20,000 characters are kept for comparing."""
    assert len(entry(html="<p>" + "word " * 10_000 + "</p>").text) == 20_000
    assert entry(html="<p>Text.</p><p>The post X appeared first on Y.</p>").text == "Text."


def test_a_summary_is_not_counted_as_the_story() -> None:
    """Without the story its length is unknown: 0, not that of its summary; but the summary's text is compared."""
    made = entry(excerpt="<p>Nine otters came.</p>")
    assert (made.words, made.text, made.excerpt) == (0, "Nine otters came.", "Nine otters came.")


def test_a_whole_story_in_the_description_is_the_body() -> None:
    """Feeds that put all of it into the description are read like the others."""
    made = entry(excerpt="<h2>Point</h2>" + "<p>Nine otters came to the weir.</p>" * 40)
    assert made.words == 241
    assert made.points == ("Point",)
    assert made.excerpt.endswith("weir.")


def test_excerpts_leave_out_the_title_and_lists_of_links() -> None:
    """An excerpt never repeats the title, and is not made of links."""
    assert entry(excerpt="<p>Otters Return</p><p>Nine came.</p>").excerpt == "Nine came."
    assert (
        entry(
            excerpt='<ol><li><a href="/1">Otters return</a> Weir</li><li><a href="/2">Herons stay</a></li></ol>'
        ).excerpt
        == ""
    )


def test_sections_and_tags() -> None:
    """The first category a reader would recognise is the section, the others are tags, without repeats."""
    made = entry(
        sections=("Uncategorized", "1", "d", "Nature", "Rivers &amp; lakes", "Nature", "https://x.example/"),
        tags=("Slow", ""),
    )
    assert (made.section, made.tags) == ("Nature", ("Rivers & lakes", "Slow"))


def test_the_configured_section_wins() -> None:
    """All categories are tags then."""
    made = make_entry(replace(RAW, sections=("Nature",)), origin=replace(ORIGIN, section="World"))
    assert (made.section, made.tags) == ("World", ("Nature",))


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ines Corvo", "Ines Corvo"),
        ("<b>Ines</b>\r\nBcc: x", "Ines Bcc: x"),
        ("ines@weir.example (Ines Corvo)", "Ines Corvo"),
        ("Ines Corvo <ines@weir.example>", "Ines Corvo"),
        ("ines@weir.example", ""),
    ],
)
def test_authors_are_names(author: str, expected: str) -> None:
    """A mail address is not published as a name; line breaks cannot reach a header."""
    assert entry(author=author).author == expected


def test_an_update_is_the_date_where_there_is_no_other() -> None:
    """Only updated: published then. Dates that cannot be are unknown."""
    assert entry(updated=NOW).published == NOW
    assert entry(published=datetime(2035, 1, 1, tzinfo=UTC)).published is None


@pytest.mark.parametrize(
    ("given", "expected"), [(3.0, 3.0), (0.0, 0.0), (-1.0, None), (float("nan"), None), (float("inf"), None)]
)
def test_popularity_is_a_count_or_unknown(given: float, expected: float | None) -> None:
    """Nothing but a finite non-negative number counts."""
    assert entry(popularity=given).popularity == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("en-us", "en-US"), ("PT_br", "pt-BR"), ("zh-hans", "zh-hans"), ("fa", "fa"), ("<script>", ""), ("", "")],
)
def test_languages_are_tags(given: str, expected: str) -> None:
    """A language is a clean tag or unknown; a text too short to show its script does not speak against it."""
    assert entry(language=given, title="8½", html="", excerpt="").language == expected


def test_the_configured_language_wins() -> None:
    """What the config says of a source is true of its entries."""
    assert make_entry(replace(RAW, language="en"), origin=replace(ORIGIN, language="fa")).language == "fa"


def test_the_picture_comes_from_the_record_or_the_body() -> None:
    """Given pictures come first; body images are resolved against the record's own base."""
    assert entry(html='<img src="b.jpg">', base="https://cdn.example/x/").image.url == "https://cdn.example/x/b.jpg"
    assert entry(pictures=(Picture("/a.jpg"),), html='<img src="b.jpg">').image.url == "https://weir.example/a.jpg"


def test_problems_are_told_by_number_and_reason() -> None:
    """One, a few, many: the same reason is told once, the good records stay in order."""
    bad = Unusable("no url")
    reading = gather(
        [(1, RAW), (2, bad), (3, Unusable("empty")), (4, bad), (5, replace(RAW, link="javascript:x")), (6, RAW)],
        origin=ORIGIN,
        unit="entry",
    )
    assert len(reading.entries) == 2
    assert reading.problems == ("entries 2, 4: no url", "entry 3: empty", "entry 5: link is not http(s)")
    many = gather([(n, bad) for n in range(7, 12)], origin=ORIGIN, unit="row")
    assert many.problems == ("rows 7–11: no url",)
    few = gather([(n, bad) for n in (2, 3, 4, 7)], origin=ORIGIN, unit="row")
    assert few.problems == ("rows 2–4, 7: no url",)
    scattered = gather([(n, bad) for n in (1, 2, 4, 5, 6, 8)], origin=ORIGIN, unit="row")
    assert scattered.problems == ("6 rows (1, 2, 4–6, …): no url",)
    named = gather([(name, bad) for name in ("a.md", "b.md", "c.md")], origin=ORIGIN, unit="file")
    assert named.problems == ("files a.md, b.md, c.md: no url",)


def test_a_link_that_is_too_long_says_so() -> None:
    """An address beyond what browsers take is not called a wrong scheme."""
    long = gather([(1, replace(RAW, link="https://a.example/" + "x" * 5000))], origin=ORIGIN, unit="entry")
    assert long.problems == ("entry 1: link is longer than 2048 characters",)


@pytest.mark.parametrize("dash", [" - ", " – ", " — ", " | "])
@pytest.mark.parametrize("name", ["Lantern", "The Lantern Daily"])
def test_what_a_source_calls_itself_goes_too(name: str, dash: str) -> None:
    """A publisher that the config calls otherwise ends its titles with its own name all the same."""
    origin = Origin(name="Lantern", title="The Lantern Daily", now=NOW)
    raw = Raw(title=f"Bridge opens{dash}{name}", link="https://lantern.example/bridge")
    assert make_entry(raw, origin=origin).title == "Bridge opens"


def identities(*records: tuple[str, str, str]) -> list[str]:
    """The identities of records of one source, given as link, guid and title."""
    raws = [(n, Raw(link=link, guid=guid, title=title)) for n, (link, guid, title) in enumerate(records)]
    return [entry.identity for entry in gather(raws, origin=ORIGIN, unit="entry").entries]


@pytest.mark.parametrize("ending", ["#feb-1{}", "?ref={}", "?at_id={}", "?page=2&rss={}#now"])
def test_a_source_tells_its_stories_apart(ending: str) -> None:
    """Where guids differ and addresses only in what usually says nothing, that is kept: release notes are such."""
    link = f"https://weir.example/notes{ending}"
    assert identities((link.format(7), "n7", "Notes"), (link.format(8), "n8", "Notes")) == [
        link.format(7),
        link.format(8),
    ]
    assert identities((link.format(7), "", "Feb 17"), (link.format(8), "", "Feb 18")) == [
        link.format(7),
        link.format(8),
    ]


def test_stories_told_apart_have_guids_of_their_own() -> None:
    """Without guids the whole address is one: the issue file finds them by it."""
    records = [(n, Raw(link=f"/notes#{n}", title=f"Notes {n}")) for n in range(2)]
    found = gather(records, origin=ORIGIN, unit="entry").entries
    assert [entry.guid for entry in found] == ["https://weir.example/notes#0", "https://weir.example/notes#1"]


@pytest.mark.parametrize(
    "records",
    [
        (("/a?utm_source=x", "a", "A"), ("/a#top", "a", "A again")),  # one guid
        (("/a?utm_source=x", "", "A"), ("/a#top", "", "A")),  # no guids, one title
        (
            ("/a?at_medium=RSS", "/a#1", "A"),
            ("/a?at_medium=RSS", "/a#8", "A, told anew"),
        ),  # one address, as the BBC has it
    ],
)
def test_one_story_under_several_addresses_is_one(records: tuple[tuple[str, str, str], ...]) -> None:
    """What a source repeats under the same guid or address is not told apart."""
    assert set(identities(*records)) == {"https://weir.example/a"}


def test_stories_without_an_address_keep_their_names() -> None:
    """They lead to the site and are told apart already."""
    long = "x" * 250
    assert len(set(identities(("", f"{long}1", "A"), ("", f"{long}2", "B")))) == 1
    assert len(set(identities(("", "1", "A"), ("", "2", "B"), ("https://weir.example/#c", "3", "C")))) == 3


def test_many_authors_are_cut_between_two() -> None:
    """Nothing dangles at the end."""
    assert entry(author="Jane Doe, " * 200).author == "Jane Doe, " * 11 + "Jane Doe"


def test_a_language_is_a_tag() -> None:
    """What is longer than any is none (RFC 5646, 4.4.1)."""
    assert entry(language="pt-br").language == "pt-BR"
    assert entry(language="en" + "-abcdefgh" * 5).language == ""


def test_a_record_has_not_more_tags_than_anybody_reads() -> None:
    """A hundred are looked at."""
    assert len(entry(tags=tuple(f"tag {n}" for n in range(1000))).tags) == 100
