"""What the commands print: results on stdout, the rest on stderr, plain off a terminal, JSON on request."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.folder import Folder, digest

COMMANDS = (
    *(("init",), ("collect",), ("plan",), ("explain",), ("render",), ("check",)),
    *(("preview",), ("test",), ("send",), ("run",), ("status",)),
    *(("suppress", name) for name in ("add", "remove", "list", "import")),
    *(("theme", name) for name in ("list", "new")),
    *(("checks", name) for name in ("list", "update")),
)
JSON = (
    ("collect",),
    ("plan",),
    ("explain",),
    ("check",),
    ("test", "ed@lantern.example"),
    ("send", "--dry-run"),
    ("send", "--yes"),
    ("run",),
    ("status",),
    ("suppress", "list"),
    ("theme", "list"),
)
ESCAPE = "\x1b"


def test_help() -> None:
    """`digest --help` names every command."""
    text = digest("--help").stdout
    assert all(re.search(rf"\b{names[0]}\b", text) for names in COMMANDS)


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_help_of_each_command(names: tuple[str, ...]) -> None:
    """Every command has help, a sentence on what it does, and the common options."""
    result = digest(*names, "--help")
    assert result.exit_code == 0
    assert re.search(r"^ +[A-Z].*", result.stdout, re.MULTILINE)
    for option in ("--config", "-c", "--date", "--verbose", "-v", "--quiet", "-q", "--traceback"):
        assert option in result.stdout


def test_version() -> None:
    """`digest --version` gives the distribution's version."""
    assert digest("--version").stdout == f"digest {version('newsletter-digest')}\n"


def test_no_command() -> None:
    """Without a command there is help, and a wrong one is an error of usage."""
    assert "Usage" in digest().output
    assert digest("sned").exit_code == 2


@pytest.mark.parametrize("command", JSON, ids=" ".join)
def test_json_is_all_of_stdout(command: tuple[str, ...], lantern: Folder) -> None:
    """With --json, stdout is one document and nothing else, with -q as well."""
    assert lantern("plan").exit_code == 0
    assert isinstance(lantern.json(*command), dict)
    assert isinstance(lantern.json(*command, "-q"), dict)


FAILING = (
    ("run", 2),
    ("status", 2),
    ("hold 2026-W30", 2),
    ("approve", 2),
    ("adopt", 6),
    ("suppress add nobody", 2),
    ("explain", 2),
    ("archive build site", 2),
)


@pytest.mark.parametrize(("line", "code"), FAILING)
def test_json_of_what_fails(line: str, code: int, lantern: Folder) -> None:
    """With --json an error is one document on stdout, with the exit code, and the same words stay on stderr."""
    if line == "run":
        lantern.edit("[[blocks]]", "[[bloks]]")
    result = lantern(*line.split(), "--json", "-q")
    assert result.exit_code == code, result.output
    said = json.loads(result.stdout)
    assert list(said) == ["error", "where", "hint", "code"]
    assert said["code"] == code
    assert all(said[key] in result.stderr for key in ("error", "where", "hint"))


def test_a_full_disk(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run for which there is no room says which file and what to do, to the owners, too, and exits with 2: a check
    has found nothing."""
    lantern.edit("[schedule]", '[notify]\nowners = ["owner@lantern.example"]\n\n[schedule]')

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digest.archive.os.fsync", full)
    result = lantern("run")
    assert result.exit_code == 2
    path = lantern.root / "issues" / "2026-W47" / "issue.json"
    assert result.stderr.splitlines()[-2:] == [
        f"error: {path}: No space left on device",
        "  make room on that disk, and run it again",
    ]
    (told,) = (mail for name, mail in lantern.mails().items() if "needs" in name or b"owner@" in mail)
    assert b"make room on that disk" in told


def test_json_says_what_was_sent(lantern: Folder) -> None:
    """The document of a run has outcome, issue, counts that add up, and where the mails are."""
    content = lantern.json("run")
    assert content["outcome"] == "sent"
    assert content["issue"] == "2026-W47"
    assert content["sending"]["counts"]["accepted"] == content["sending"]["counts"]["recipients"] == 3
    assert content["sending"]["outbox"] == str(lantern.root / "outbox")
    assert lantern.json("run")["outcome"] == "already sent"


@pytest.mark.parametrize("command", ["run", "send"])
def test_json_events(command: str, lantern: Folder) -> None:
    """With --json, stderr is a stream of events, a line for each recipient, with counts that add up."""
    assert lantern("plan").exit_code == 0
    events = [json.loads(line) for line in lantern(command, "--json").stderr.splitlines()]
    assert [event["event"] for event in events] == ["submission"] * 3
    assert {event["address"] for event in events} == {"ann@example.org", "bo@example.net", "cy@example.com"}
    assert [event["counts"]["accepted"] for event in events] == [1, 2, 3]
    assert all(event["state"] == "accepted" and event["code"] == 250 for event in events)


def test_quiet(lantern: Folder) -> None:
    """-q prints nothing when all goes well, and still prints errors."""
    for command in (("plan",), ("explain",), ("render",), ("check",), ("send", "--dry-run"), ("run",), ("status",)):
        assert lantern(*command, "-q").output == "", command
    (lantern.root / "digest.toml").unlink()
    assert "error: " in lantern("run", "-q").stderr


def test_verbose(lantern: Folder) -> None:
    """-v is taken by a command and changes nothing of what stdout says."""
    assert lantern("plan").exit_code == 0
    assert lantern("explain", "-v").stdout == lantern("explain").stdout


def test_plain_text_off_a_terminal(lantern: Folder) -> None:
    """Off a terminal there are no escape codes, and no line is broken: a story is a line."""
    title = "A title that goes on and on " * 8
    lantern.edit("Bread at dawn", title.strip(), name="feed.xml")
    for command in ("collect", "run", "explain", "status"):
        result = lantern(command, env={"COLUMNS": "40"})
        assert ESCAPE not in result.output
    assert title.strip() in lantern("explain", env={"COLUMNS": "40"}).stdout
    assert title.strip() in lantern("collect", env={"COLUMNS": "40"}).stdout


def test_brackets_in_a_title(lantern: Folder) -> None:
    """A title in square brackets is text, not markup."""
    lantern.edit("Bread at dawn", "[bold]Bread[/] [red", name="feed.xml")
    result = lantern("run")
    assert result.exit_code == 0
    assert "[bold]Bread[/] [red" in lantern("collect").stdout
    assert "[bold]Bread[/] [red" in lantern("explain").stdout


def test_explain_gives_reasons(lantern: Folder) -> None:
    """`explain` says for every story where it is and why, and what of the layout was left out."""
    lantern.edit('title = "More"', 'title = "More"\ncount = 2\n\n[[blocks]]\nkind = "section"\nsection = "Fog"')
    planned = lantern("plan")
    assert re.search(r"^warning: .*section Fog.* is left out", planned.stderr, re.MULTILINE)
    content = lantern.json("explain")
    assert len(content["decisions"]) == 4
    assert all(decision["reason"] for decision in content["decisions"])
    assert [decision["outcome"] for decision in content["decisions"]].count("placed") == 3
    shown = lantern("explain")
    assert "2026-W47: 4 stories" in shown.stdout
    assert "left out" in shown.stdout


def test_plan_warns_of_failures(lantern: Folder) -> None:
    """`plan` warns of a source that could not be read, and its --json names it."""
    lantern.edit('[[blocks]]\nkind = "lead"', '[[sources]]\nfile = "gone.xml"\n\n[[blocks]]\nkind = "lead"')
    assert "warning: gone.xml: there is no such file" in lantern("plan").stderr
    assert [each["source"] for each in lantern.json("plan", "--replan")["failures"]] == ["gone.xml"]
    assert "2026-W47 is planned already (--replan decides anew)." in lantern("plan").stdout


def test_plan_takes_the_editors_words(lantern: Folder) -> None:
    """A subject or preheader given to `plan` stands instead of the one proposed, also when it is planned anew, until an
    empty one is given; the other is proposed still."""
    assert lantern("plan").exit_code == 0
    proposed = lantern.issue().preheader
    assert lantern("plan", "--replan", "--subject", " Fog, and what to do in it ").exit_code == 0
    issue = lantern.issue()
    assert (issue.subject, issue.preheader) == ("Fog, and what to do in it", proposed)
    assert lantern("plan", "--replan", "--preheader", "Bread helps").exit_code == 0
    assert lantern.issue().preheader == "Bread helps"
    assert lantern.issue().subject == issue.subject
    assert lantern("plan", "--replan", "--subject", "").exit_code == 0
    assert lantern.issue().subject not in ("", issue.subject)
    assert lantern.issue().preheader == "Bread helps"


def test_explain_shows_slots(magazine: Folder) -> None:
    """`explain` says for every slot what was considered and why it runs or not; an empty slot says nothing runs."""
    magazine.edit('slot = "bottom"', 'slot = "bottom"\n\n[[blocks]]\nkind = "ad"\nslot = "attic"')
    assert magazine("plan").exit_code == 0
    shown = magazine("explain").stdout
    issue = magazine.issue()
    assert f"2026-W47: {len(issue.slots)} slots" in shown
    for slot in issue.slots:
        assert all(candidate.reason in shown for candidate in slot.candidates)
    assert not next(slot for slot in issue.slots if slot.slot == "attic").insertion
    assert "attic" in shown


def test_check_says_all_is_well(lantern: Folder) -> None:
    """`check` without findings says so; a warning is shown with its remedy, and fails with --strict only."""
    assert lantern("plan").exit_code == 0
    assert lantern("check", "--strict").stdout.strip() == "All checks passed."
    lantern.edit('address = "1 Harbour Street, Lampton"\n', "")
    assert lantern("plan", "--replan").exit_code == 0
    result = lantern("check")
    assert result.exit_code == 0
    assert "warning" in result.stdout
    assert "add address" in result.stdout
    assert lantern("check", "--strict").exit_code == 1
    assert "warning: postal-address" in lantern("run").stderr


def test_check_knows_the_columns_of_the_readers(lantern: Folder) -> None:
    """A misspelt merge field is an error; without a list of readers nobody can tell."""
    lantern.edit("[audience]", '[audience]\nfallbacks = { city = "your town" }')
    lantern.edit('kind = "lead"', 'kind = "note"\ntext = "Dear {{ naem }}, {{ name }} of {{ city }}"')
    assert lantern("plan").exit_code == 0
    result = lantern("check")
    assert result.exit_code == 1
    assert 'did you mean "name"?' in " ".join(result.stdout.split())
    assert "city" not in result.stdout
    assert lantern("run").exit_code == 1
    (lantern.root / "subscribers.csv").unlink()
    assert lantern("check").exit_code == 0


def test_status_and_contents_of_a_run(magazine: Folder) -> None:
    """A run names the issue, its subject, each block, the files and how to open the preview."""
    text = magazine("run").stdout
    issue = magazine.issue()
    assert text.startswith("Halyard · 2026-W47 · No. 1 · Friday 2026-11-20\n")
    assert issue.subject in text
    for insertion in issue.insertions():
        assert insertion.creative.headline in text
    assert f"Files    {magazine.root}/issues/2026-W47" in text
    assert f"digest preview -c {magazine.root}/digest.toml" in text
    status = magazine("status").stdout
    assert f"2026-W47 is tried: {issue.subject}" in status
    assert "25 recipients = 25 accepted" in status


def test_unknown_issue(lantern: Folder) -> None:
    """An issue that is not there, or none at all, ends with 2 and says what to do."""
    assert "there is no issue yet" in lantern("status").stderr
    for command in (("explain",), ("render",), ("check",), ("send", "--yes"), ("status",), ("preview", "--no-open")):
        result = lantern(*command, "2026-W99")
        assert result.exit_code == 2
        assert "there is no such issue" in result.stderr
        assert "digest plan" in result.stderr


def test_an_issue_that_is_not_there_names_those_that_are(lantern: Folder) -> None:
    """Who mistypes an id sees the newest ids."""
    assert lantern("plan").exit_code == 0
    shown = lantern("explain", "2026-W99").stderr
    assert "2026-W99: there is no such issue" in shown
    assert "there is 2026-W47" in shown


def test_issue_by_folder(lantern: Folder) -> None:
    """An issue is named by id or by folder; left out, it is the newest."""
    assert lantern("plan").exit_code == 0
    folder = str(lantern.root / "issues" / "2026-W47")
    for name in ("2026-W47", folder, folder + "/"):
        assert lantern.json("explain", name)["id"] == "2026-W47"


def test_completion_of_issue_ids(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell completes the ids of the issues that are there."""
    assert lantern("plan").exit_code == 0
    monkeypatch.chdir(lantern.root)
    asked = {"_DIGEST_COMPLETE": "complete_bash", "COMP_WORDS": "digest status 2026", "COMP_CWORD": "2"}
    command = Path(sys.executable).with_name("digest")
    done = subprocess.run([command], env=os.environ | asked, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["2026-W47"], done.stderr


def test_colours_on_a_terminal(sent_magazine: Folder) -> None:
    """On a terminal the same results are a table in colours."""
    ours, theirs = pty.openpty()
    command = Path(sys.executable).with_name("digest")
    with subprocess.Popen(
        [command, "explain", "-c", sent_magazine.root / "digest.toml"],
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"},
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says EIO when the other side is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    text = shown.decode()
    assert ESCAPE in text
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip("\r") for line in text.splitlines()]
    assert max(map(len, lines)) <= 100


def test_render_says_which_file_to_open(lantern: Folder) -> None:
    """What is for sending has marks in it; the files that are called whole have none."""
    assert lantern("plan").exit_code == 0
    rows = {Path(line.split()[0]).name: line for line in lantern("render").stdout.splitlines() if line.startswith("/")}
    assert set(rows) == {"email.html", "email.txt", "index.html", "message.eml"}
    folder = lantern.root / "issues" / "2026-W47"
    mark = json.loads((folder / "issue.json").read_text(encoding="utf-8"))["mark"]
    for name, line in rows.items():
        assert ("open it in" in line) == (f"~{mark}~" not in (folder / name).read_text(encoding="utf-8"))
    assert "marks like" in rows["email.html"]


def test_render_says_its_files_to_a_program(lantern: Folder) -> None:
    """With `--json` the files of an issue are there by their paths, with their sizes."""
    lantern("plan")
    said = lantern.json("render")
    assert said["issue"] == "2026-W47"
    assert [Path(each["path"]).name for each in said["files"]] == [
        "email.html",
        "email.txt",
        "index.html",
        "message.eml",
    ]
    assert all(Path(each["path"]).stat().st_size == each["bytes"] for each in said["files"])
