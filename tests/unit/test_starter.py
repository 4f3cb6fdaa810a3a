"""`digest init`: a folder that works as it is, made whole or not at all, over nothing that is there."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.ads import read_inventory
from digest.config import load
from digest.config.blocks import AdBlock, PromoBlock
from digest.errors import ConfigError, Refused
from digest.layout import read_files
from digest.starter import Answers, Feed, Question, answer, check, create, workflows

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PLAIN = Answers("The Lantern", "", "The Lantern <letter@lantern.example>")
FILES = {
    ".env.example", ".gitignore", "README.md", "ads.toml", "digest.toml", "note.md", "stories.xml", "subscribers.csv",
}  # fmt: skip
WORKFLOW = ".github/workflows/newsletter.yml"


def made(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_files(tmp_path: Path) -> None:
    """The folder has what a newsletter needs, hidden files under their real names, and nothing else."""
    created = create(tmp_path / "a" / "new", PLAIN, now=NOW)
    assert set(created.written) == made(tmp_path / "a" / "new") == FILES
    assert (created.kept, created.unignored) == ((), ())


def test_a_workflow_on_request(tmp_path: Path) -> None:
    """Each CI system that there is has its files, on the newsletter's day."""
    assert workflows() == ("github", "gitlab")
    for name in workflows():
        create(tmp_path / name, PLAIN, ci=name, now=NOW)
        assert made(tmp_path / name) > FILES
    create(tmp_path / "sunday", Answers("L", "", "l@lantern.example", day="sunday"), ci="github", now=NOW)
    assert 'cron: "23 * * * 0,1,6"' in (tmp_path / "sunday" / WORKFLOW).read_text()
    assert 'cron: "23 * * * *"' in (tmp_path / "github" / WORKFLOW).read_text()
    assert '"23 * * * *"' in (tmp_path / "gitlab" / ".gitlab-ci.yml").read_text()
    assert "${{ secrets.SMTP_URL }}" in (tmp_path / "github" / WORKFLOW).read_text()
    with pytest.raises(ConfigError, match="jenkins") as caught:
        check(tmp_path / "z", ci="jenkins")
    assert "github" in caught.value.hint


def test_the_workflow_is_that_of_the_examples(tmp_path: Path) -> None:
    """What is written is what is tested: the files of the example, on the newsletter's day; the scripts can be run."""
    create(tmp_path / "x", Answers("L", "", "l@lantern.example", day="friday"), ci="github", now=NOW)
    example = Path(__file__).parents[2] / "examples" / "github-actions"
    for name in (WORKFLOW, "requirements.txt", *(f"scripts/{path.name}" for path in (example / "scripts").iterdir())):
        ours = (example / name).read_text().replace("23 * * * 4-6", "23 * * * 4,5,6")
        assert (tmp_path / "x" / name).read_text() == ours
        assert os.access(tmp_path / "x" / name, os.X_OK) == name.endswith(".sh")


@pytest.mark.parametrize("feed", [None, Feed("https://l.example/feed", "wordpress", "https://l.example")])
@pytest.mark.parametrize("day", ["", "friday"])
def test_config_and_ads_fit(tmp_path: Path, feed: Feed | None, day: str) -> None:
    """The starter's config loads, its ads fit its layout, and its note is there."""
    create(tmp_path, Answers("L", "https://l.example", "l@l.example", day=day), feed=feed, now=NOW)
    config = load(tmp_path / "digest.toml", environment={})
    slots = {block.slot for block in config.blocks if isinstance(block, AdBlock)}
    promos = {block.name for block in config.blocks if isinstance(block, PromoBlock)}
    assert config.ads.file
    assert read_inventory(config.ads.file, slots=slots, promos=promos).bookings
    assert read_files(config.blocks, root=tmp_path)
    (source,) = config.sources
    assert (source.kind, source.url, bool(source.file)) == (
        ("wordpress", "https://l.example/feed", False) if feed else ("feed", "", True)
    )
    assert source.file is None or source.file.is_file()
    assert config.schedule.day == (day or None)
    assert config.newsletter.url == "https://l.example"
    assert "stories.xml" not in made(tmp_path) or feed is None


def test_every_suggestion_in_the_config_is_one(tmp_path: Path) -> None:
    """Take the # away from every key that is suggested, and the config still loads."""
    create(tmp_path, PLAIN, now=NOW)
    path = tmp_path / "digest.toml"
    text = path.read_text()
    suggested = re.findall(r"^# (\w+ = .*)$", text, re.MULTILINE)
    assert len(suggested) >= 5
    whole = re.sub(r"^file = .*\n# (url = )", r"\1", text, flags=re.MULTILINE)
    path.write_text(re.sub(r"^# (\w+ = .*)$", r"\1", whole, flags=re.MULTILINE))
    config = load(path, environment={})
    assert config.schedule.day == "friday"
    assert config.newsletter.archive_url
    assert len(text.splitlines()) < 70


@pytest.mark.parametrize("day", ["", "friday", "sunday"])
def test_stories_are_of_the_week_of_the_issue(tmp_path: Path, day: str) -> None:
    """The sample stories are dated back from the issue's day, all within a week, and no template is left."""
    created = create(tmp_path, Answers("L", "", "l@l.example", day=day), now=NOW)
    assert created.day == (date(2026, 11, 20) if day == "friday" else date(2026, 11, 22))
    feed = (tmp_path / "stories.xml").read_text()
    dates = [parsedate_to_datetime(written) for written in re.findall("<pubDate>(.*?)</pubDate>", feed)]
    assert len(dates) >= 6
    end = datetime(created.day.year, created.day.month, created.day.day, 23, 59, tzinfo=UTC)
    assert all(end - timedelta(days=7) < each < min(end, NOW) for each in dates)
    everything = "".join((tmp_path / name).read_text() for name in made(tmp_path))
    assert "{hours ago" not in everything
    assert not re.search(r"\$[a-z_]+", everything)
    assert f"digest run --date {created.day}" in (tmp_path / "digest.toml").read_text()


def test_dates_follow_the_clock(tmp_path: Path) -> None:
    """Without a given moment, dates count from now."""
    create(tmp_path, PLAIN)
    written = re.findall("<pubDate>(.*?)</pubDate>", (tmp_path / "stories.xml").read_text())
    newest = max(parsedate_to_datetime(each) for each in written)
    assert datetime.now(UTC) - timedelta(days=2) < newest < datetime.now(UTC)


def test_secrets_and_people_stay_out_of_version_control(tmp_path: Path) -> None:
    """.gitignore names all that is personal or secret."""
    create(tmp_path, PLAIN, now=NOW)
    ignored = (tmp_path / ".gitignore").read_text().split("\n")
    assert {".env", "state/", "outbox/", "subscribers.csv"} <= set(ignored)


def test_sample_subscribers_are_nobody(tmp_path: Path) -> None:
    """The sample addresses are of a domain that never receives mail (RFC 2606)."""
    create(tmp_path, PLAIN, now=NOW)
    with (tmp_path / "subscribers.csv").open() as file:
        addresses = [row["email"] for row in csv.DictReader(file)]
    assert addresses
    assert all(address.endswith("@example.org") for address in addresses)


def test_a_newsletter_is_not_made_twice(tmp_path: Path) -> None:
    """Where digest.toml is there already, nothing at all is written."""
    (tmp_path / "digest.toml").write_text("mine")
    with pytest.raises(Refused, match="is there already") as caught:
        create(tmp_path, PLAIN, now=NOW)
    assert caught.value.exit_code == 6
    assert made(tmp_path) == {"digest.toml"}
    assert (tmp_path / "digest.toml").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(FILES - {"digest.toml"}))
def test_what_is_there_is_kept(tmp_path: Path, name: str) -> None:
    """Every other file that is there stays as it is and is named; the others are made."""
    (tmp_path / name).write_text("mine")
    created = create(tmp_path, PLAIN, now=NOW)
    assert created.kept == (name,)
    assert set(created.written) == FILES - {name}
    assert (tmp_path / name).read_text() == "mine"


def test_a_link_to_nowhere_is_kept(tmp_path: Path) -> None:
    """A symbolic link whose target is missing is something that is there."""
    (tmp_path / ".env.example").symlink_to(tmp_path / "nowhere")
    assert create(tmp_path, PLAIN, now=NOW).kept == (".env.example",)
    assert not (tmp_path / "nowhere").exists()


def test_what_a_kept_gitignore_lacks_is_told(tmp_path: Path) -> None:
    """Nobody publishes addresses because a .gitignore was there."""
    (tmp_path / ".gitignore").write_text("build/\n.env\n")
    assert create(tmp_path, PLAIN, now=NOW).unignored == ("state/", "outbox/", "subscribers.csv")
    (tmp_path / "b" / ".gitignore").mkdir(parents=True)
    assert ".env" in create(tmp_path / "b", PLAIN, now=NOW).unignored


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file, or a link to nowhere, in the folder's place is refused and left alone."""
    (tmp_path / "x").write_text("mine")
    (tmp_path / "y").symlink_to(tmp_path / "nowhere")
    for name in ("x", "y"):
        with pytest.raises(Refused, match="is not a folder"):
            create(tmp_path / name, PLAIN, now=NOW)
    assert made(tmp_path) == {"x"}


def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last file cannot be written, the others and the folders made for them are gone again."""
    opened = Path.open

    def full(self: Path, mode: str = "r", **options: object) -> object:
        if self.name == "subscribers.csv" and mode == "x":
            raise OSError(28, "No space left on device", str(self))
        return opened(self, mode, **options)  # type: ignore[call-overload] # handed on as it came

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="No space"):
        create(tmp_path / "a" / "b", PLAIN, ci="github", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_what_appears_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody else makes between the look and the write stays, and ours go."""
    monkeypatch.setattr("os.path.lexists", lambda _path: False)
    (tmp_path / "note.md").write_text("mine")
    with pytest.raises(FileExistsError):
        create(tmp_path, PLAIN, now=NOW)
    assert made(tmp_path) == {"note.md"}
    assert (tmp_path / "note.md").read_text() == "mine"


@given(name=st.text(), local=st.text(), day=st.sampled_from(["", "monday"]))
@example('My "best" \\ letter 🐕\nline two\ttab', "x", "")
@example("$name {hours ago: 5} '''", "", "")
@example("\ud800 lone", "a, b", "")
@example("=?utf-8?q?x?= (comment) <b@c.example>", "[x]", "")
def test_any_name_gives_valid_toml(tmp_path_factory: pytest.TempPathFactory, name: str, local: str, day: str) -> None:
    """Quotes, backslashes, emoji, line ends: the config loads and says the name, on one line, in From too."""
    try:
        answers = answer({"name": name, "url": "", "sender": f'"{local}" <l@lantern.example>', "day": day or "any"})
    except ConfigError:
        return
    folder = tmp_path_factory.mktemp("named")
    create(folder, answers, now=NOW)
    text = (folder / "digest.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["newsletter"]["name"] == answers.name
    config = load(folder / "digest.toml", environment={})
    assert config.newsletter.name == answers.name
    assert answers.name == " ".join(answers.name.split())
    assert parseaddr(config.newsletter.sender)[1] == "l@lantern.example"


def test_the_sender_gets_the_newsletters_name() -> None:
    """An address alone comes with the name; one with a name of its own keeps that."""
    told = {"name": "Ann, & Co.", "url": "", "day": ""}
    assert answer({**told, "sender": "a@b.example"}).sender == '"Ann, & Co." <a@b.example>'
    assert parseaddr(answer({**told, "sender": "a@b.example"}).sender) == ("Ann, & Co.", "a@b.example")
    assert answer({**told, "sender": "Bo <a@b.example>"}).sender == "Bo <a@b.example>"


@pytest.mark.parametrize(
    ("field", "written", "hint"),
    [
        ("name", " \n ", "write a name"),
        ("url", "nonsense", "write the address of a site"),
        ("url", "ftp://l.example", "write the address of a site"),
        ("url", "https://[::1", "write the address of a site"),
        ("sender", "nobody", 'write it as "The Lantern'),
        ("sender", " ", 'write it as "The Lantern'),
        ("sender", '"a b"@lantern.example', 'write it as "The Lantern'),
        ("day", "someday", "write a weekday"),
        ("day", "t", "write a weekday"),
    ],
)
def test_what_cannot_be_used(field: str, written: str, hint: str) -> None:
    """A faulty option is told with what to write instead; a person who is asked may try again."""
    with pytest.raises(ConfigError, match="cannot be used") as caught:
        answer({field: written})
    assert caught.value.exit_code == 2
    assert hint in caught.value.hint
    tries = {field: [written]}
    problems: list[str] = []

    def ask(question: Question, _default: str, problem: str) -> str:
        problems.append(problem)
        return tries[question.field].pop() if tries.get(question.field) else ""

    answers = answer({}, ask=ask)
    assert next(filter(None, problems)).startswith(hint)
    assert answers.name == "My Newsletter"


def test_defaults_follow_from_what_was_said() -> None:
    """The sender's default is of the site's domain, and the rest is what works without an answer."""
    asked: list[tuple[str, str]] = []

    def ask(question: Question, default: str, _problem: str) -> str:
        asked.append((question.option, default))
        return {"--name": "The Lantern", "--url": "www.lantern.example"}.get(question.option, "")

    answers = answer({"timezone": "Europe/Lisbon"}, ask=ask)
    assert asked == [
        ("--name", "My Newsletter"), ("--url", ""), ("--from", "letter@lantern.example"), ("--day", "any"),
    ]  # fmt: skip
    assert answers == Answers(
        "The Lantern", "https://www.lantern.example", "The Lantern <letter@lantern.example>", "", "Europe/Lisbon"
    )
    assert answer({"day": "Fri"}).day == "friday"


@pytest.mark.parametrize(
    ("machine", "zone"), [("Europe/Lisbon", "Europe/Lisbon"), ("Etc/UTC", "UTC"), ("XYZ3", "UTC"), ("No/Where", "UTC")]
)
def test_the_time_zone_is_the_machines(monkeypatch: pytest.MonkeyPatch, machine: str, zone: str) -> None:
    """Where the machine's zone has a name that others know; a given one must be one."""
    monkeypatch.setenv("TZ", machine)
    assert answer({}).timezone == zone
    with pytest.raises(ConfigError, match="no time zone"):
        answer({"timezone": machine + "x"})
