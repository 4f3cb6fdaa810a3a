"""Sources that fail: each is named, and the rest of the work goes on where it can."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.cli.folder import Folder, digest, feed

FIXTURES = Path(__file__).parents[1] / "fixtures" / "feeds"
SECOND = '\n[[sources]]\nname = "Second"\n{place}\n'


@pytest.fixture
def closed() -> Iterator[str]:
    """The address of a server that is down: a port that is ours, on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/feed"


def add_source(folder: Folder, place: str) -> None:
    config = (folder.root / "digest.toml").read_text()
    folder.write("digest.toml", config + SECOND.format(place=place))


def test_one_feed_down(lantern: Folder, closed: str) -> None:
    """A feed that is down is a warning; the other one makes the issue, which remembers the failure."""
    add_source(lantern, f'url = "{closed}"')
    result = lantern("run")
    assert result.exit_code == 0, result.output
    assert "warning: Second: " in result.stderr
    assert len(lantern.mails()) == 3
    assert [failure.source for failure in lantern.issue().failures] == ["Second"]


def test_all_feeds_down(lantern: Folder, closed: str) -> None:
    """When no source can be read the run ends with 3, and there is no issue."""
    lantern.edit('file = "feed.xml"', f'url = "{closed}"')
    add_source(lantern, 'file = "gone.xml"')
    result = lantern("run")
    assert result.exit_code == 3
    assert "error: Lantern: " in result.stderr
    assert "Second: there is no such file" in result.stderr
    assert not lantern.tree("issues")
    assert not lantern.mails()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.xml", "<!doctype html><html><body><h1>Welcome</h1><p>Our site</p></body></html>", "a web page"),
        ("none.xml", "", "empty"),
        ("missing.xml", None, "no such file"),
        ("words.xml", "just some words", "not a feed"),
        ("bare.xml", feed(), "the feed has no entries"),
    ],
)
def test_not_a_feed(name: str, content: str | None, said: str, lantern: Folder) -> None:
    """What is not a feed is named with what it is instead; alone it ends with 3, beside others it is a warning."""
    if content is not None:
        lantern.write(name, content)
    alone = digest("collect", str(lantern.root / name))
    assert alone.exit_code == 3
    assert said.lower() in alone.stderr.lower()
    assert name in alone.stderr
    add_source(lantern, f'file = "{name}"')
    beside = lantern("run")
    assert beside.exit_code == 0, beside.output
    assert "warning: Second: " in beside.stderr
    assert said.lower() in beside.stderr.lower()
    assert len(lantern.mails()) == 3


def test_nothing_new(lantern: Folder) -> None:
    """When every story has run or is too old, there is nothing to send, and the run says why."""
    assert lantern("run").exit_code == 0
    result = lantern("run", "--date", "2026-11-25")
    assert result.exit_code == 0
    assert "Nothing to send: none of 4 stories may run" in result.stdout
    assert len(lantern.mails()) == 3
    planned = lantern("plan", "--date", "2026-11-25")
    assert planned.exit_code == 0
    assert "Nothing to send" in planned.stdout
    quiet = lantern("plan", "-q", "--date", "2026-11-25")
    assert (quiet.exit_code, quiet.stdout) == (0, "")
    assert "warning: Nothing to send: none of 4 stories may run" in quiet.stderr
    outcome = lantern.json("run", "--date", "2026-11-25")
    assert outcome["outcome"] == "nothing to send"
    assert outcome["issue"] is None


def test_not_due_yet(lantern: Folder) -> None:
    """Before the configured day the run sends nothing and names the day."""
    lantern.edit("[schedule]", '[schedule]\nday = "friday"')
    result = lantern("run", "--date", "2026-11-18")
    assert result.exit_code == 0
    assert f"Not due: the next issue is due on Friday, {date(2026, 11, 20)}." in result.stdout
    assert set(lantern.tree("issues", "outbox", "state")) <= {"state/run.lock"}
    assert lantern("run", "--date", "2026-11-21").exit_code == 0
    assert lantern.issue().id == "2026-W47"


def test_collect_shows_what_a_place_gives(lantern: Folder, tmp_path: Path) -> None:
    """`collect` reads the places it is given, without any config, and writes nothing."""
    table = tmp_path / "stories.csv"
    table.write_text("title,url,popularity\nA row,https://lantern.example/row,7\n")
    result = digest("collect", str(lantern.root / "feed.xml"), str(table), str(tmp_path / "gone.xml"))
    assert result.exit_code == 0
    assert "5 stories" in result.stdout
    for title in ("Lamps of the north", "A row", "unknown"):
        assert title in result.stdout
    assert "gone.xml: there is no such file" in result.stderr
    assert set(tmp_path.iterdir()) == {lantern.root, table}


def test_collect_as_json(lantern: Folder) -> None:
    """`collect --json` has the agreed keys in the agreed order."""
    add_source(lantern, 'file = "gone.xml"')
    content = lantern.json("collect")
    assert list(content) == ["stories", "failures"]
    names = "title url published updated author section excerpt image popularity source"
    assert [" ".join(story) for story in content["stories"]] == [names] * 4
    assert content["stories"][0]["published"] == "2026-11-19T19:00:00Z"
    assert [failure["source"] for failure in content["failures"]] == ["Second"]


def test_a_source_that_stays_down_is_called_out(lantern: Folder) -> None:
    """The third issue in a row without it says so to the editor; one that came back is forgotten."""
    lantern.edit('file = "feed.xml"', 'kind = "table"\nfile = "stories.csv"')
    add_source(lantern, 'file = "gone.xml"')
    remarks = []
    for day in ("2026-11-20", "2026-11-27", "2026-12-04"):
        row = f"News of {day},https://lantern.example/{day},{day}T00:00:00Z"
        lantern.write("stories.csv", f"title,url,published\n{row}\n")
        assert lantern("run", "--date", day).exit_code == 0
        remarks.append(lantern.issue().remarks)
    told = "the source Second has failed for 3 issues in a row"
    assert [told in remark for remark in remarks] == [False, False, True]


def test_every_kind_is_read_from_the_command_line(tmp_path: Path) -> None:
    """A feed, a table, a page, a folder, a list of feeds and saved posts, without a config, as one JSON document."""
    names = ("feed.xml", "table.csv", "page.html", "folder.site", "opml.xml", "wordpress.json", "jsonfeed.json")
    result = digest("collect", "--json", *(str(FIXTURES / name) for name in names))
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    sources = {story["source"] for story in content["stories"]}
    assert {"Jornal da Costa", "folder.site", "mill.example", "Deichblatt & Watt", "table"} <= sources
    assert all(list(failure) == ["source", "error"] for failure in content["failures"])


def test_what_is_no_place_is_an_error_that_names_it() -> None:
    """An address that is not http(s) ends with 2 and two lines."""
    result = digest("collect", "gopher://old.example/feed")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: gopher://old.example/feed: ")


def test_what_is_dated_ahead_does_not_run(lantern: Folder) -> None:
    """A story dated after the issue waits for its day, days or a year ahead, and `explain` says so."""
    days = {
        "2026-11-19": "",
        "2026-11-24": "dated after the issue, 2026-11-24",
        "2027-11-22": "dated after the issue, 2027-11-22",
    }
    rows = "".join(f"\nDated {day},https://lantern.example/{day},{day}" for day in days)
    lantern.write("stories.csv", f"title,url,date{rows}")
    lantern.edit('file = "feed.xml"', 'kind = "table"\nfile = "stories.csv"')
    assert lantern("plan").exit_code == 0
    reasons = {each.url.rpartition("/")[2]: each.reason for each in lantern.issue().decisions}
    assert {day: reasons[day] for day, reason in days.items() if reason} == {
        day: reason for day, reason in days.items() if reason
    }
    assert [story.url for story in lantern.issue().stories()] == ["https://lantern.example/2026-11-19"]


def test_a_failure_of_everything_is_told_once(lantern: Folder) -> None:
    """Each source's reason stands once in what `collect` prints, and no hint leads back to `collect`."""
    lantern.edit('file = "feed.xml"', 'file = "gone.xml"\n\n[[sources]]\nname = "Two"\nfile = "gone-too.xml"')
    result = lantern("collect")
    assert result.exit_code == 3
    assert result.stderr.count("there is no such file") == 2
    assert "Lantern: there is no such file" in result.stderr
    assert "Two: there is no such file" in result.stderr
    assert "digest collect" not in result.stderr


def test_one_story(lantern: Folder) -> None:
    """One is not several."""
    lantern.write("one.csv", "title,url\nA,https://lantern.example/a")
    shown = digest("collect", str(lantern.root / "one.csv"))
    assert shown.stdout.startswith("1 story\n")
    assert shown.stderr.endswith(": 1 story\n")
