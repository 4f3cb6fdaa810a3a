"""Runs of a newsletter whose schedule names no day: what is on its way keeps its turn, and gets an end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digest import archive
from digest.models import Issue, Status
from tests.cli.folder import Folder
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]


@pytest.fixture
def undated(friday: Folder) -> Folder:
    """A weekly newsletter that goes out whenever a run is called."""
    friday.edit('day = "friday"\nnot_before = "07:00"\nnot_after = "24h"', "")
    return friday


def saved(folder: Folder, name: str) -> Issue:
    return archive.read_issue(folder.root / "issues" / name / archive.FILE)


def half_sent(folder: Folder) -> None:
    """2026-W47 has gone to all but Bo."""
    folder.impatient()
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        assert folder("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}).exit_code == 5


def test_a_send_is_finished_first(undated: Folder, clock: Any) -> None:
    """A send that was cut off goes on in the next week, too, while it is no older than a week; then comes the next."""
    clock("2026-11-20 09:00")
    half_sent(undated)
    clock("2026-11-26 09:00")
    news(undated, 1, day="25 Nov")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        found = [json.loads(undated("run", "--json", env=env).stdout)["issue"] for _ in range(2)]
        assert found == ["2026-W47", "2026-W48"]
        readers = [reader for reader, _ in server.taken if not reader.startswith("owner@")]
    assert (readers[0], sorted(readers[1:])) == (
        "bo@example.net",
        ["ann@example.org", "bo@example.net", "cy@example.com"],
    )


def test_a_send_has_an_end(undated: Folder, clock: Any) -> None:
    """After a week it is old news: the send is over, its owners hear of it, and the next issue goes out."""
    clock("2026-11-20 09:00")
    half_sent(undated)
    clock("2026-11-27 09:00")
    news(undated, 1)
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        result = json.loads(undated("run", "--json", env=env).stdout)
        told = [message.decode() for reader, message in server.taken if reader.startswith("owner@")]
    assert (result["outcome"], result["issue"]) == ("sent", "2026-W48")
    assert "1 reader did not get 2026-W47 in time, and no mail goes to them any more" in result["problems"]
    assert any("2026-W47" in each and "2 accepted + 1 deferred" in each for each in told)
    assert saved(undated, "2026-W47").status is Status.sent


@pytest.mark.parametrize("decision", ["", "approve"])
def test_a_review_goes_past_midnight(undated: Folder, clock: Any, decision: str) -> None:
    """An issue that is in review on Sunday goes out on Monday, although that is another week."""
    undated.edit("[schedule]", '[schedule]\nreview = "18h"')
    clock("2026-11-22 20:00")
    assert said(undated)[0] == "in review"
    if decision:
        undated(decision)
    clock("2026-11-23 06:00")
    assert (undated.json("run")["issue"], issue_mails(undated)) == ("2026-W47", 3)


def test_a_draft_that_nobody_ran_again(undated: Folder, clock: Any) -> None:
    """A week later it is old news: it is skipped, and the owners hear of it."""
    undated.edit("[schedule]", '[schedule]\nreview = "18h"')
    clock("2026-11-20 20:00")
    assert said(undated)[0] == "in review"
    clock("2026-11-27 20:00")
    news(undated, 1)
    result = undated.json("run")
    assert (result["missed"], result["issue"]) == (["2026-W47"], "2026-W48")
    assert [notice["Subject"] for notice in notices(undated)] == ["The Lantern: 2026-W47 skipped"]


def test_what_was_only_planned_waits_for_a_person(undated: Folder, clock: Any) -> None:
    """It has no turn in another week, and is never too late."""
    clock("2026-11-20 09:00")
    undated("plan")
    clock("2026-12-01 09:00")
    news(undated, 1, day="30 Nov")
    result = undated.json("run")
    assert (result["missed"], result["issue"]) == ([], "2026-W49")
    assert saved(undated, "2026-W47").status is Status.planned


def test_a_limit_counts_without_a_day(undated: Folder, clock: Any) -> None:
    """With `not_after` an issue that was planned and not sent in time is skipped, and the owners hear of it."""
    undated.edit("[schedule]", '[schedule]\nnot_after = "24h"')
    clock("2026-11-20 09:00")
    undated("plan")
    clock("2026-12-01 09:00")
    news(undated, 1, day="30 Nov")
    assert undated.json("run")["missed"] == ["2026-W47"]
    assert "The Lantern: 2026-W47 skipped" in [notice["Subject"] for notice in notices(undated)]
