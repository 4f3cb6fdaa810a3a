"""An issue that was planned before another one went out: what is sold runs no more often than was bought, and its
number comes after theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digest.config import load
from digest.models import Fill, Issue
from digest.pipeline import edit_issue
from tests.cli.folder import Folder
from tests.cli.test_run import friday, notices, reviewed, said
from tests.cli.test_run_repeats import HOURS, saved
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]
ADS = """
[[sponsors]]
id = "dogs"
name = "Dogs Monthly"

[[bookings]]
id = "dogs"
sponsor = "dogs"
slots = ["top"]
first = 2026-11-20
last = 2026-12-04
insertions = 1

[[bookings.creatives]]
headline = "A magazine for dogs"
url = "https://dogs.example/"
"""
SLOT = """
[[blocks]]
kind = "ad"
slot = "top"

[audience]"""


@pytest.fixture
def sold(reviewed: Folder, clock: Any) -> Folder:
    """2026-W47 is on hold and in time when 2026-W48 is planned, with other stories and the same ad, which was bought
    once."""
    reviewed.edit(HOURS, 'not_after = "7d"\nreview = "48h"')
    reviewed.edit("\n[audience]", SLOT)
    reviewed.write("ads.toml", ADS)
    clock("2026-11-18 08:00")
    news(reviewed, 1, day="17 Nov")
    assert said(reviewed)[0] == "in review"
    reviewed("hold", "2026-W47")
    clock("2026-11-25 08:00")
    news(reviewed, 2, day="24 Nov")
    assert reviewed.json("run")["issue"] == "2026-W48"
    assert [ads(saved(reviewed, name)) for name in ("2026-W47", "2026-W48")] == [["dogs"], ["dogs"]]
    return reviewed


def ads(issue: Issue) -> list[str]:
    return [each.booking for each in issue.insertions()]


def sent(folder: Folder, *command: str) -> Any:
    with ScriptedServer(usual) as server:
        result = folder(*command, "--json", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


WHY = "taken out, as 2026-W47 went out first: its insertion has run"


def is_without_the_ad(issue: Issue) -> bool:
    """Whether nothing runs in the slot, and the issue file says why."""
    (slot,) = issue.slots
    (candidate,) = slot.candidates
    assert (slot.insertion, slot.reason, candidate.taken, candidate.reason) == ("", WHY, False, WHY)
    return ads(issue) == [] and [block.kind for block in issue.blocks if block.kind == "ad"] == []


def test_what_is_approved_loses_an_ad_that_ran(sold: Folder, clock: Any) -> None:
    """An approved issue goes out as it is, but without an ad whose booking is used up since: the issue file has the
    reason, and the owners hear of it while there is time to fill the slot."""
    for name in ("2026-W48", "2026-W47"):
        sold("approve", name)
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-25 10:00")
    result = sold.json("run")
    assert (result["outcome"], result["issue"]) == ("not due", "2026-W48")
    assert result["problems"] == [f'the ad "dogs" is not in the slot "top" any more: {WHY}']
    issue = saved(sold, "2026-W48")
    assert is_without_the_ad(issue)
    assert (issue.number, issue.review.state) == (2, "approved")
    assert WHY in " ".join(sold("explain", "2026-W48").stdout.split())
    told = notices(sold)[-1]
    assert told["Subject"] == "The Lantern: 2026-W48 needs you"
    assert WHY in " ".join(told.get_content().split())
    clock("2026-11-27 08:00")
    result = sold.json("run")
    assert (result["outcome"], result["issue"]) == ("sent", "2026-W48")
    assert result["problems"] == [f'the ad "dogs" is not in the slot "top" any more: {WHY}']


def test_the_editors_ad_obeys_its_booking(sold: Folder, clock: Any) -> None:
    """An ad that the editor has put in by hand goes out, too, once its booking does not allow it any more, and is no
    decision of the editor's any longer; one that the booking allows stays."""
    config = load(sold.root / "digest.toml", environment={})
    edit_issue(config, saved(sold, "2026-W48"), Fill(action="fill", slot="top", name="dogs"))
    sold("approve", "2026-W47")
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-27 08:00")
    assert sold.json("run")["outcome"] == "sent"
    issue = saved(sold, "2026-W48")
    assert is_without_the_ad(issue)
    assert issue.edits == ()


@pytest.mark.parametrize("terms", ["insertions = 2", ""])
def test_what_is_still_owed_stays(sold: Folder, clock: Any, terms: str) -> None:
    """What its booking allows still, be it since it was made longer, is what the editor approved."""
    sold.edit("insertions = 1", terms, name="ads.toml")
    for name in ("2026-W48", "2026-W47"):
        sold("approve", name)
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-27 08:00")
    result = sold.json("run")
    assert (result["outcome"], result["problems"]) == ("sent", [])
    assert ads(saved(sold, "2026-W48")) == ["dogs"]


def test_a_booking_that_is_not_there_any_more(sold: Folder, clock: Any) -> None:
    """A finished booking may be gone from ads.toml: its terms stand in the issue."""
    for name in ("2026-W48", "2026-W47"):
        sold("approve", name)
    sold.write("ads.toml", "")
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-27 08:00")
    assert sold.json("run")["outcome"] == "sent"
    assert is_without_the_ad(saved(sold, "2026-W48"))


def test_a_cap_counts_what_went_out_since(sold: Folder, clock: Any) -> None:
    """A capped booking obeys its cap by the issues that went out, not by those that were planned."""
    sold.edit("insertions = 1", "cap = { insertions = 1, issues = 3 }", name="ads.toml")
    for name in ("2026-W48", "2026-W47"):
        sold("approve", name)
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-27 08:00")
    assert sold.json("run")["outcome"] == "sent"
    (slot,) = saved(sold, "2026-W48").slots
    assert slot.reason == "taken out, as 2026-W47 went out first: 1 of at most 1 in 3 issues have run"


def test_a_draft_that_nobody_decided_on(sold: Folder, clock: Any) -> None:
    """Where no editor has decided anything, the issue is planned anew, with a draft of its own: the slot goes to whose
    turn it is."""
    other = ADS.replace("dogs", "cats").replace("Dogs", "Cats").replace("[[sponsors]]", "[[sponsors]]", 1)
    sold.write("ads.toml", ADS + other)
    sold("approve", "2026-W47")
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-25 10:00")
    assert said(sold)[0] == "in review"
    assert ads(saved(sold, "2026-W48")) == ["cats"]
    assert len(notices(sold, "draft")) == 3


def test_a_send_by_hand(sold: Folder, clock: Any) -> None:
    """`digest send` holds an issue against what went out since it was planned as a run does: number and ads are those
    of the sent log, in the mail, too, and it says so."""
    for name in ("2026-W48", "2026-W47"):
        sold("approve", name)
    sent(sold, "send", "--yes", "2026-W47")
    before = sold.tree("issues")
    foreseen = sent(sold, "send", "--dry-run", "2026-W48")
    assert foreseen["problems"] == [f'the ad "dogs" is not in the slot "top" any more: {WHY}']
    assert sold.tree("issues") == before
    result = sent(sold, "send", "--yes", "2026-W48")
    assert result["problems"] == [f'the ad "dogs" is not in the slot "top" any more: {WHY}']
    issue = saved(sold, "2026-W48")
    assert is_without_the_ad(issue)
    assert [saved(sold, name).number for name in ("2026-W47", "2026-W48")] == [1, 2]
    mail = (sold.root / "issues" / "2026-W48" / "email.html").read_text()
    assert "No. 2" in mail
    assert "A magazine for dogs" not in mail


def test_the_later_issue_went_out_early(sold: Folder, clock: Any) -> None:
    """What a person has sent early counts for the issue before it, too: each has a number of its own, and the ad runs
    once."""
    for name in ("2026-W48", "2026-W47"):
        sold("approve", name)
    sent(sold, "send", "--yes", "2026-W48")
    assert sent(sold, "run", "--issue", "2026-W47")["outcome"] == "sent"
    issue = saved(sold, "2026-W47")
    assert (ads(issue), issue.number) == ([], 2)
    assert issue.slots[0].reason == WHY.replace("W47", "W48")


def test_an_issue_without_a_number(friday: Folder, clock: Any) -> None:
    """What was skipped before it was planned has no number, and none is shown; the next issue gets it."""
    clock("2026-11-20 08:00")
    news(friday, 1, day="1 Nov")
    assert said(friday)[0] == "nothing to send"
    shown = friday("plan").stdout
    assert "2026-W47 was skipped" in shown
    assert "The Lantern · 2026-W47 · Friday 2026-11-20" in shown
    assert "Subject" not in shown
