"""Mail servers that say nothing, or no, to what reviewers and owners get: it is told, and not mailed for ever."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.folder import Folder
from tests.cli.test_run import friday, reviewed
from tests.cli.test_run_editors import TWO, at, but_for
from tests.cli.test_run_turns import news
from tests.smtp.servers import DROP, HANG, Behave, ScriptedServer

__all__ = ["friday", "reviewed"]


def silent(*, who: str) -> Behave:
    """A server that takes mails to those in `who`, and never says so."""
    return lambda verb, _count, argument: HANG if verb == "DOT" and argument.startswith(tuple(who.split())) else None


def test_a_reviewer_whose_server_never_says(reviewed: Folder, clock: Any) -> None:
    """A draft of which the server does not say whether it has it counts as one that has come: it is said, once, also to
    the owners, and no run mails a second one. Another reviewer, whose server says later, is named beside and gets
    theirs with the next run."""
    reviewed.edit("reviewers = ['rex@lantern.example']", TWO)
    reviewed.edit("[schedule]", "[sending]\ntimeout = 1\n\n[schedule]")
    later = but_for("ida2@", "451 greylisted")
    behave: Behave = lambda *heard: silent(who="rex@")(*heard) or later(*heard)  # noqa: E731 - short
    clock("2026-11-19 14:00")
    with ScriptedServer(behave) as server:
        place = f"127.0.0.1:{server.port}"
        first = json.loads(reviewed("run", "--json", env=at(server)).stdout)
        assert first["outcome"] == "in review"
        assert first["problems"] == [
            "whether rex@lantern.example has the draft is not known, and it does not go again"
            f" ({place}: no answer to the message: no answer in time)",
            f"the draft was not taken for ida2@lantern.example by {place}: 451 greylisted",
        ]
        [told] = [mail for who, mail in server.taken if who.startswith("owner@")]
        assert b"2026-W47 may have no draft" in told
        assert b"digest test rex@lantern.example --issue 2026-W47" in told
    with ScriptedServer(silent(who="rex@")) as server:
        for hour in (15, 16):
            clock(f"2026-11-19 {hour}:00")
            assert json.loads(reviewed("run", "--json", env=at(server)).stdout)["problems"] == []
        assert [who for who, _ in server.taken] == ["ida2@lantern.example"]
        clock("2026-11-20 08:00")
        assert json.loads(reviewed("run", "--json", env=at(server)).stdout)["outcome"] == "sent"


@pytest.mark.parametrize(
    ("verb", "answer", "said"),
    [
        ("RCPT", HANG, "the draft was not taken for rex@lantern.example by {}: no answer in time"),
        ("RCPT", "451 later", "the draft was not taken for rex@lantern.example by {}: 451 later; the draft was not"),
        ("GREETING", "454 no", "no draft went to rex@lantern.example, ida2@lantern.example through {}: the mail"),
        ("MAIL", "530 login", "no draft went to rex@lantern.example, ida2@lantern.example through {}: the mail"),
    ],
)
def test_a_draft_that_nobody_got(reviewed: Folder, clock: Any, verb: str, answer: str, said: str) -> None:
    """The error says whose draft it is, which server did not take it, and what comes next."""
    reviewed.edit("reviewers = ['rex@lantern.example']", TWO)
    reviewed.edit("[schedule]", "[sending]\ntimeout = 1\n\n[schedule]")
    clock("2026-11-19 14:00")
    with ScriptedServer(lambda heard, *_: answer if heard == verb else None) as server:
        failed = reviewed("run", env=at(server))
        assert (failed.exit_code, said.format(f"127.0.0.1:{server.port}") in failed.stderr) == (5, True), failed.stderr
    assert "ida2@lantern.example" in failed.stderr
    assert "the next run tries again" in failed.stderr


def test_a_draft_that_is_cut_off(reviewed: Folder, clock: Any) -> None:
    """Who has the draft when the connection is lost over another one's gets no second one."""
    reviewed.edit("reviewers = ['rex@lantern.example']", TWO)
    clock("2026-11-19 14:00")
    with ScriptedServer(but_for("ida2@", DROP)) as server:
        for hour in (14, 15):
            clock(f"2026-11-19 {hour}:00")
            assert "In review" in reviewed("run", env=at(server)).stdout
        assert [who for who, _ in server.taken] == ["rex@lantern.example"]


def test_an_owner_whose_server_never_says(friday: Folder, clock: Any) -> None:
    """What may have reached an owner is said once more, as it may not, and then no more: not with every run."""
    friday.edit("[schedule]", "[sending]\ntimeout = 1\n\n[schedule]")
    clock("2026-11-20 09:00")
    with ScriptedServer(silent(who="owner@")) as server:
        shown = [friday("run", env=at(server)).stderr for _ in range(4)]
        assert [who for who, _ in server.taken].count("owner@lantern.example") == 2
        words = f"whether owner@lantern.example was told is not known (127.0.0.1:{server.port}: no answer"
    assert [words in each for each in shown] == [True, True, False, False]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("550 no such user", ": 550 no such user\n"),
        (HANG, ": no answer in time; the next run tells it again\n"),
    ],
)
def test_an_owner_who_is_not_told(friday: Folder, clock: Any, answer: str, said: str) -> None:
    """Why an owner hears nothing is said once a run, with the server, its code and what comes next, however many words
    there were for them."""
    friday.edit("[schedule]", "[sending]\ntimeout = 1\ngive_up_after = 0\n\n[schedule]")
    clock("2026-11-20 09:00")
    with ScriptedServer(but_for("bo@", "451 later")) as server:
        friday("run", env=at(server))
    news(friday, 1)
    clock("2026-11-27 09:00")
    with ScriptedServer(but_for("owner@", answer)) as server:
        done = friday("run", env=at(server))
        line = f"warning: owner@lantern.example was not told: 127.0.0.1:{server.port}{said}"
    assert (done.exit_code, done.stderr.count(line), done.stderr.count("was not told")) == (0, 1, 1), done.stderr


def test_a_run_that_fails_and_cannot_say_so(friday: Folder, clock: Any) -> None:
    """Where a run fails and its owners are not told, whoever calls it hears both."""
    (friday.root / "feed.xml").unlink()
    clock("2026-11-20 09:00")
    with ScriptedServer(but_for("owner@", "550 no such user")) as server:
        failed = friday("run", env=at(server))
    assert failed.exit_code == 3
    assert "no source gave a story; owner@lantern.example was not told: 127.0.0.1" in failed.stderr
    assert "550 no such user" in failed.stderr


def test_a_reader_whose_message_is_never_answered(friday: Folder, clock: Any) -> None:
    """A message that the server takes, and hangs up, goes to its reader once more, and not with every run of the day:
    then the issue is sent, and nobody is told that this reader has it, or that they have it not."""
    behave: Behave = lambda verb, _count, who: DROP if verb == "DOT" and who.startswith("bo@") else None  # noqa: E731
    with ScriptedServer(behave) as server:
        clock("2026-11-20 09:00")
        first = friday("run", env=at(server))
        assert (first.exit_code, "1 of 3 are left (1 unknown: no answer to the message" in first.stderr) == (5, True)
        clock("2026-11-20 10:00")
        second = json.loads(friday("run", "--json", env=at(server)).stdout)
        doubt = "nobody knows of 1 reader whether 2026-W47 came: your mail server's log may"
        assert (second["outcome"], second["problems"]) == ("sent", [doubt])
        assert (second["sending"]["counts"]["accepted"], second["sending"]["counts"]["unanswered"]) == (2, 1)
        for hour in (11, 12):
            clock(f"2026-11-20 {hour}:00")
            later = json.loads(friday("run", "--json", env=at(server)).stdout)
            assert (later["outcome"], doubt[:24] in later["reason"]) == ("already sent", True)
        got = [who.partition("@")[0] for who, _ in server.taken if not who.startswith("owner@")]
        assert sorted(got) == ["ann", "bo", "bo", "cy"]
        [told] = [mail for who, mail in server.taken if who.startswith("owner@") and b"was sent" in mail]
        assert b"nobody knows of 1 reader" in told


def test_a_send_that_ends_with_a_message_unanswered(friday: Folder, clock: Any) -> None:
    """When its time is over, it is not said of a reader who may have the issue that they did not get it."""
    behave: Behave = lambda verb, _count, who: DROP if verb == "DOT" and who.startswith("bo@") else None  # noqa: E731
    with ScriptedServer(behave) as server:
        clock("2026-11-20 09:00")
        assert friday("run", env=at(server)).exit_code == 5
        clock("2026-11-25 09:00")
        late = friday("run", env=at(server))
        assert "did not get" not in late.stdout + late.stderr
        assert "nobody knows of 1 reader whether 2026-W47 came" in " ".join(late.stderr.split())
        [told] = [mail for who, mail in server.taken if who.startswith("owner@") and b"no mail goes to them" in mail]
        assert b"nobody knows whether 1 more have it" in b" ".join(told.split())
