"""What is told besides what became of an issue: a config of which nothing can be read, and what a script found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.folder import Folder
from tests.cli.test_run import friday, notices
from tests.smtp.servers import HANG, ScriptedServer

__all__ = ["friday"]


def test_a_config_that_cannot_be_read_is_in_the_summary(friday: Folder, clock: Any, tmp_path: Path) -> None:
    """Owners cannot be told of a config that is wrong, so the job's summary has it, with its place and what to do; a
    file that cannot be opened as well."""
    clock("2026-11-20 09:00")
    env = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    friday.edit('day = "friday"', 'day = "freitag"')
    assert friday("run", env=env).exit_code == 2
    text = (tmp_path / "summary.md").read_text()
    assert "| Outcome | failed |" in text
    assert "schedule.day" in text
    assert "| Newsletter |" not in text
    (friday.root / "digest.toml").unlink()
    assert friday("run", "--all", env=env).exit_code == 2
    assert (tmp_path / "summary.md").read_text().count("| Outcome | failed |") == 2


def test_owners_are_told_what_a_script_found(friday: Folder, clock: Any) -> None:
    """A script's words go to the owners once, with the job that it ran in, about the issue that it names or whose turn
    it is."""
    clock("2026-11-20 09:00")
    env = {"CI_JOB_URL": "https://forge.example/jobs/7"}
    for _ in range(2):
        told = friday("notify", "Nothing can be pushed.", "Is the branch protected?", env=env)
        assert (told.exit_code, told.stdout) == (0, "The owners know of it.\n")
    said = friday.json("notify", "Nothing can be pushed.", "--issue", "2026-W46")
    assert said == {"outcome": "told", "reason": "The owners know of it.", "issue": "2026-W46", "problems": []}
    second, first = notices(friday)  # by their names
    assert first["Subject"] == second["Subject"] == "The Lantern: Nothing can be pushed."
    words = ("Nothing can be pushed.", "Is the branch protected?", "The job: https://forge.example/jobs/7")
    assert all(each in first.get_content() for each in (*words, "The issue: 2026-W47"))
    assert "The issue: 2026-W46" in second.get_content()


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("The list of\n readers is a week old.", "The list of readers is a week old."),
        (f"{'The export of our readers has failed since Monday. ' * 2}Look.", None),
        ("号" * 80, "号" * 60 + "…"),
    ],
)
def test_the_subject_is_what_the_words_say(friday: Folder, clock: Any, words: str, subject: str | None) -> None:
    """A mail that a script sends is called by its first words, cut between two of them where it can be."""
    clock("2026-11-20 09:00")
    friday("notify", words)
    [mail] = notices(friday)
    subject = subject or "The export of our readers has failed since Monday. The…"
    assert mail["Subject"] == f"The Lantern: {subject}"
    assert words.split()[-1] in mail.get_content()


def test_nobody_is_told_what_a_script_found(friday: Folder, clock: Any) -> None:
    """Where no owner wants to hear, or the server takes no mail, the script hears that."""
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _count, _argument: "451 later" if verb == "RCPT" else None) as server:
        failed = friday("notify", "Nothing can be pushed.", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        as_json = friday("notify", "More.", "--json", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    assert (failed.exit_code, "owner@lantern.example was not told" in failed.stderr) == (5, True)
    assert (as_json.exit_code, '"outcome": "failed"' in as_json.stdout, "451 later" in as_json.stdout) == (
        5,
        True,
        True,
    )
    friday.edit("[notify]", '[notify]\non = ["sent"]')
    assert friday("notify", "Nothing can be pushed.").stdout == 'Nobody was told: [notify] on leaves "needs you" out.\n'
    assert friday.json("notify", "Nothing can be pushed.")["outcome"] == "nobody told"
    friday.edit("owners = ['Olga <owner@lantern.example>']", "owners = []")
    assert friday("notify", "Nothing can be pushed.").stdout == "Nobody was told: [notify] owners names nobody.\n"
    assert notices(friday) == []


@pytest.mark.parametrize(
    ("answer", "times", "words"),
    [("550 no such user", 1, "was not told: the mail server refused it"), (HANG, 2, "may not have been told")],
)
def test_a_script_does_not_hear_that_somebody_knows_who_was_refused(
    friday: Folder, clock: Any, answer: str, times: int, words: str
) -> None:
    """The same is not mailed again where the server refused it, or never said, twice, that it took it; it is not called
    told, either."""
    clock("2026-11-20 09:00")
    if answer == HANG:
        friday.edit("[notify]", "[sending]\ntimeout = 0.4\n\n[notify]")
    verb = "DOT" if answer == HANG else "RCPT"
    with ScriptedServer(lambda heard, _count, _argument: answer if heard == verb else None) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        for _ in range(times):
            assert friday("notify", "Nothing can be pushed.", env=env).exit_code == 5
        mails = sum(line.startswith("RCPT") for line in server.heard)
        again = friday("notify", "Nothing can be pushed.", "--json", env=env)
        assert (again.exit_code, json.loads(again.stdout)["outcome"]) == (5, "failed")
        [problem] = json.loads(again.stdout)["problems"]
        assert words in problem
        assert sum(line.startswith("RCPT") for line in server.heard) == mails == times


def test_nothing_to_say(friday: Folder, clock: Any) -> None:
    """Words that are empty, as of a variable that is not set, are no mail to owners."""
    clock("2026-11-20 09:00")
    refused = friday("notify", " ")
    assert (refused.exit_code, "there is nothing to say" in refused.stderr) == (2, True)
    assert notices(friday) == []


def test_a_run_that_stops_says_nothing_of_readers(friday: Folder, clock: Any) -> None:
    """When a run stops over the file of an issue that everybody has, owners are not told that somebody has not."""
    clock("2026-11-20 09:00")
    assert friday("run").exit_code == 0
    path = friday.root / "issues/2026-W47/issue.json"
    path.write_text(path.read_text()[:300])
    assert friday("run").exit_code == 2
    told = [each.get_content() for each in notices(friday)]
    assert any("A run for 2026-W47 stopped: " in each for each in told)
    assert not any("has not gone out to everyone" in each for each in told)
