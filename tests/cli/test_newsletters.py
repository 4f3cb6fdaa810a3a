"""`-n` and `--all`: one file of several newsletters, on the command line."""

from __future__ import annotations

import json
import mailbox
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from digest.cli.command import _names, issue_ids
from digest.config import Config
from digest.console.ci import add_summary
from digest.errors import DigestError
from tests.cli.folder import Folder, digest, feed
from tests.conftest import copy_example
from tests.smtp.returned import bounce, unsubscribe
from tests.smtp.servers import ScriptedServer

BOTH = """\
[defaults.newsletter]
from = "The Lantern <letter@lantern.example>"
address = "1 Harbour Street, Lampton"
reason = "You signed up at lantern.example."

[defaults.schedule]
today = 2026-11-20

[[newsletters.world.sources]]
file = "world.xml"

[newsletters.world.newsletter]
name = "The Lantern World"

[newsletters.world.audience]
file = "world.csv"

[[newsletters.town.sources]]
file = "town.xml"

[newsletters.town.newsletter]
name = "The Lantern Town"

[newsletters.town.audience]
file = "town.csv"
"""


@pytest.fixture
def lanterns(tmp_path: Path) -> Folder:
    """Two newsletters of one file, with stories and readers of their own; Ann gets both."""
    folder = Folder(tmp_path)
    folder.write("digest.toml", BOTH)
    folder.write("world.xml", feed("A treaty", "A canal"))
    folder.write("town.xml", feed("A bakery", "A bridge"))
    folder.write("world.csv", "email\nann@example.org\nbo@example.org\n")
    folder.write("town.csv", "email\nann@example.org\ncy@example.org\n")
    return folder


def test_one_of_them(lanterns: Folder) -> None:
    """-n names one; nothing of another is made."""
    result = lanterns("run", "-n", "town")
    assert result.exit_code == 0, result.output
    assert "A bakery" in result.stdout
    assert "digest preview -n town -c" in result.stdout
    assert {path.name for path in (lanterns.root / "issues").iterdir()} == {"town"}
    assert lanterns("run", env={"DIGEST_NEWSLETTER": "world"}).exit_code == 0
    assert {path.name for path in (lanterns.root / "issues").iterdir()} == {"town", "world"}


def test_a_mail_to_owners_names_it_too(lanterns: Folder) -> None:
    """What an owner is to type says which newsletter it is of, so that it can be copied from the mail."""
    lanterns.edit(
        "[defaults.schedule]\n", '[defaults.notify]\nowners = ["ed@lantern.example"]\n\n[defaults.schedule]\n'
    )
    assert lanterns("plan", "-n", "town").exit_code == 0
    assert lanterns("hold", "-n", "town").exit_code == 0
    assert lanterns("run", "-n", "town").exit_code == 0
    (notice,) = (lanterns.root / "outbox" / "town").glob("notice-*.eml")
    assert "`digest approve 2026-W47 -n town` lets it go out." in notice.read_text(encoding="utf-8")


def test_the_summary_of_a_job_names_it(lanterns: Folder, tmp_path: Path) -> None:
    """Each table of a job's summary says which newsletter it is of, one of a run that failed too, with a command that
    can be copied."""
    env = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    assert lanterns("plan", "-n", "town").exit_code == 0
    assert lanterns("hold", "-n", "town").exit_code == 0
    lanterns.edit("[newsletters.world.audience]\n", "[newsletters.world.audience]\nfle = 1\n")
    assert lanterns("run", "--all", env=env).exit_code == 2
    assert not add_summary(env, DigestError("a check failed", hint="`digest check` shows all"), newsletter="town")
    world, town, last = (tmp_path / "summary.md").read_text().split("### digest run")[1:]
    assert "| Newsletter | world |" in world
    assert "| Outcome | failed |" in world
    assert "| Newsletter | town |" in town
    assert "| Outcome | held |" in town
    assert "digest check -n town" in last


def test_which_one_has_to_be_said(lanterns: Folder) -> None:
    """Without -n, the error lists the names, and nothing is made."""
    result = lanterns("run")
    assert result.exit_code == 2
    assert "it has several newsletters: world, town" in result.stderr
    assert not (lanterns.root / "issues").exists()


def test_all_of_them(lanterns: Folder) -> None:
    """--all takes each in turn, under its name, and each one's readers get its stories through one server, once."""
    with ScriptedServer() as server:
        lanterns.write(".env", f"SMTP_URL=smtp://127.0.0.1:{server.port}\n")
        first, again = lanterns("run", "--all"), lanterns("run", "--all")
    assert first.exit_code == again.exit_code == 0, first.output + again.output
    shown = first.stdout
    assert shown.index("── world ──") < shown.index("A treaty") < shown.index("── town ──") < shown.index("A bakery")
    got = sorted((address, b"A treaty" in message, b"A bakery" in message) for address, message in server.taken)
    assert got == [
        ("ann@example.org", False, True),
        ("ann@example.org", True, False),
        ("bo@example.org", True, False),
        ("cy@example.org", False, True),
    ]
    assert again.stdout.count("Already sent") == 2


def test_one_that_fails_stops_no_other(lanterns: Folder) -> None:
    """What fails of one is said with its name, the others go on, and the exit code is the highest."""
    lanterns.edit('file = "world.csv"', 'fle = "world.csv"')
    result = lanterns("run", "--all")
    assert result.exit_code == 2
    assert "world: error: " in result.stderr
    assert 'unknown key "newsletters.world.audience.fle"' in result.stderr
    assert "A bakery" in result.stdout
    assert {path.name for path in (lanterns.root / "outbox").iterdir()} == {"town"}


def test_all_as_json(lanterns: Folder) -> None:
    """--json gives one object, by name; what could not be done has its error there."""
    found = lanterns.json("run", "--all")
    assert {name: each["outcome"] for name, each in found.items()} == {"world": "sent", "town": "sent"}
    assert {name: each["counts"]["accepted"] for name, each in lanterns.json("status", "--all").items()} == {
        "world": 2,
        "town": 2,
    }
    lanterns.edit('file = "world.csv"', 'fle = "world.csv"')
    result = lanterns("status", "--all", "--json")
    assert result.exit_code == 2
    answers = json.loads(result.stdout)
    assert answers["world"]["error"] == 'unknown key "newsletters.world.audience.fle"'
    assert answers["world"]["code"] == 2
    assert answers["town"]["status"] == "tried"


def test_events_say_whose_they_are(lanterns: Folder) -> None:
    """With --json each event on stderr names its newsletter."""
    result = lanterns("run", "--all", "--json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert [(event["newsletter"], event["address"]) for event in events] == [
        ("world", "ann@example.org"),
        ("world", "bo@example.org"),
        ("town", "ann@example.org"),
        ("town", "cy@example.org"),
    ]


def test_warnings_say_whose_they_are(lanterns: Folder) -> None:
    """A warning names its newsletter."""
    lanterns.write("world.csv", "email\nann@example.org\nnobody\n")
    assert "warning: world: " in lanterns("run", "--all").stderr


@pytest.mark.parametrize("command", [["plan"], ["schedule"], ["ads", "calendar"]])
def test_what_takes_all(lanterns: Folder, command: list[str]) -> None:
    """The commands of a schedule, and the views of what is to come, take --all."""
    result = lanterns(*command, "--all")
    assert result.exit_code == 0, result.output
    assert "── world ──" in result.stdout
    assert "── town ──" in result.stdout


def test_rendered_and_checked(lanterns: Folder) -> None:
    """`render` and `check` take --all; a check that fails gives its code."""
    assert lanterns("plan", "--all").exit_code == 0
    assert lanterns("render", "--all").exit_code == 0
    assert len(list((lanterns.root / "issues").glob("*/*/email.html"))) == 2
    lanterns.edit('address = "1 Harbour Street, Lampton"', "")
    assert lanterns("plan", "--all", "--replan").exit_code == 0
    assert lanterns("check", "--all").exit_code == 0
    assert lanterns("check", "--all", "--strict").exit_code == 1


def test_all_or_one(lanterns: Folder, lantern: Folder) -> None:
    """--all and -n exclude each other, and --all is for a file of several; it goes before the environment."""
    both = lanterns("run", "--all", "-n", "town")
    assert both.exit_code == 2
    assert "--all: -n names one newsletter, --all takes each" in both.stderr
    assert lanterns("plan", "--all", env={"DIGEST_NEWSLETTER": "town"}).stdout.count("──") == 4
    single = lantern("run", "--all")
    assert single.exit_code == 2
    assert "the file is one newsletter" in single.stderr
    assert lantern("run", "-n", "town").exit_code == 2


def test_a_fault_of_ours_stops_no_other(lanterns: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the program fails for one, the next one has its turn; the traceback is shown."""
    from digest import pipeline

    run = pipeline.run

    def failing(config: Config, **named: Any) -> pipeline.RunResult:
        if config.paths.newsletter == "world":
            raise RuntimeError("out of ink")
        return run(config, **named)

    monkeypatch.setattr(pipeline, "run", failing)
    result = lanterns("run", "--all", "--json")
    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    assert "world: error: RuntimeError: out of ink" in result.stderr
    answers = json.loads(result.stdout)
    assert (answers["world"]["error"], answers["town"]["outcome"]) == ("RuntimeError: out of ink", "sent")


def test_tracebacks_on_request(lanterns: Folder) -> None:
    """--traceback shows where an error comes from, and the others have their turn all the same."""
    lanterns.edit('file = "world.csv"', 'fle = "world.csv"')
    result = lanterns("plan", "--all", "--traceback")
    assert result.exit_code == 2
    assert "Traceback" in result.stderr
    assert "A bakery" in result.stdout


def test_interrupted(lanterns: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends all of them."""

    def interrupted(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("digest.pipeline.run", interrupted)
    result = lanterns("run", "--all")
    assert result.exit_code == 130
    assert "town" not in result.stdout


def test_two_runs_of_different_newsletters(lanterns: Folder) -> None:
    """Equal ids of issues are told apart in the ledger that both share."""
    assert lanterns("run", "--all").exit_code == 0
    with sqlite3.connect(lanterns.root / "state" / "ledger.db") as db:
        rows = db.execute("SELECT newsletter, issue, address FROM recipients ORDER BY newsletter, address").fetchall()
    db.close()
    assert rows == [
        ("the-lantern-town.lantern.example", "2026-W47", "ann@example.org"),
        ("the-lantern-town.lantern.example", "2026-W47", "cy@example.org"),
        ("the-lantern-world.lantern.example", "2026-W47", "ann@example.org"),
        ("the-lantern-world.lantern.example", "2026-W47", "bo@example.org"),
    ]


def test_one_mailbox_for_what_comes_back(lanterns: Folder) -> None:
    """Reports about readers of any newsletter of the ledger are believed, whichever is named, and count for all."""
    with ScriptedServer() as server:
        lanterns.write(".env", f"SMTP_URL=smtp://127.0.0.1:{server.port}\n")
        assert lanterns("run", "--all").exit_code == 0
        box = mailbox.Maildir(lanterns.root / "returned", create=True)
        box.add(bounce("cy@example.org"))  # a reader of the town
        box.add(unsubscribe("ann@example.org"))
        read = lanterns.json("bounces", "read", str(lanterns.root / "returned"), "-n", "world")
        assert (read["suppressed"], read["strangers"]) == ({"hard bounce": 1, "unsubscribed": 1}, [])
        for name in ("world", "town"):
            listed = lanterns.json("suppress", "list", "-n", name)["suppressions"]
            assert [row["address"] for row in listed] == ["ann@example.org", "cy@example.org"]
        news = feed("A sequel").replace("19 Nov", "26 Nov").replace("lantern.example/1", "lantern.example/9")
        news = news.replace("What there is to know about number 1.", "The canal has a lock now, and the lock a keeper.")
        lanterns.write("world.xml", news)
        lanterns.edit("today = 2026-11-20", "today = 2026-11-27")
        assert lanterns("run", "-n", "world").exit_code == 0
    assert [address for address, _ in server.taken[4:]] == ["bo@example.org"]


def test_themes_of_one_with_its_own_file(tmp_path: Path) -> None:
    """`theme new -n` copies into the folder of that newsletter."""
    folder = Folder(tmp_path)
    folder.write("digest.toml", '[newsletters]\nworld = "world/digest.toml"\n')
    assert folder("theme", "new", "globe", "-n", "world").exit_code == 0
    assert (tmp_path / "world" / "templates" / "globe" / "theme.toml").is_file()
    assert "globe" in folder("theme", "list", "-n", "world").stdout
    assert "globe" not in folder("theme", "list").stdout


class Shell:
    """What the shell has of a command line when it asks for completions."""

    def __init__(self, **params: object) -> None:
        self.params = params


def test_completion(lanterns: Folder) -> None:
    """The shell completes the names of newsletters, and the ids of the named one's issues."""
    config = lanterns.root / "digest.toml"
    assert lanterns("plan", "-n", "town").exit_code == 0
    assert _names(Shell(config=config), "") == ["world", "town"]  # type: ignore[arg-type]
    assert _names(Shell(config=config), "t") == ["town"]  # type: ignore[arg-type]
    assert _names(Shell(config=lanterns.root / "absent.toml"), "") == []  # type: ignore[arg-type]
    assert issue_ids(Shell(config=config, newsletter="town"), "2026") == ["2026-W47"]  # type: ignore[arg-type]
    assert issue_ids(Shell(config=config, newsletter="world"), "") == []  # type: ignore[arg-type]
    assert issue_ids(Shell(config=config), "") == []  # type: ignore[arg-type]


def test_from_one_to_several(lantern: Folder) -> None:
    """A newsletter whose tables and issues were moved goes on where it was: nobody is mailed an issue again."""
    with ScriptedServer() as server:
        lantern.write(".env", f"SMTP_URL=smtp://127.0.0.1:{server.port}\n")
        assert lantern("run").exit_code == 0
        text = (lantern.root / "digest.toml").read_text(encoding="utf-8")
        moved = text.replace("[[", "[[newsletters.lantern.").replace("\n[", "\n[newsletters.lantern.")
        moved = moved.replace("[newsletters.lantern.[newsletters", "[[newsletters")
        lantern.write("digest.toml", moved.replace("audience]\n", 'audience]\nfile = "subscribers.csv"\n'))
        refused = lantern("run", "-n", "lantern")
        assert refused.exit_code == 2
        assert "2026-W47 is in a folder that no newsletter uses now" in refused.stderr
        (lantern.root / "issues" / "lantern").mkdir()
        (lantern.root / "issues" / "2026-W47").rename(lantern.root / "issues" / "lantern" / "2026-W47")
        result = lantern("run", "-n", "lantern")
    assert result.exit_code == 0, result.output
    assert "Already sent" in result.stdout
    assert len(server.taken) == 3


def test_the_example_says_what_is_wrong_with_two_in_one_folder(tmp_path: Path) -> None:
    """A second newsletter's file beside the first's is refused before it takes the first one's issue for its own."""
    folder = copy_example("minimal", tmp_path / "minimal")
    assert folder("plan").exit_code == 0
    text = (folder.root / "digest.toml").read_text(encoding="utf-8")
    other = folder.write("sport.toml", text.replace("The Saltmarsh Bulletin", "Saltmarsh Sport"))
    result = digest("run", "-c", str(other))
    assert result.exit_code == 2
    assert "digest.toml beside it is another newsletter" in result.stderr
    assert not (folder.root / "outbox").exists()


def test_what_is_inherited_can_be_taken_out(lanterns: Folder) -> None:
    """`unset` names keys of the defaults that do not count for a newsletter; a table that it names is replaced."""
    lanterns.edit(
        "today = 2026-11-20", 'today = 2026-11-20\nreview = "18h"\n[defaults.audience]\nonly = { town = "yes" }'
    )
    own = '[newsletters.town]\nunset = ["schedule.review", "audience.only"]\n\n[newsletters.town.newsletter]'
    lanterns.edit("[newsletters.town.newsletter]", own)
    kept = {name: lanterns.json("config", "-n", name)["settings"] for name in ("world", "town")}
    said = {name: {each["key"]: each["origin"] for each in settings} for name, settings in kept.items()}
    assert said["town"]["schedule.review"] == "default"
    assert said["world"]["schedule.review"].endswith("digest.toml:8")
    assert "audience.only.town" in said["world"]
    assert "audience.only.town" not in said["town"]
    assert lanterns("run", "-n", "town").exit_code == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"schedule.review"', '"newsletters.town.unset": must be a list of keys'),
        ('["schedule.revue"]', 'there is no "defaults.schedule.revue"'),
        ('["schedule.today.year"]', 'there is no "defaults.schedule.today.year"'),
    ],
)
def test_what_cannot_be_taken_out(lanterns: Folder, written: str, said: str) -> None:
    """A key that the defaults have not, and no list, are named with their line."""
    lanterns.edit(
        "[newsletters.town.newsletter]", f"[newsletters.town]\nunset = {written}\n[newsletters.town.newsletter]"
    )
    result = lanterns("plan", "-n", "town")
    assert (result.exit_code, "digest.toml:22: " in result.stderr, said in result.stderr) == (2, True, True), (
        result.stderr
    )


def test_a_file_of_its_own_takes_out_too(tmp_path: Path) -> None:
    """A newsletter with a file of its own says it at the top of that."""
    folder = Folder(tmp_path)
    folder.write("digest.toml", '[defaults.schedule]\nreview = "18h"\n[newsletters]\ntown = "town/digest.toml"\n')
    own = 'unset = ["schedule.review"]\n[newsletter]\nname = "T"\nfrom = "t@lantern.example"\n'
    folder.write("town/digest.toml", own + '[[sources]]\nfile = "feed.xml"\n')
    origins = {each["key"]: each["origin"] for each in folder.json("config", "-n", "town")["settings"]}
    assert origins["schedule.review"] == "default"


def test_commands_in_messages_name_the_newsletter(lanterns: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that a message proposes can be copied as it stands: with the newsletter, and the file where it is not
    the usual one of this folder."""
    path = str(lanterns.root / "digest.toml")
    assert f"make one with `digest plan -n town -c {path}`" in lanterns("send", "-n", "town").stderr
    monkeypatch.chdir(lanterns.root)
    assert "make one with `digest plan -n town`" in digest("send", "-n", "town").stderr
    several = digest("status", "--all", "--json")
    assert "`digest plan -n world`" in json.loads(several.stdout)["world"]["hint"]
    assert "`digest init DIR`" in digest("plan", "-n", "town", "-c", "no.toml").stderr
