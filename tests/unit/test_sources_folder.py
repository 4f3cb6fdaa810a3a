"""Source `folder`: Markdown with front matter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.models import Entry
from digest.sources import collect
from digest.sources.folder import PLACES, read
from digest.sources.reading.frontmatter import parse_page_text
from digest.sources.reading.model import Document, Reading, Unusable

SITE = Path(__file__).parents[1] / "fixtures" / "feeds" / "folder.site"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BASE = {"base": "https://b.example/"}


def one(text: str, name: str = "story.md", **config: Any) -> Entry:
    """The entry of a single file called `name`."""
    config.setdefault("options", BASE)
    source = SourceConfig(kind="folder", file=Path("/nowhere") / name, **config)
    (entry,) = read(source, lambda _: Document(text.encode(), fetched=NOW)).entries
    return entry


def tree(root: Path, files: dict[str, str], **options: str) -> Reading:
    """The reading of a folder with these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    source = SourceConfig(kind="folder", file=root, options={**BASE, **options})
    found = collect([source], cache=None, now=NOW)
    return Reading(found.entries, tuple(failure.error for failure in found.failures))


def test_a_site_is_read_in_all_its_dialects() -> None:
    """Jekyll's, Hugo's and Pelican's habits, and JSON; drafts, future and broken files are left out, the last told."""
    found = collect([SourceConfig(kind="folder", file=SITE)], cache=None, now=NOW)
    crane, as_json, bread, lamps = found.entries
    assert (lamps.title, lamps.section, lamps.tags) == ("Lamps: a winter's work", "Streets", ("Night", "light"))
    assert lamps.published == datetime(2026, 11, 18, tzinfo=UTC)
    assert lamps.points == ("Who pays",)
    assert lamps.text.endswith("The harbour pays.")
    assert lamps.image is not None
    assert (lamps.image.url, lamps.image.alt) == ("https://lamps.example/img/lamps.jpg", "A lamp in snow")
    assert (crane.section, crane.excerpt, crane.published) == (
        "Harbour",
        "It was gone for a year.",
        datetime(2026, 11, 17, 7, tzinfo=UTC),
    )
    assert (bread.author, bread.section, bread.title) == ("Mo Farr, Al Bo", "Food", "Bread at dawn")
    assert as_json.published == datetime(2026, 11, 15, tzinfo=UTC)
    assert [failure.error for failure in found.failures] == [
        "file broken.md: its front matter is not valid YAML (line 3)"
    ]


def test_addresses_are_made_as_the_site_makes_them(tmp_path: Path) -> None:
    """From the path by default; by a pattern with the story's own values; front matter wins."""
    files = {
        "_posts/2026-11-18-first-frost.md": "---\ntitle: A\n---\nText.",
        "news/2026/bundle/index.md": "---\ntitle: B\ndate: 2026-11-17\n---\nText.",
        "own.md": "---\ntitle: C\npermalink: /own/place/\n---\nText.",
        "pattern.md": "---\ntitle: D\ndate: 2026-11-02\npermalink: /:year/:i_day/:slug.html\n---\nText.",
    }
    assert [entry.url for entry in tree(tmp_path, files).entries] == [
        "https://b.example/_posts/first-frost/",
        "https://b.example/news/2026/bundle/bundle/",
        "https://b.example/own/place/",
        "https://b.example/2026/2/pattern.html",
    ]
    dated = tree(tmp_path, files, permalink="/:year/:month/:day/:title/").entries
    assert dated[0].url == "https://b.example/2026/11/18/first-frost/"


def test_what_generators_keep_beside_stories_is_left_alone(tmp_path: Path) -> None:
    """Hidden folders, drafts, templates and read-mes are no stories, nor is what a link leads out to."""
    outside = tmp_path / "outside.md"
    outside.write_text("---\ntitle: Secret\n---\nText.")
    root = tmp_path / "site"
    text = "---\ntitle: X\n---\nText."
    names = (".git/a.md", "_drafts/b.md", "node_modules/c.md", "README.md", "_index.md", "themes/t/d.md", "good.md")
    root.mkdir()
    (root / "link.md").symlink_to(outside)
    assert [entry.url for entry in tree(root, dict.fromkeys(names, text)).entries] == ["https://b.example/good/"]


def test_files_that_cannot_be_read_cost_no_other(tmp_path: Path) -> None:
    """An empty file is told by its path."""
    found = tree(tmp_path, {"a.md": "", "sub/b.md": "---\ntitle: B\n---\nText here."})
    assert [entry.title for entry in found.entries] == ["B"]
    assert found.problems == ("file a.md: empty",)


def test_a_folder_without_stories_is_refused(tmp_path: Path) -> None:
    """It says what it needs."""
    with pytest.raises(SourceError, match="no Markdown file"):
        read(SourceConfig(kind="folder", file=tmp_path), lambda _: Document(b"", fetched=NOW))


def test_a_story_without_an_address_is_told() -> None:
    """Without a base nothing can be linked."""
    source = SourceConfig(kind="folder", file=Path("/nowhere/a.md"))
    found = read(source, lambda _: Document(b"---\ntitle: A\n---\nText.", fetched=NOW))
    assert found.entries == ()
    assert found.problems == ('file a.md: no address: say where the site is with options = { base = "https://…" }',)


@pytest.mark.parametrize(
    "front",
    ["draft: true", "published: false", "status: draft", "date: 2026-12-01", "date: 2026-11-20 10:00:00 +0100"],
)
def test_what_is_not_out_yet_stays_in(front: str) -> None:
    """Drafts in every dialect, and dates after now in their own zone, are left out without a word."""
    source = SourceConfig(kind="folder", file=Path("/nowhere/a.md"), options=BASE)
    found = read(source, lambda _: Document(f"---\ntitle: A\n{front}\n---\nText.".encode(), fetched=NOW))
    assert found == Reading(())


@pytest.mark.parametrize(
    ("front", "image"),
    [
        ("image: /a.jpg", "https://b.example/a.jpg"),
        ("cover:\n  image: b.jpg", "https://b.example/story/b.jpg"),
        ("images: [c.jpg, d.jpg]", "https://b.example/story/c.jpg"),
        ("header:\n  teaser: https://s.example/e.jpg", "https://s.example/e.jpg"),
        ("images: []", None),
        ("cover: {}", None),
    ],
)
def test_pictures_are_where_themes_put_them(front: str, image: str | None) -> None:
    """Each theme has its own field; addresses count from the story."""
    found = one(f"---\ntitle: A\n{front}\n---\nText.").image
    assert (found.url if found else None) == image


@pytest.mark.parametrize(
    ("front", "authors"),
    [
        ("author: Jo Reed", "Jo Reed"),
        ("authors: [Jo, Al]", "Jo, Al"),
        ("authors:\n  - name: Jo\n  - name: Al", "Jo, Al"),
        ("author: [1.5]", ""),
    ],
)
def test_authors_are_listed_or_named(front: str, authors: str) -> None:
    """A name, a list of names, or of people."""
    assert one(f"---\ntitle: A\n{front}\n---\nText.").author == authors


def test_the_first_heading_is_the_title_where_there_is_none() -> None:
    """A file without front matter has its title on its first line."""
    entry = one("# Bees *return*\n\nThey came in May. Nobody had hoped for it.\n")
    assert entry.title == "Bees return"
    assert entry.excerpt == "They came in May. Nobody had hoped for it."


def test_pelican_metadata_may_span_lines() -> None:
    """An indented line goes on with the one before; the metadata end at the first line that is none."""
    page = parse_page_text(b"Title: A\nSummary: one\n  two\nTags:\n\nBody: not metadata")
    assert page.fields == {"title": "A", "summary": "one two", "tags": ""}
    assert "Body: not metadata" in page.html
    assert parse_page_text(b"Title: only").fields == {"title": "only"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"---\na: [1\n---\n", "not valid YAML"),
        (b"---\n!!python/object/apply:os.system ['id']\n---\n", "not valid YAML"),
        (b"---\na: " + b"[" * 3_000 + b"\n---\n", "nested too deeply"),
        (b"+++\na = \n+++\n", "not valid TOML"),
        (b'{"a": \n', "not valid JSON"),
    ],
)
def test_broken_front_matter_is_named(content: bytes, message: str) -> None:
    """The language that it is in, and nothing is run."""
    with pytest.raises(Unusable, match=message):
        parse_page_text(content)


@pytest.mark.parametrize("content", [b"---\n- a\n- b\n---\nText", b"[1, 2]", b"---\nno end"])
def test_front_matter_that_is_no_table_is_none(content: bytes) -> None:
    """Lists and rules are no fields."""
    assert parse_page_text(content).fields == {}


def test_references_in_yaml_do_not_multiply() -> None:
    """A bomb of references to references is read as the references that it is."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    page = parse_page_text(f"---\n{chr(10).join(lines)}\ntags: *a59\ntitle: T\n---\n".encode())
    assert page.fields["title"] == "T"


def test_dates_in_words_are_read_and_others_are_told(tmp_path: Path) -> None:
    """A date as a person writes it is read; one that is not understood is told by its file, which stays undated."""
    files = {
        "a.md": "---\ntitle: A\ndate: 18. November 2026\n---\nText.",
        "b.md": "---\ntitle: B\ndate: last Tuesday\n---\nText.",
        "c.md": "---\ntitle: C\npublished: true\n---\nText.",
    }
    found = tree(tmp_path, files)
    assert [entry.published for entry in found.entries] == [datetime(2026, 11, 18, tzinfo=UTC), None, None]
    assert found.problems == ("file b.md: date not understood: write it as 2026-11-20",)


def test_an_unknown_place_in_a_pattern_is_an_error(tmp_path: Path) -> None:
    """A misspelt part of `permalink` would make wrong addresses: it is named with the one that was meant."""
    found = tree(tmp_path, {"a.md": "# A\nText."}, permalink="/:yeer/:slug/")
    assert found.problems == ('options.permalink has an unknown ":yeer" (did you mean "year"?)',)


def test_every_place_of_a_pattern_is_filled(tmp_path: Path) -> None:
    """Each place that is known has a value: none is left as it was written, and none is empty."""
    pattern = "/".join(f":{name}" for name in PLACES)
    text = "---\ntitle: A\ndate: 2026-11-03\n---\nText."
    (entry,) = tree(tmp_path, {"posts/a.md": text}, permalink=f"/{pattern}").entries
    assert ":" not in entry.url.removeprefix("https:")
    assert len(entry.url.removeprefix("https://b.example/").split("/")) == len(PLACES) + 1  # the path has two parts


def test_files_without_an_address_name_the_option(tmp_path: Path) -> None:
    """Without `base` nothing has an address, which is said once for all files with what to write."""
    files = {f"{name}.md": f"# {name}\nText." for name in "abc"}
    found = tree(tmp_path, files, base="")
    assert found.problems == (
        'files a.md, b.md, c.md: no address: say where the site is with options = { base = "https://…" }',
    )


@pytest.mark.parametrize("bracket", ["[", "{"])
def test_front_matter_that_is_nested_without_end_is_refused(bracket: str) -> None:
    """Lists in lists are read as people write them, and refused where only a joker would."""
    usual = parse_page_text(b"---\ntags: [a, [b, {c: [d]}]]\n---\nText.")
    assert usual.fields == {"tags": ["a", ["b", {"c": ["d"]}]]}
    with pytest.raises(Unusable, match="nested too deeply"):
        parse_page_text(f"---\ntitle: {bracket * 51}\n---\nText.".encode())
