"""Whom a run tells what, when the telling itself goes wrong: reviewers without a draft, owners without a word."""

from __future__ import annotations

import contextlib
import email
import email.policy
import importlib
import json
import shutil
from typing import Any

import pytest

from digest.archive import read_issue, write_issue
from digest.errors import SendingIncomplete
from digest.models import Issue, Status
from digest.pipeline import review
from digest.sender import Ledger, sending_alone
from tests.cli.folder import Folder
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.cli.test_run_editors import at, but_for
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]


def read(folder: Folder, name: str) -> Issue:
    return read_issue(folder.root / "issues" / name / "issue.json")


def words(mail: bytes) -> str:
    """Subject and text of a notice, on one line."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    return f"{message['Subject']} | " + " ".join(message.get_content().split())


def told(server: ScriptedServer, who: str = "owner@") -> list[str]:
    """What the owner was told through `server`, in words."""
    return [words(mail) for reader, mail in server.taken if reader.startswith(who)]


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
    """An editor's decision that comes while the draft is on its way is not written over: the run takes its turn anew,
    and the owners hear of nothing but the hold."""
    clock("2026-11-19 14:00")
    submit = review.submit_test

    def held_meanwhile(*arguments: Any, **options: Any) -> Any:
        assert reviewed("hold", "-m", "wait").exit_code == 0
        return submit(*arguments, **options)

    monkeypatch.setattr(review, "submit_test", held_meanwhile)
    assert said(reviewed) == ("held", "wait")
    assert reviewed.issue().review.state == "held"
    assert [notice["Subject"] for notice in notices(reviewed)] == ["The Lantern: 2026-W47 held"]
    clock("2026-11-20 09:00")
    assert said(reviewed) == ("held", "wait")
    assert issue_mails(reviewed) == 0


def test_killed_before_the_word_on_it(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners hear of an issue that was sent by the next run, where the one that sent it did not come to say so."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        with monkeypatch.context() as patch:

            def die(*_arguments: Any, **_options: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr(importlib.import_module("digest.pipeline.run"), "of_run", die)
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


BAD = but_for("bo@", "451 later")
LEFT_OUT = (
    "The Lantern: 2026-W47 needs you | 2026-W47 was sent to 2 of 3 readers; 1 did not get it in time, and no mail"
)


@pytest.mark.parametrize("kinds", ["", "on = ['failed', 'needs you', 'skipped']\n"])
def test_readers_left_out_need_a_person(friday: Folder, clock: Any, kinds: str) -> None:
    """Owners hear of a send that ended without some of its readers as of what needs them, in the first sentence, with
    the command that mails them; also those who want problems only, and once."""
    friday.impatient()
    friday.edit("[notify]\n", f"[notify]\n{kinds}")
    clock("2026-11-20 09:00")
    with ScriptedServer(BAD) as server:
        assert friday("run", env=at(server)).exit_code == 5
        for hour in (8, 9):
            clock(f"2026-11-21 0{hour}:00")
            assert friday("run", env=at(server)).exit_code == 0
        failed, left = told(server)
    assert "2026-W47 failed" in failed
    assert left.startswith(LEFT_OUT)
    assert "3 recipients = 2 accepted + 1 deferred `digest send 2026-W47 --force` mails them" in left


@pytest.mark.parametrize("later", ["2026-11-21 10:00", "2026-11-27 09:00"])
def test_readers_left_out_while_owners_cannot_be_told(friday: Folder, clock: Any, later: str) -> None:
    """Where the run that ends a send cannot reach the owners a later one tells them, whatever its own issue comes to,
    and then nobody tells them again."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(BAD) as server:
        friday("run", env=at(server))
    clock("2026-11-21 09:00" if later < "2026-11-27" else "2026-11-27 06:00")
    ended = friday("run", "--json", env={"SMTP_URL": "smtp://127.0.0.1:1"})
    assert any("the owners could not be told" in problem for problem in json.loads(ended.stdout)["problems"])
    assert read(friday, "2026-W47").status is Status.sent
    (friday.root / "feed.xml").unlink()
    clock(later)
    with ScriptedServer(usual) as server:
        for _ in range(2):
            friday("run", env=at(server))
        assert sum(each.startswith(LEFT_OUT) for each in told(server)) == 1


def test_a_forced_send_that_is_cut_off(friday: Folder, clock: Any) -> None:
    """A send of old news that a person began, and that did not reach all, is told for what it is."""
    friday.impatient()
    clock("2026-11-20 09:00")
    friday("plan")
    clock("2026-11-22 09:00")
    with ScriptedServer(BAD) as server:
        assert friday("send", "--yes", "--force", env=at(server)).exit_code == 5
        clock("2026-11-22 10:00")
        friday("run", env=at(server))
        [said_so] = told(server)
    assert said_so.startswith(LEFT_OUT)


def test_who_reads_again_was_not_left_out(friday: Folder, clock: Any) -> None:
    """An issue that went to everyone is not told as one that left readers out when somebody becomes a reader again."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        friday("suppress", "add", "bo@example.net", env=at(server))
        friday("run", env=at(server))
        friday("suppress", "remove", "bo@example.net", env=at(server))
        for day in ("2026-11-22 09:00", "2026-11-28 09:00"):
            clock(day)
            friday("run", env=at(server))
        assert not [each for each in told(server) if "2026-W47 needs you" in each]


def test_a_new_owner_hears_no_old_news(friday: Folder, clock: Any) -> None:
    """Two weeks after its end an issue is no news: who becomes an owner in January does not hear of November."""
    friday.impatient()
    with ScriptedServer(BAD) as server:
        clock("2026-11-20 09:00")
        friday("run", env=at(server))
        clock("2026-12-05 08:00")
        friday("run", env=at(server))
    friday.edit("owners = ['Olga <owner@lantern.example>']", "owners = ['new@lantern.example']")
    with ScriptedServer(usual) as server:
        clock("2027-01-10 08:00")
        friday("run", env=at(server))
        heard = sorted(each.split(" | ")[0] for each in told(server, "new@"))
    assert heard == [
        f"The Lantern: {week} skipped" for week in ("2026-W50", "2026-W51", "2026-W52", "2026-W53", "2027-W01")
    ]


def test_another_send_is_no_alarm(friday: Folder, clock: Any) -> None:
    """While somebody sends by hand, or another machine does, a run exits with 6 and tells no owner: nothing is wrong.
    An older send that is under way is not called half sent."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(BAD) as server:
        friday("run", env=at(server))
    clock("2026-11-27 09:00")
    news(friday, 1)
    with ScriptedServer(usual) as server:
        for lock in ("send.lock", "ledger.db"):
            with contextlib.ExitStack() as stack:
                if lock == "send.lock":
                    stack.enter_context(sending_alone(friday.root / "state"))
                else:
                    ledger = stack.enter_context(Ledger.open(friday.root / "state" / lock, newsletter=list_id(friday)))
                    stack.enter_context(ledger.alone())
                busy = friday("run", env=at(server))
            assert (busy.exit_code, "another digest is sending" in busy.stderr) == (6, True)
            assert "half sent" not in busy.output
        assert server.taken == []
        assert friday("run", env=at(server)).exit_code == 0
        assert [each.split(" | ")[0] for each in told(server)] == [
            "The Lantern: 2026-W47 needs you",
            "The Lantern: 2026-W48 sent",
        ]


def list_id(folder: Folder) -> str:
    return folder.issue().newsletter.list_id


def test_a_hold_between_the_checks_and_the_send(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold that comes when all is checked is honoured: the run takes its turn anew, and says that it is held."""
    turn = importlib.import_module("digest.pipeline.turn")
    checked = turn._checked

    def held_meanwhile(*arguments: Any) -> Any:
        found = checked(*arguments)
        assert friday("hold", "-m", "stop").exit_code == 0
        return found

    monkeypatch.setattr(turn, "_checked", held_meanwhile)
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        result = json.loads(friday("run", "--json", env=at(server)).stdout)
        assert (result["outcome"], result["reason"]) == ("held", "stop")
        assert [each.split(" | ")[0] for each in told(server)] == ["The Lantern: 2026-W47 held"]
        assert len(server.taken) == 1


def test_reviewers_who_are_all_refused(reviewed: Folder, clock: Any) -> None:
    """Where no reviewer's address exists any more the owners hear of it, and the issue goes out when the review's
    hours are over, as it would if nobody had answered."""
    with ScriptedServer(but_for("rex@", "550 no such user")) as server:
        clock("2026-11-19 13:05")
        first = json.loads(reviewed("run", "--json", env=at(server)).stdout)
        assert first["outcome"] == "in review"
        clock("2026-11-20 07:05")
        assert json.loads(reviewed("run", "--json", env=at(server)).stdout)["outcome"] == "sent"
        alarm, sent = told(server)
    assert "2026-W47 needs you | A reviewer of 2026-W47 has no draft" in alarm
    assert "550 no such user" in alarm
    assert "2026-W47 sent" in sent


def test_a_reviewer_who_is_new(reviewed: Folder, clock: Any) -> None:
    """Who becomes a reviewer while an issue is in review gets its draft with the next run, once, and nobody else does
    again."""
    clock("2026-11-19 13:05")
    said(reviewed)
    reviewed.edit("reviewers = ['rex@lantern.example']", "reviewers = ['rex@lantern.example', 'new@lantern.example']")
    for hour in (14, 15):
        clock(f"2026-11-19 {hour}:05")
        assert said(reviewed)[0] == "in review"
    assert sorted(draft["To"] for draft in notices(reviewed, "draft")) == ["new@lantern.example", "rex@lantern.example"]


def test_a_source_that_is_down_all_day(friday: Folder, clock: Any) -> None:
    """An issue that no run could send is not said to be one that no run was called for."""
    clock("2026-11-13 09:00")
    news(friday, 1, day="12 Nov")
    said(friday)
    (friday.root / "feed.xml").unlink()
    clock("2026-11-20 08:00")
    assert friday("run").exit_code == 3
    clock("2026-11-21 07:05")
    assert said(friday) == ("skipped", "no run could send it by 2026-11-21 07:00, when it was too late")


def test_files_that_do_not_know_are_told(friday: Folder, clock: Any) -> None:
    """Owners hear, once, of an issue of which mails have left and whose file does not know."""
    with ScriptedServer(usual) as server:
        clock("2026-11-20 09:00")
        friday("run", env=at(server))
        shutil.rmtree(friday.root / "issues/2026-W47")
        news(friday, 1, day="19 Nov")
        friday("plan")
        before = len(told(server))
        news(friday, 2)
        clock("2026-11-27 09:00")
        for _ in range(2):
            shown = friday("run", "--json", env=at(server)).stdout
            assert "Some mails of 2026-W47 have left, and its file does not know." in shown
        alarm = [each for each in told(server)[before:] if "needs you" in each]
    assert ["Put issues/2026-W47 back" in each for each in alarm] == [True]


def test_a_ledger_that_fails_after_the_mails(friday: Folder, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails that have left are no failure, though nothing can be read of them when the owners are to be told: the run
    says so."""
    clock("2026-11-20 09:00")

    def broken(*_arguments: Any) -> None:
        raise SendingIncomplete("the database is gone")

    monkeypatch.setattr("digest.pipeline.news.left_out", broken)
    with ScriptedServer(usual) as server:
        result = json.loads(friday("run", "--json", env=at(server)).stdout)
        assert len(server.taken) == 3
    assert result["outcome"] == "sent"
    assert "the owners could not be told: the database is gone" in result["problems"]


def test_killed_between_the_last_mail_and_its_end(friday: Folder, clock: Any) -> None:
    """A send of which nobody was left when it was cut off is told as sent by the run that ends it."""
    clock("2026-11-20 09:00")
    friday("plan")
    with ScriptedServer(usual) as server:
        assert friday("send", "--yes", env=at(server)).exit_code == 0
        cut_off = friday.issue().model_copy(update={"status": Status.sending})
        write_issue(friday.root / "issues", cut_off)
        clock("2026-11-27 09:00")
        news(friday, 1)
        friday("run", env=at(server))
        assert [each.split(" | ")[0].split(": ")[1] for each in told(server)] == ["2026-W47 sent", "2026-W48 sent"]
