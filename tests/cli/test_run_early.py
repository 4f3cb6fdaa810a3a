"""A later issue that a person has sent early counts in the studio, in a new plan and in a run."""

from __future__ import annotations

from typing import Any

import pytest

from digest.errors import Refused
from digest.models import Fill
from digest.pipeline import edit_issue, offers
from tests.cli.folder import Folder
from tests.cli.test_run import friday, reviewed, said
from tests.cli.test_run_in_line import ADS, SLOT, ads, sent, sold
from tests.cli.test_run_repeats import HOURS, saved, titles
from tests.cli.test_run_taken_out import approved, config_of
from tests.cli.test_run_turns import news

__all__ = ["friday", "reviewed", "sold"]


def test_the_studio_knows_what_went_out_early(sold: Folder, clock: Any) -> None:
    """An ad that a later issue has run is neither offered nor taken in the studio: the editor hears the rule."""
    approved(sold)
    sent(sold, "send", "--yes", "2026-W48")
    issue = saved(sold, "2026-W47")
    (offer,) = offers(config_of(sold), issue, "top")
    assert offer.against == "its insertion has run"
    with pytest.raises(Refused, match="its insertion has run"):
        edit_issue(config_of(sold), issue, Fill(action="fill", slot="top", name="dogs"))


def test_a_plan_knows_what_went_out_early(sold: Folder, clock: Any) -> None:
    """A new plan of an issue gives it no ad and no story that a later one has run, and the number after it."""
    sold.edit("[notify]", '[selection]\nwindow = "14d"\n\n[notify]')
    approved(sold)
    sent(sold, "send", "--yes", "2026-W48")
    news(sold, 4, day="17 Nov")
    assert sold("plan", "--replan", "--date", "2026-11-20").exit_code == 0
    issue = saved(sold, "2026-W47")
    assert (ads(issue), issue.number) == ([], 2)
    assert titles(sold, "2026-W47").isdisjoint(titles(sold, "2026-W48"))


def test_a_draft_is_planned_anew_when_a_later_issue_went_out(reviewed: Folder, clock: Any) -> None:
    """Where no editor has decided on it, the slot goes to whose turn it is, also when the ad ran in a later issue; and
    the plan is made anew once."""
    reviewed.edit(HOURS, 'not_after = "7d"\nreview = "48h"')
    reviewed.edit("[notify]", '[selection]\nwindow = "21d"\n\n[notify]')
    reviewed.edit("\n[audience]", SLOT)
    reviewed.write("ads.toml", ADS)
    clock("2026-11-18 08:00")
    news(reviewed, 1, day="17 Nov")
    assert said(reviewed)[0] == "in review"
    news(reviewed, 2, day="18 Nov")
    assert reviewed("plan", "--date", "2026-11-27").exit_code == 0
    reviewed.write("ads.toml", ADS + ADS.replace("dogs", "cats").replace("Dogs", "Cats"))
    news(reviewed, 1, day="17 Nov")
    sent(reviewed, "send", "--yes", "2026-W48")
    clock("2026-11-18 09:00")
    assert sent(reviewed, "run", "--issue", "2026-W47")["outcome"] == "in review"
    issue = saved(reviewed, "2026-W47")
    assert (ads(issue), issue.number) == (["cats"], 2)
    clock("2026-11-18 10:00")
    assert sent(reviewed, "run", "--issue", "2026-W47")["outcome"] == "in review"
    assert saved(reviewed, "2026-W47").mark == issue.mark
