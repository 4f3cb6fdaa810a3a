"""`digest init`: a newcomer answers four questions, or none, and has a newsletter."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import Result

from digest.config import load
from tests.cli.folder import Folder, digest, feed
from tests.web import website

PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>hello</body></html>'


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _stream: True, raising=False)


def commands(result: Result) -> list[str]:
    """The commands that are named as next steps."""
    return re.findall(r"^(digest \w+(?: --date \S+)?)  ", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("options", [(), ("--day", "friday"), ("--day", "sun", "--timezone", "Pacific/Auckland")])
def test_the_next_steps_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]) -> None:
    """What `init` proposes first makes a full issue in the outbox, whatever day it is, and the checks find nothing but
    that there are samples."""
    monkeypatch.chdir(tmp_path)
    made = digest("init", "x", *options)
    assert made.exit_code == 0, made.output
    assert "cd x" in made.stdout
    first = commands(made)[0]
    assert first.startswith("digest run")
    monkeypatch.chdir(tmp_path / "x")
    result = digest(*first.split()[1:])
    assert result.exit_code == 0, result.output
    assert "5 recipients = 5 accepted" in result.stdout
    assert "Nothing left this machine" in result.stdout
    assert "SMTP_URL" in result.stdout
    assert len(Folder(Path()).mails()) == 5
    assert len(Folder(Path()).issue().stories()) == 9
    assert {each["check"] for each in json.loads(digest("check", "--json").stdout)["findings"]} == {"samples"}


def test_weeks_later_it_is_said_why_there_is_nothing(tmp_path: Path) -> None:
    """Sample stories grow old like any others; the day that digest.toml names still makes its issue."""
    digest("init", str(tmp_path / "x"))
    folder = Folder(tmp_path / "x")
    late = folder("run", "--date", "2035-01-05")
    assert late.exit_code == 0
    assert "Nothing to send" in late.stdout
    named = re.search(r"digest run --date (\S+?)`", (folder.root / "digest.toml").read_text())
    assert named
    assert "5 accepted" in folder("run", "--date", named[1]).stdout


def test_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`digest init .` makes the folder one stands in a newsletter's; what is in it is kept and named."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".gitignore").write_text(".env\n")
    made = digest("init", ".")
    assert made.exit_code == 0
    assert "this folder" in made.stdout
    assert "cd" not in made.stdout.split("\n\n")[1]
    assert "kept as it is: .gitignore" in made.stderr
    assert "state/, outbox/, subscribers.csv" in made.stderr
    again = digest("init", ".")
    assert again.exit_code == 6
    assert "digest.toml is there already" in again.stderr


@pytest.mark.usefixtures("terminal")
def test_questions(tmp_path: Path) -> None:
    """On a terminal four things are asked, each with its default; what cannot be used is asked again."""
    answers = 'The "Lantern"\n\nnobody\nann@lantern.example\nfriday\n'
    made = digest("init", str(tmp_path / "x"), "--timezone", "Europe/Lisbon", answer=answers)
    assert made.exit_code == 0, made.output
    asked = [made.stderr.count(f"[{default}]") for default in ("My Newsletter", "none", "letter@example.com", "any")]
    assert asked == [1, 1, 2, 1]
    assert 'write it as "The Lantern' in made.stderr
    config = load(tmp_path / "x" / "digest.toml", environment={})
    assert config.newsletter.name == 'The "Lantern"'
    assert config.newsletter.sender == '"The \\"Lantern\\"" <ann@lantern.example>'
    assert (config.newsletter.timezone, config.schedule.day) == ("Europe/Lisbon", "friday")


@pytest.mark.usefixtures("terminal")
def test_options_answer_questions(tmp_path: Path) -> None:
    """What an option says is not asked; with --yes nothing is."""
    made = digest("init", str(tmp_path / "x"), "--name", "L", "--from", "l@l.example", "--url", "", answer="monday\n")
    assert made.exit_code == 0
    assert made.stderr.count("?") == 1
    silent = digest("init", str(tmp_path / "y"), "--yes", answer="")
    assert silent.exit_code == 0
    assert "?" not in silent.stderr


@pytest.mark.usefixtures("terminal")
def test_who_does_not_answer_gets_nothing(tmp_path: Path) -> None:
    """The end of the input in the middle of the questions leaves nothing behind."""
    result = digest("init", str(tmp_path / "x"), answer="The Lantern\n")
    assert result.exit_code == 6
    assert "nothing was made" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--day", "someday"), "--day"),
        (("--from", "nobody"), "--from"),
        (("--url", "nonsense"), "--url"),
        (("--name", " "), "--name"),
        (("--timezone", "Mars"), "--timezone"),
        (("--ci", "jenkins"), "there are: "),
    ],
)
def test_faulty_options(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    """An option that cannot be used is exit code 2, with its name, and nothing is made."""
    result = digest("init", str(tmp_path / "x"), *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_site_names_its_feed(tmp_path: Path) -> None:
    """The feed of a site is found and told, and is what digest.toml names."""
    with website({"/": PAGE, "/feed.xml": feed("One story", "Another story")}) as site:
        made = digest("init", str(tmp_path / "x"), "--url", f"{site.base}/", "--from", "l@l.example")
        assert made.exit_code == 0, made.output
        assert f"Found the feed {site.base}/feed.xml: 2 stories, the newest of 2026-11-19." in made.stdout
        config = load(tmp_path / "x" / "digest.toml", environment={})
        assert [(source.kind, source.url) for source in config.sources] == [("feed", f"{site.base}/feed.xml")]
        assert config.newsletter.url == site.base
        assert commands(made) == ["digest collect", "digest plan", "digest preview", "digest doctor"]
        assert "2 stories" in Folder(tmp_path / "x")("collect").stdout


def test_a_site_that_does_not_answer(tmp_path: Path) -> None:
    """Nobody home, or no network: the folder is made all the same, and the address is tried anew by each run."""
    with website({"/": PAGE, "/feed.xml": feed("One story")}) as site:
        url = f"{site.base}/gone"
        made = digest("init", str(tmp_path / "x"), "--url", url)
        assert made.exit_code == 0
        assert "404" in made.stderr
        assert "digest collect" in made.stderr
        folder = Folder(tmp_path / "x")
        site.pages["/gone"] = PAGE
        assert "1 story" in folder("collect").stdout
    assert load(folder.root / "digest.toml", environment={}).sources[0].kind == "auto"


def test_a_feed_that_cannot_be_read(tmp_path: Path) -> None:
    """A feed that is found and is broken is named with what is wrong."""
    with website({"/": PAGE, "/feed.xml": "<rss version='2.0'><channel></channel></rss>"}) as site:
        made = digest("init", str(tmp_path / "x"), "--url", site.base)
        assert made.exit_code == 0
        assert "/feed.xml: the feed has no entries" in made.stderr


def test_a_pretended_date(tmp_path: Path) -> None:
    """With --date the samples are of that day, and so is the first booking."""
    made = digest("init", str(tmp_path / "x"), "--date", "2031-03-07")
    assert made.exit_code == 0
    folder = Folder(tmp_path / "x")
    assert "first = 2031-03-07" in (folder.root / "ads.toml").read_text()
    assert "5 accepted" in folder("run", "--date", "2031-03-07").stdout
