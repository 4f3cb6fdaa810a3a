"""Whom a run tells what, when the telling itself goes wrong: reviewers without a draft, owners without a word."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from digest.pipeline import review
from tests.cli.folder import Folder
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]


def test_a_draft_that_one_of_two_got(reviewed: Folder, clock: Any) -> None:
    """Though the issue might go out at once, a run whose draft somebody did not get says so and leaves it to the next
    one: there is a moment in which to act."""
    reviewed.edit("reviewers = ['rex@lantern.example']", "reviewers = ['rex@lantern.example', 'ruth@lantern.example']")
    clock("2026-11-21 07:00")  # nothing is left of the review

    def never(verb: str, _count: int, who: str) -> str | None:
        return "550 no such mailbox" if verb == "RCPT" and "ruth@" in who else None

    with ScriptedServer(never) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        first = json.loads(reviewed("run", "--json", env=env).stdout)
        assert first["outcome"] == "in review"
        assert [each for each in first["problems"] if "the draft was not taken for ruth@lantern.example" in each]
        assert [reader for reader, _ in server.taken] == ["rex@lantern.example", "owner@lantern.example"]
        assert json.loads(reviewed("run", "--json", env=env).stdout)["outcome"] == "sent"


def test_a_draft_with_nothing_left_of_the_review(reviewed: Folder, clock: Any) -> None:
    """Where all have the draft and no time is left for it, the same run sends."""
    clock("2026-11-21 07:00")
    assert said(reviewed)[0] == "sent"
    assert len(notices(reviewed, "draft")) == 1


def test_a_hold_while_the_draft_is_mailed(reviewed: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor's decision that comes while the draft is on its way is not written over."""
    clock("2026-11-19 14:00")
    submit = review.submit_test

    def held_meanwhile(*arguments: Any, **options: Any) -> Any:
        assert reviewed("hold", "-m", "wait").exit_code == 0
        return submit(*arguments, **options)

    monkeypatch.setattr(review, "submit_test", held_meanwhile)
    refused = reviewed("run")
    assert refused.exit_code == 6
    assert "2026-W47 was changed in the meantime" in refused.stderr
    assert reviewed.issue().review.state == "held"
    clock("2026-11-20 09:00")
    assert said(reviewed) == ("held", "wait")
    assert issue_mails(reviewed) == 0


def test_killed_before_the_word_on_it(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners hear of an issue that was sent by the next run, where the one that sent it did not come to say so."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        with monkeypatch.context() as patch:

            def die(*_arguments: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr(importlib.import_module("digest.pipeline.run"), "of_result", die)
            assert friday("run", env=env).exit_code == 130
        assert len(server.taken) == 3
        for _ in range(2):
            assert json.loads(friday("run", "--json", env=env).stdout)["outcome"] == "already sent"
        assert [reader for reader, _ in server.taken[3:]] == ["owner@lantern.example"]
        assert b"2026-W47 sent" in server.taken[3][1]


def test_killed_while_owners_are_told(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is taken down when it has been said, and not before: killed in between, it is rather said twice than
    never."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        with monkeypatch.context() as patch:

            def die(*_arguments: Any, **_options: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr("digest.pipeline.notices.submit_plain", die)
            assert friday("run", env=env).exit_code == 130
        assert friday("run", env=env).exit_code == 0
        assert friday("run", env=env).exit_code == 0
        assert [reader for reader, _ in server.taken].count("owner@lantern.example") == 1


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
    assert friday("notify", "Nothing can be pushed.", "--issue", "2026-W46").exit_code == 0
    second, first = notices(friday)  # by their names
    assert first["Subject"] == "The Lantern: 2026-W47 needs you"
    words = ("Nothing can be pushed.", "Is the branch protected?", "The job: https://forge.example/jobs/7")
    assert all(each in first.get_content() for each in words)
    assert second["Subject"] == "The Lantern: 2026-W46 needs you"


def test_nobody_is_told_what_a_script_found(friday: Folder, clock: Any) -> None:
    """Where no owner wants to hear, or the server takes no mail, the script hears that."""
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _count, _argument: "451 later" if verb == "RCPT" else None) as server:
        failed = friday("notify", "Nothing can be pushed.", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    assert (failed.exit_code, "owner@lantern.example was not told" in failed.stderr) == (5, True)
    friday.edit("[notify]", '[notify]\non = ["sent"]')
    assert friday("notify", "Nothing can be pushed.").stdout == 'Nobody was told: [notify] on leaves "needs you" out.\n'
    friday.edit("owners = ['Olga <owner@lantern.example>']", "owners = []")
    assert friday("notify", "Nothing can be pushed.").stdout == "Nobody was told: [notify] owners names nobody.\n"
    assert notices(friday) == []
