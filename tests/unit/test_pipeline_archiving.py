"""The web archive as a folder: which issues are in it, what is never in it, and whose files are touched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree

import feedparser
import lxml.html
import pytest

from digest import archive, pipeline
from digest.errors import ConfigError, Refused
from digest.models import Image, Issue, Status
from digest.pipeline.publishing import LIST, publish
from digest.sender import read_audience
from tests.archives import HOME, LAST, add_issues, config_of, with_address
from tests.cli.folder import Folder

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def letters(lantern: Folder) -> Folder:
    """A newsletter that knows where its archive is."""
    return with_address(lantern)


def build(folder: Folder, to: str = "site", **options: object) -> pipeline.Built:
    return pipeline.build_archive(config_of(folder), folder.root / to, **options)  # type: ignore[arg-type]


def change(folder: Folder, name: str, **changes: object) -> Issue:
    """Write the issue called `name` anew with `changes`."""
    issues = folder.root / "issues"
    issue = archive.read_issue(issues / name / archive.FILE).model_copy(update=changes)
    archive.write_issue(issues, issue)
    return issue


def page(folder: Folder, path: str = "") -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring((folder.root / "site" / path / "index.html").read_bytes())


def pages(folder: Folder) -> dict[str, lxml.html.HtmlElement]:
    """The archive's pages by their addresses."""
    site = folder.root / "site"
    found = {HOME + path.relative_to(site).as_posix().removesuffix("index.html"): path for path in site.rglob("*.html")}
    return {url: lxml.html.document_fromstring(path.read_bytes()) for url, path in found.items()}


def test_only_what_was_sent_is_in_it(letters: Folder) -> None:
    """An issue whose mails have begun to leave is in it; a planned, skipped or tried one is not, and is counted."""
    names = add_issues(letters, len(Status))
    for name, status in zip(names, Status, strict=True):
        change(letters, name, status=status)
    built = build(letters)
    assert built.issues == tuple(names[-2:])
    assert built.unsent == tuple(names[:-2])
    assert not (letters.root / "site" / names[0]).exists()
    assert names[0] not in "".join(path.read_text() for path in (letters.root / "site").rglob("*") if path.is_file())


def test_drafts_are_for_a_look(letters: Folder) -> None:
    """With drafts, what was not sent has a page, which search engines, feed and sitemap are not told of.

    What was skipped has none.
    """
    sent, planned, skipped = add_issues(letters, 3)
    change(letters, planned, status=Status.planned)
    change(letters, skipped, status=Status.skipped)
    assert build(letters, drafts=True).issues == (sent, planned)
    robots = {name: page(letters, name).xpath("//meta[@name='robots']/@content") for name in (sent, planned)}
    assert robots == {sent: [], planned: ["noindex"]}
    for name in ("feed.xml", "sitemap.xml"):
        text = (letters.root / "site" / name).read_text()
        assert sent in text
        assert planned not in text


def test_an_issue_that_is_about_to_be_sent(letters: Folder) -> None:
    """One that is named is in it as if it was sent, so that links and pictures of the first mail lead somewhere."""
    sent, planned = add_issues(letters, 2)
    change(letters, planned, status=Status.planned)
    assert build(letters, also=[planned]).issues == (sent, planned)
    assert planned in (letters.root / "site" / "feed.xml").read_text()
    with pytest.raises(ConfigError, match="no such issue"):
        build(letters, also=["2020-W01"])


@pytest.mark.uncounted
def test_nobodys_address_is_in_it(letters: Folder) -> None:
    """No file has the address of a subscriber, a merge mark, or a way to unsubscribe somebody."""
    names = add_issues(letters, 12, render=True)
    build(letters)
    readers = [each.address for each in read_audience(config_of(letters).audience)]
    assert len(readers) == 3
    mark = archive.read_issue(letters.root / "issues" / names[0] / archive.FILE).mark
    for path, content in letters.tree("site").items():
        for word in (*readers, mark, "nsubscribe", "/leave"):
            assert word.encode() not in content, path


def test_merge_marks_are_refused(letters: Folder) -> None:
    """An email in the place of its web version is not published: it is named, and the others are built."""
    good, bad = add_issues(letters, 2, render=True)
    folder = letters.root / "issues" / bad
    (folder / "index.html").write_bytes((folder / "email.html").read_bytes())
    built = build(letters)
    assert built.issues == (good,)
    (problem,) = built.problems
    assert problem.issue == bad
    assert "merge fields" in problem.error


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("issue.json", b"{"),
        ("issue.json", b'{"schema_version": 99}'),
        ("issue.json", b'{"schema_version": 1, "id": "2026-W47"}'),
        ("index.html", b""),
        ("index.html", b"\xff\xfe\x00broken"),
        ("index.html", b"words alone"),
    ],
)
def test_a_broken_issue_is_named_and_the_others_are_built(letters: Folder, name: str, content: bytes) -> None:
    """A damaged file, one of a newer version, or no page is a problem of that issue only."""
    good, bad = add_issues(letters, 2)
    (letters.root / "issues" / bad / name).write_bytes(content)
    built = build(letters)
    assert built.issues == (good,)
    assert [problem.issue for problem in built.problems] == [bad]
    assert f"issues/{bad}/{name}" in built.problems[0].error


@pytest.mark.parametrize("name", ["issue.json", "index.html"])
def test_the_page_of_an_issue_that_is_damaged_stays(letters: Folder, name: str) -> None:
    """Mails lead to a page that was published: it stays while its issue cannot be read, and goes with the issue."""
    _, bad = add_issues(letters, 2)
    build(letters)
    before = (letters.root / "site" / bad / "index.html").read_bytes()
    (letters.root / "issues" / bad / name).write_bytes(b"")
    for _ in range(2):
        built = build(letters)
        assert [(problem.issue, problem.stays) for problem in built.problems] == [(bad, True)]
        assert built.changes.removed == 0
        assert (letters.root / "site" / bad / "index.html").read_bytes() == before
    shutil.rmtree(letters.root / "issues" / bad)
    assert build(letters).changes.removed == 1
    assert not (letters.root / "site" / bad).exists()


@pytest.mark.parametrize("end", ["?x=1", "#top"])
def test_an_address_with_a_query_is_refused(letters: Folder, end: str) -> None:
    """The pages have addresses below that of the archive, which there are none of behind a query."""
    add_issues(letters, 1)
    with pytest.raises(ConfigError, match="has a query"):
        build(letters, url=f"https://lantern.example/a{end}")
    assert not (letters.root / "site").exists()


def test_no_archive_is_emptied(letters: Folder) -> None:
    """Where the site has issues, and issues/ none that was sent, nothing is changed; drafts are no loss."""
    add_issues(letters, 2)
    build(letters)
    before = letters.tree("site")
    (letters.root / "issues").rename(letters.root / "elsewhere")
    said = letters("archive", "build", str(letters.root / "site"))
    assert said.exit_code == 6
    assert "has 2 issues, and none that was sent is in " in said.stderr
    assert letters.tree("site") == before
    (letters.root / "elsewhere").rename(letters.root / "issues")
    for each in archive.issue_ids(letters.root / "issues"):
        change(letters, each, status=Status.planned)
    assert build(letters).changes.removed == 2


def test_an_issue_in_a_folder_of_another_name_is_a_problem(letters: Folder) -> None:
    """A copied folder does not put one issue into the archive twice."""
    (name,) = add_issues(letters, 1)
    (letters.root / "issues" / name).rename(letters.root / "issues" / "2026-W01")
    built = build(letters)
    assert built.issues == ()
    assert [problem.issue for problem in built.problems] == ["2026-W01"]


def test_without_its_web_version_an_issue_is_rendered_anew(letters: Folder) -> None:
    """The issue file is enough."""
    (name,) = add_issues(letters, 1)
    (letters.root / "issues" / name / "index.html").unlink()
    assert build(letters).issues == (name,)
    assert "Week 1" in page(letters, name).text_content()


def test_the_page_has_what_was_sent(letters: Folder) -> None:
    """A later change of theme or issue file changes nothing of what readers saw."""
    (name,) = add_issues(letters, 1, render=True)
    change(letters, name, blocks=())
    letters.edit("[[sources]]", '[theme]\nname = "brief"\n\n[[sources]]')
    build(letters)
    first = archive.read_issue(Path("tests/golden/issue.json")).stories()[1]
    assert first.title in page(letters, name).text_content()


def test_links_inside_are_relative_and_lead_to_files(letters: Folder) -> None:
    """Every link to another page of the archive works at whatever address it is, and every page is led to."""
    add_issues(letters, 30)
    build(letters)
    site = letters.root / "site"
    found = pages(letters)
    reached = set()
    for url, document in found.items():
        for address in [*document.xpath("//a/@href"), *document.xpath("//link[not(@rel='canonical')]/@href")]:
            whole = urldefrag(urljoin(url, address))[0]
            if whole.startswith(HOME) and not address.startswith("#"):
                assert url.endswith("404.html") or not address.startswith("http"), f"{url}: {address}"
                path = site / whole.removeprefix(HOME)
                assert (path / "index.html" if path.is_dir() else path).is_file(), f"{url}: {address}"
                reached.add(whole)
    assert set(found) - reached == {f"{HOME}404.html"}


def test_every_page_says_what_it_is(letters: Folder) -> None:
    """Language, direction, title, description, landmarks, one h1, a canonical address, and what networks show."""
    add_issues(letters, 3)
    build(letters)
    for url, document in pages(letters).items():
        assert (document.get("lang"), document.get("dir")) == ("en", "ltr")
        assert len(document.xpath("//h1")) == 1, url
        assert len(document.xpath("//main")) == 1
        assert document.xpath("//header")
        assert document.xpath("//body/footer")
        assert document.xpath("//body/a[@href='#site-content']")
        assert document.xpath("//main/@id") == ["site-content"]
        assert "The Lantern" in document.findtext(".//title")
        assert not document.xpath("//script")
        (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'")
        assert document.xpath("//a[@href='https://lantern.example/subscribe']")
        if url.endswith("404.html"):
            continue
        assert document.xpath("//link[@rel='canonical']/@href") == [url]
        assert document.xpath("//link[@type='application/atom+xml']")
        shared = {each.get("property") or each.get("name"): each.get("content") for each in document.iter("meta")}
        assert shared["og:url"] == url
        assert shared["og:site_name"] == "The Lantern"
        for name in ("description", "og:title", "og:description", "og:type", "og:image", "twitter:card"):
            assert shared[name], (url, name)


def test_an_issue_leads_to_those_around_it(letters: Folder) -> None:
    """The page of an issue has the one before and the one after; the first and the last have one of them."""
    names = add_issues(letters, 3)
    build(letters)
    around = {name: page(letters, name).xpath("//nav//a/@href") for name in names}
    first, middle, last = names
    assert around == {
        first: [f"../{middle}/"],
        middle: [f"../{first}/", f"../{last}/"],
        last: [f"../{middle}/"],
    }
    assert page(letters, middle).xpath("//link[@rel='prev' or @rel='next']/@href") == around[middle]


def test_the_first_page_has_the_newest_and_years_have_all(letters: Folder) -> None:
    """Up to 24 issues stand on the first page; where there are more, each year has a page with all of its issues."""
    add_issues(letters, 24)
    build(letters)
    assert len(set(page(letters).xpath("//h3/a/@href"))) == 24
    assert not (letters.root / "site" / "2026").exists()
    names = add_issues(letters, 60)
    build(letters)
    assert page(letters).xpath("//h3/a/@href") == [f"./{name}/" for name in reversed(names[-24:])]
    assert page(letters).xpath("//nav//a/@href") == ["./2026/", "./2025/"]
    listed = [page(letters, year).xpath("//li//span/a/@href") for year in ("2026", "2025")]
    assert listed[0] + listed[1] == [f"../{name}/" for name in reversed(names)]
    assert page(letters, "2025").xpath("//nav//a[@aria-current]/@href") == ["./"]
    assert [each.text for each in page(letters, "2025").xpath("//h2")] == ["December", "November", "October"]


def test_before_the_first_issue_there_is_a_page(letters: Folder) -> None:
    """An archive without issues says so, and its feed is one."""
    built = build(letters)
    assert built.issues == ()
    assert "The first issue is still to come." in page(letters).text_content()
    feed = feedparser.parse((letters.root / "site" / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.entries == []


def test_the_feed(letters: Folder) -> None:
    """The feed parses, and has what RFC 4287 asks of a feed and of each entry; the newest 20, newest first."""
    letters.edit("[schedule]\n", "[schedule]\nnot_before = 07:30:00\n")
    letters.edit("[newsletter]\n", '[newsletter]\ntimezone = "Europe/Lisbon"\n')
    names = add_issues(letters, 22)
    build(letters)
    content = (letters.root / "site" / "feed.xml").read_bytes()
    feed = feedparser.parse(content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.link for entry in feed.entries] == [f"{HOME}{name}/" for name in reversed(names[-20:])]
    assert feed.entries[0].title.startswith("Week 22: ")
    assert feed.entries[0].summary == "What is in number 22 & what is not"
    assert "<h3><a href=" in feed.entries[0].content[0].value
    root = ElementTree.fromstring(content)
    for tag in ("id", "title", "updated", "author", "link"):
        assert root.find(ATOM + tag) is not None
    ids = {entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")}
    assert len(ids | {root.findtext(f"{ATOM}id")}) == 21
    for entry in root.iter(f"{ATOM}entry"):
        for tag in ("title", "updated", "published", "summary", "content"):
            assert entry.findtext(ATOM + tag), tag
    assert {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")} == {
        "self": f"{HOME}feed.xml",
        "alternate": HOME,
    }


def test_the_feed_of_a_bare_newsletter(lantern: Folder) -> None:
    """Without a description and a preheader the feed has no empty elements."""
    (name,) = add_issues(lantern, 1)
    change(lantern, name, preheader="")
    build(lantern, url=HOME)
    content = (lantern.root / "site" / "feed.xml").read_text()
    assert not feedparser.parse(content).bozo
    assert "summary" not in content
    assert "subtitle" not in content
    assert page(lantern, name).xpath("//meta[@name='description']") == []


def test_ids_stay_when_the_archive_moves(letters: Folder) -> None:
    """Who reads the feed sees no issue twice after a move to another address."""
    add_issues(letters, 2)
    ids = []
    for url in ("", "https://letters.example/"):
        build(letters, url=url)
        ids.append(re.findall("<id>(.*)</id>", (letters.root / "site" / "feed.xml").read_text()))
    assert ids[0] == ids[1]
    assert "https://letters.example/2026-W47/" in (letters.root / "site" / "feed.xml").read_text()


def test_the_sitemap(letters: Folder) -> None:
    """Every page but that for what is missing, by its whole address, with its day."""
    add_issues(letters, 30)
    build(letters)
    root = ElementTree.fromstring((letters.root / "site" / "sitemap.xml").read_bytes())
    listed = {url[0].text: url[1].text for url in root}
    assert set(listed) == set(pages(letters)) - {f"{HOME}404.html"}
    assert listed[HOME] == listed[f"{HOME}2026/"] == listed[f"{HOME}2026-W47/"] == LAST.isoformat()


def test_copies_of_pictures_come_along(letters: Folder) -> None:
    """A picture in the issue's folder is copied and found by a relative address, and networks get the whole one."""
    (name,) = add_issues(letters, 1)
    (letters.root / "issues" / name / "index.html").unlink()
    issue = archive.read_issue(letters.root / "issues" / name / archive.FILE)
    # The address of the archive when the issue was planned, not that of today.
    url = f"{issue.newsletter.archive_url}/{name}/images/a.jpg"
    block = next(block for block in issue.blocks if block.stories)
    stories = (block.stories[0].model_copy(update={"image": Image(url=url, alt="A", width=8, height=6)}),)
    blocks = (block.model_copy(update={"stories": stories}), issue.blocks[-1])
    change(letters, name, blocks=blocks)
    images = letters.root / "issues" / name / "images"
    images.mkdir()
    for file in ("a.jpg", "unused.jpg"):
        (images / file).write_bytes(file.encode())
    build(letters, url="https://letters.example")
    assert page(letters, name).xpath("//main//img/@src") == ["images/a.jpg"]
    assert page(letters, name).xpath("//meta[@property='og:image']/@content") == [
        f"https://letters.example/{name}/images/a.jpg"
    ]
    assert page(letters).xpath("//main//img/@src") == [f"./{name}/images/a.jpg"]
    site = letters.root / "site" / name
    assert (site / "images" / "a.jpg").read_bytes() == b"a.jpg"
    assert not (site / "images" / "unused.jpg").exists()


def test_building_again_gives_the_same_bytes(letters: Folder) -> None:
    """Whatever was there before: nothing is written a second time, and a fresh folder has the same files."""
    add_issues(letters, 3)
    first = build(letters)
    again = build(letters)
    assert (first.changes.written, first.changes.kept) == (again.changes.kept, 0)
    assert (again.changes.written, again.changes.removed) == (0, 0)
    build(letters, "other")
    here, there = (
        {path.partition("/")[2]: data for path, data in letters.tree(to).items()} for to in ("site", "other")
    )
    assert here == there


def test_an_issue_that_is_gone_vanishes(letters: Folder) -> None:
    """A page whose issue was removed is removed with its folder; the files of others stay."""
    gone, stays = add_issues(letters, 2)
    build(letters)
    letters.write("site/CNAME", "letters.lantern.example")
    letters.write(f"site/{stays}/mine.txt", "mine")
    for path in sorted((letters.root / "issues" / gone).rglob("*"), reverse=True):
        path.unlink()
    assert build(letters).changes.removed == 1
    assert not (letters.root / "site" / gone).exists()
    change(letters, stays, status=Status.planned)
    build(letters)
    assert (letters.root / "site" / "CNAME").read_text() == "letters.lantern.example"
    assert {path.name for path in (letters.root / "site" / stays).iterdir()} == {"mine.txt"}


def test_files_of_others_are_never_touched(letters: Folder) -> None:
    """A file that is in the way ends the command before anything is written, and the hint says what to do."""
    add_issues(letters, 1)
    letters.write("site/index.html", "my own page")
    before = letters.tree("site")
    with pytest.raises(Refused, match="not of the archive") as caught:
        build(letters)
    assert "another folder" in caught.value.hint
    assert letters.tree("site") == before


@pytest.mark.parametrize("to", [".", "..", "issues", "issues/2026-W47", "state", "templates/site"])
def test_the_newsletters_own_folders_are_no_place(letters: Folder, to: str) -> None:
    """A site never mixes with what it is made from."""
    add_issues(letters, 1)
    before = letters.tree()
    with pytest.raises(Refused, match="holds the newsletter itself"):
        build(letters, to)
    assert letters.tree() == before


def test_a_file_is_no_place(letters: Folder) -> None:
    """The place for the site is a folder."""
    letters.write("site", "")
    with pytest.raises(Refused, match="is a file"):
        build(letters)


def test_a_failing_template_leaves_the_old_site(letters: Folder) -> None:
    """A half-made site never replaces a good one: everything is drawn before the first file is written."""
    from digest.errors import TemplateError

    add_issues(letters, 2)
    build(letters)
    before = letters.tree("site")
    letters.write("templates/classic/archive/home.html", "{{ nothing }}")
    with pytest.raises(TemplateError) as caught:
        build(letters)
    assert caught.value.where == "templates/classic/archive/home.html:1"
    assert letters.tree("site") == before


def test_a_crash_in_between_is_set_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after any file, a folder knows all files that are ours, and the next call makes it whole."""
    old = {"a/index.html": b"1", "b/index.html": b"1", "index.html": b"1"}
    new = {"b/index.html": b"2", "c/index.html": b"2", "index.html": b"2"}
    write = archive.write_file
    for fatal in range(1, 6):
        folder = tmp_path / str(fatal)
        publish(folder, old)
        calls = iter(range(1, 100))

        def failing(path: Path, content: str | bytes, calls: object = calls, fatal: int = fatal) -> None:
            if next(calls) == fatal:  # type: ignore[call-overload]
                raise KeyboardInterrupt
            write(path, content)

        monkeypatch.setattr(archive, "write_file", failing)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, new)
        monkeypatch.setattr(archive, "write_file", write)
        publish(folder, new)
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        listed = json.loads(files.pop(LIST))["files"]
        assert files == new
        assert listed == sorted(new)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}', '{"files": ["../keep.txt", "/keep.txt"]}'])
def test_a_list_that_was_tampered_with_removes_nothing_outside(tmp_path: Path, content: str) -> None:
    """Whatever the list of files says, nothing outside of the folder is touched."""
    (tmp_path / "keep.txt").write_text("keep")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / LIST).write_text(content)
    publish(folder, {"index.html": b"1"})
    assert (tmp_path / "keep.txt").read_text() == "keep"
    assert (folder / "index.html").read_bytes() == b"1"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """Nothing is written or removed through a symbolic link that leads elsewhere."""
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "site"
    elsewhere.mkdir()
    publish(folder, {"a/x.html": b"1", "index.html": b"1"})
    (folder / "a" / "x.html").unlink()
    (folder / "a").rmdir()
    (folder / "a").symlink_to(elsewhere)
    with pytest.raises(Refused, match="leads out of the folder"):
        publish(folder, {"a/x.html": b"2"})
    (elsewhere / "x.html").write_bytes(b"theirs")
    publish(folder, {"index.html": b"1"})
    assert (elsewhere / "x.html").read_bytes() == b"theirs"


def test_it_needs_an_address(lantern: Folder) -> None:
    """Without one there is no feed: the error names the setting and the option, and another scheme is none."""
    add_issues(lantern, 1)
    for url in ("", "lantern.example", "ftp://lantern.example", "mailto:a@lantern.example"):
        with pytest.raises(ConfigError, match="address where it is published") as caught:
            build(lantern, url=url)
        assert "archive_url" in caught.value.hint
    assert not (lantern.root / "site").exists()
    assert build(lantern, url="https://lantern.example/letters").url == HOME


def test_the_command(letters: Folder) -> None:
    """It says what is in the archive, what changed and what is left out; the same as JSON."""
    sent, planned, broken = add_issues(letters, 3)
    change(letters, planned, status=Status.planned)
    letters.write(f"issues/{broken}/issue.json", "{")
    site = str(letters.root / "site")
    result = letters("archive", "build", site)
    assert result.exit_code == 0, result.output
    assert f"The archive of 1 issue is in {site}, for {HOME}" in result.stdout
    assert "1 issue not sent" in result.stdout
    assert f"warning: {broken} is not in the archive" in result.stderr
    found = letters.json("archive", "build", site)
    assert (found["issues"], found["unsent"]) == ([sent], [planned])
    assert found["changes"] == {"written": 0, "kept": 7, "removed": 0}
    assert letters("archive", "build", str(letters.root)).exit_code == 6
    assert "not sent" not in letters("archive", "build", site, "--drafts").stdout
    both = letters.json("archive", "build", site, "--with", planned, "--url", "https://l.example")
    assert (both["issues"], both["url"]) == ([sent, planned], "https://l.example/")
    assert letters.json("archive", "build", site, "--drafts")["issues"] == [sent, planned]
