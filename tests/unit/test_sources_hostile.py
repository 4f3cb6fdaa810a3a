"""Documents made to hurt: each is read in bounded time or refused with a reason; a hang is the failure."""

from __future__ import annotations

import gzip
import html
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.config.schema import SourceConfig
from digest.models import Entry
from digest.sources import collect
from digest.sources.reading import bounds
from digest.sources.reading.bounds import bounded, read_json_text, with_short_prolog
from digest.sources.reading.encoding import as_utf8, is_charset

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title><link>https://h.example/</link>'
)
GOOD = "<item><title>Benign</title><link>https://h.example/ok</link><description>It met. It voted.</description></item>"
END = "</channel></rss>"


def item(title: str = "Bad", link: str = "https://h.example/bad", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def told(content: bytes | str, name: str = "feed.xml", *, tmp_path: Path) -> tuple[tuple[Entry, ...], str]:
    """The entries of a file with this content, and what was wrong with it."""
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    found = collect([SourceConfig(kind="auto", file=path)], cache=None, now=NOW)
    assert found.entries or found.failures
    assert not any("cannot be read:" in failure.error for failure in found.failures)
    for entry in found.entries:
        entry.model_dump_json().encode("utf-8")  # nothing in it that cannot be written
    return found.entries, "; ".join(failure.error for failure in found.failures)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
CASES = {
    "entity bomb": f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>{HEAD[38:]}'
    + item("&l9;")
    + GOOD
    + END,
    "external entity": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + HEAD[38:]
    + item("&x;")
    + GOOD
    + END,
    "deep XML": HEAD + "<item>" + "<a>" * 150_000 + GOOD,
    "deep HTML": HEAD + item(more=f"<description>{'&lt;div&gt;' * 50_000}x</description>") + GOOD + END,
    "huge attribute": HEAD + f'<item a="{"x" * 5_000_000}"><title>A</title></item>' + GOOD + END,
    "many tags": HEAD + GOOD + "<item>" + "<x/>" * 1_000_000 + "</item>" + END,
    "many ampersands": HEAD + GOOD + f"<item><title>{'&' * 3_000_000}</title></item>" + END,
    "many categories": HEAD + GOOD + item(more="<category>c</category>" * 20_000) + END,
    "unclosed CDATA": HEAD + GOOD + "<item><title>" + "<![CDATA[" * 300_000,
    "open brackets": HEAD + GOOD + "<item><title>" + "<" * 2_000_000,
    "long title": HEAD + GOOD + item("word " * 1_000_000) + END,
    "regular expressions": HEAD
    + GOOD
    + item("&lt;a " * 100_000, more=f"<description>{'Read more ' * 50_000}{'. ' * 50_000}</description>")
    + END,
    "data image": HEAD
    + GOOD
    + item(more=f'<description>&lt;img src="data:image/png;base64,{"A" * 3_000_000}"></description>')
    + END,
}


@pytest.mark.parametrize("case", CASES)
def test_bombs_cost_no_good_entry(case: str, tmp_path: Path) -> None:
    """The entry beside the bomb stays."""
    entries, _ = told(CASES[case], tmp_path=tmp_path)
    said = " ".join(f"{entry.title} {entry.text}" for entry in entries)
    assert "root:" not in said
    if case not in ("deep XML", "entity bomb"):  # what stands before or within the bomb may go with it
        assert "Benign" in said
    assert all(len(entry.title) <= 301 for entry in entries)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "[" * 100_000 + "]" * 100_000),
        ("a.json", '{"items":' * 50_000),
        ("a.json", '{"items": [' + "{}," * 1_100_000 + "{}]}"),
        ("a.json", '{"items": [{"id": ' + "9" * 5_000 + "}]}"),
        ("a.csv", ",".join(f"c{n}" for n in range(200_000))),
        ("a.csv", 'title,url\n"' + "x" * 11_000_000),
        ("a.opml", "<opml><body>" + '<outline text="a">' * 50_000),
        ("a.opml", "<opml><body>" + '<outline text="a"/>' * 300_000),
        ("a.html", "<html><body>" + "<div>" * 50_000),
        ("a.html", "<html><body>" + "<p>x</p>" * 400_000),
        ("a.md", "---\ntitle: " + "[" * 3_000 + "\n---\n"),
        ("a.md", "---\ntitle: x\n---\n" + ">" * 100_000),
        ("a.md", "Title: x\n" + "A: b\n" * 50_000),
        ("a.xml.gz", gzip.compress(b"\0" * 30_000_000)),
        ("a.bin", bytes(range(256)) * 1_000),
        ("a.xml", ""),
        ("a.xml", "<!doctype html><title>Just a moment...</title>"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes | str, tmp_path: Path) -> None:
    """A reason, and not a story."""
    entries, error = told(content, name, tmp_path=tmp_path)
    assert entries == ()
    assert error


ODD_LINKS = (
    "javascript:alert(1)", "data:text/html,x", "http://[::1", "http://h.example:99999/", "file:///etc/passwd",
    "mailto:a@b.c", "https://h.example/" + "a" * 100_000, "https://%00/", "HTTP://H.EXAMPLE/X", "//h.example/p",
    "https://h.example/\u202ea b",
    "https://xn--/", "https:\\\\h.example\\x", "?q", "#f", "",
)  # fmt: skip


def test_links_lead_to_the_web_or_nowhere(tmp_path: Path) -> None:
    """Whatever stands there, what comes out is http(s) with a host, and can be written in an attribute."""
    content = HEAD + "".join(item(f"L{n}", html.escape(link)) for n, link in enumerate(ODD_LINKS)) + END
    entries, _ = told(content, tmp_path=tmp_path)
    assert "L8" in {entry.title for entry in entries}
    for entry in entries:
        assert entry.url.lower().startswith(("http://", "https://"))
        assert not set(entry.url) & set(" \"'<>\u202e")


ODD_DATES = (
    "2026-11-20T08:00:00+99:99", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "1e400", "9" * 20,
    "now", "31 Feb 2026",
    "Fri, 20 Nov 2026 08:00:00 " + "Z" * 100_000, "(" * 100_000, "1" * 5_000, "2026-11-20T08:00:60Z", "20/11/2026",
)  # fmt: skip


def test_dates_are_believable_or_unknown(tmp_path: Path) -> None:
    """No overflow, no hang, nothing from the year 1 or 9999."""
    dated = "".join(item(f"D{n}", more=f"<pubDate>{date}</pubDate>") for n, date in enumerate(ODD_DATES))
    entries, _ = told(HEAD + dated + END, tmp_path=tmp_path)
    assert len(entries) == len(ODD_DATES)
    assert all(entry.published is None or 1990 <= entry.published.year <= 2026 for entry in entries)


def test_numbers_and_letters_that_are_none(tmp_path: Path) -> None:
    """NaN, infinity, half surrogates and doubled keys of JSON come out as text that can be written."""
    content = r"""{"version": "https://jsonfeed.org/version/1.1", "items": [
      {"id": NaN, "url": "https://h.example/1", "title": "A", "title": "B", "content_text": "x. y."},
      {"id": 1e999, "url": "https://h.example/\ud800", "title": "\ud83d C \udc00", "tags": ["\udfff"]},
      {"id": null, "url": ["x"], "title": {}}, 5, null, []]}"""
    entries, error = told(content, "feed.json", tmp_path=tmp_path)
    assert [entry.title for entry in entries] == ["B", "C"]
    assert entries[1].url == "https://h.example/"
    assert "not an object" in error


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["UTF-8", "utf-16", "no-such-charset", "rot13"])
def test_wide_encodings_whatever_they_declare(encoding: str, declared: str, tmp_path: Path) -> None:
    """The bytes show it."""
    content = (HEAD.replace("UTF-8", declared) + item("Straße") + END).encode(encoding)
    entries, _ = told(content, tmp_path=tmp_path)
    assert [entry.title for entry in entries] == ["Straße"]


@pytest.mark.parametrize("declared", ["idna", "hex", "zlib_codec", "unicode_escape", "utf-7", "punycode"])
def test_encodings_that_are_none(declared: str, tmp_path: Path) -> None:
    """Python's own transformations are no encodings of documents."""
    entries, _ = told(HEAD.replace("UTF-8", declared) + GOOD + END, tmp_path=tmp_path)
    assert [entry.title for entry in entries] == ["Benign"]
    assert not is_charset(declared)


def test_other_bytes_stay_as_they_are() -> None:
    """UTF-8 and everything else passes through."""
    assert as_utf8(b"<rss>") == b"<rss>"
    assert as_utf8(b"") == b""


def test_large_feeds_are_cut_between_entries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is left is well-formed, and the source says that something is missing."""
    monkeypatch.setattr(bounds, "ENTRIES", 3)
    content = HEAD + "".join(item(f"T{n}", f"https://h.example/{n}") for n in range(9)) + END
    cut, more = bounded(content.encode())
    assert more
    assert cut.decode() == HEAD + "".join(item(f"T{n}", f"https://h.example/{n}") for n in range(3)) + END
    entries, error = told(content, tmp_path=tmp_path)
    assert len(entries) == 3
    assert error == "the feed is too large: only its first 3 entries are read"


def test_tags_in_cdata_are_no_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies count for their marks only; ampersands count a fifth."""
    monkeypatch.setattr(bounds, "TAGS", 30)
    body = HEAD + item(more=f"<description><![CDATA[{'<p>' * 100}]]></description>") + END
    assert bounded(body.encode()) == (body.encode(), False)
    assert bounded((HEAD + GOOD + item("&amp;" * 200) + END).encode()) == ((HEAD + GOOD + END).encode(), True)


@pytest.mark.uncounted
def test_tables_end_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ten thousand rows are read, and it is said that there are more."""
    rows = "".join(f"T{n},https://h.example/{n}\n" for n in range(10_001))
    entries, error = told(f"title,url\n{rows}", "a.csv", tmp_path=tmp_path)
    assert len(entries) == 10_000
    assert error == "only the first 10000 are read"


def test_json_is_counted_before_it_is_read() -> None:
    """Too many values, or too deep, is an error like damage."""
    assert read_json_text('{"a": [1]}') == {"a": [1]}
    with pytest.raises(ValueError, match="deeply"):
        read_json_text("[" * 100_000)
    with pytest.raises(ValueError, match="more than"):
        read_json_text("[]" * 1_000_001)


@pytest.mark.parametrize(
    "filler", ["\n" * 50_000, "<!ENTITY \n" * 20_000, "<!-- a -->\n" * 20_000, "<!DOCTYPE \n" * 20_000]
)
def test_a_long_prolog_costs_nothing(filler: str, tmp_path: Path) -> None:
    """What stands before the first element is squeezed, and left out where it has no end."""
    declared = '<?xml version="1.0"?>'
    squeezed = with_short_prolog((declared + filler + HEAD[38:] + GOOD + END).encode()).decode()
    assert squeezed.startswith(declared)
    assert len(squeezed) < 21_000
    entries, _ = told(declared + filler + HEAD[38:] + GOOD + END, tmp_path=tmp_path)
    assert [entry.title for entry in entries] == ["Benign"]


def test_a_prolog_of_usual_length_stays() -> None:
    """Entities that a feed declares are read, with or without an XML declaration."""
    prolog = '<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;">\n]>\n'
    assert with_short_prolog((prolog + "<rss/>").encode()).decode() == prolog + "<rss/>"
    assert with_short_prolog(b"<!-- a -->" * 5_000 + b"<rss/>") == b"<rss/>"
    assert with_short_prolog(b"no element") == b"no element"
