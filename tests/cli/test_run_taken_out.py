"""An ad is taken out of an issue only for one that went out, by terms that can be read, and never unheard."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from digest import archive
from digest.config import Config, load
from digest.models import Fill, Issue, Word
from digest.pipeline import edit_issue
from tests.cli.folder import Folder
from tests.cli.test_run import friday, reviewed, said
from tests.cli.test_run_in_line import WHY, ads, is_without_the_ad, sent, sold
from tests.cli.test_run_repeats import saved
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed", "sold"]
LOST = f'the ad "dogs" is not in the slot "top" any more: {WHY}'
NEEDS_YOU = "Subject: The Lantern: 2026-W48 needs you"


def live(folder: Folder, *command: str, answer: str | None = None) -> tuple[Any, list[str]]:
    """What a command comes to with a mail server, and the subjects that the owner gets."""
    with ScriptedServer(usual) as server:
        result = folder(*command, env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}, answer=answer)
    mails = [mail.decode() for reader, mail in server.taken if reader.startswith("owner@")]
    return result, [line for mail in mails for line in mail.splitlines() if line.startswith("Subject: ")]


def approved(folder: Folder) -> None:
    for name in ("2026-W48", "2026-W47"):
        folder("approve", name)


def config_of(folder: Folder) -> Config:
    return load(folder.root / "digest.toml", environment={})


def claim(folder: Folder, name: str) -> None:
    result, _ = live(folder, "run", "--claim", "--force", "--issue", name)
    assert result.exit_code == 0, result.output
    assert saved(folder, name).status == "sending"


def half_sent(folder: Folder, name: str) -> None:
    folder.impatient()
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert folder("send", "--yes", name, env=env).exit_code == 5
    assert saved(folder, name).status == "sending"


def test_a_claim_takes_no_ad(sold: Folder, clock: Any) -> None:
    """A promise to send has mailed nobody, and may be lifted: another issue keeps the ad, and its number."""
    approved(sold)
    claim(sold, "2026-W48")
    assert sent(sold, "send", "--yes", "2026-W47")["problems"] == []
    assert ads(saved(sold, "2026-W47")) == ["dogs"]
    live(sold, "hold", "2026-W48")
    assert saved(sold, "2026-W48").status == "planned"
    clock("2026-12-07 09:00")
    sold("run")
    assert [saved(sold, name).status for name in ("2026-W47", "2026-W48")] == ["sent", "skipped"]


@pytest.mark.parametrize("command", [("run", "--issue", "2026-W48"), ("send", "--yes", "2026-W48")])
def test_a_claimed_issue_is_held_against_the_others(sold: Folder, command: tuple[str, ...]) -> None:
    """Before its first mail a claimed issue is brought in line, too: the ad that was bought once runs once."""
    approved(sold)
    claim(sold, "2026-W48")
    sent(sold, "send", "--yes", "2026-W47")
    assert LOST in sent(sold, *command)["problems"]
    issue = saved(sold, "2026-W48")
    assert is_without_the_ad(issue)
    assert [saved(sold, "2026-W47").number, issue.number] == [1, 2]
    assert "A magazine for dogs" not in (sold.root / "issues" / "2026-W48" / "email.html").read_text()


def test_half_sent_has_run(sold: Folder, clock: Any) -> None:
    """An issue some of whose mails have left has run its ad."""
    approved(sold)
    half_sent(sold, "2026-W48")
    sent(sold, "send", "--yes", "2026-W47")
    assert saved(sold, "2026-W47").slots[0].reason == WHY.replace("W47", "W48")


def test_readers_of_one_issue_get_one_issue(sold: Folder) -> None:
    """Who gets a half sent issue after its ledger was lost gets what the others have, whatever has gone out since."""
    approved(sold)
    half_sent(sold, "2026-W48")
    sent(sold, "send", "--yes", "2026-W47")
    shutil.rmtree(sold.root / "state")
    sold("adopt")
    live(sold, "adopt")
    result, _ = live(sold, "send", "--yes", "2026-W48", "--ledger-lost", "resend")
    assert result.exit_code == 0, result.output
    issue = saved(sold, "2026-W48")
    assert (issue.status, ads(issue), issue.number) == ("sent", ["dogs"], 1)


def test_terms_that_cannot_be_read(sold: Folder, clock: Any) -> None:
    """Where an ad may be over and ads.toml has a mistake, the run says so and takes nothing out: the booking may be
    longer by now. What went out meanwhile is not undone."""
    approved(sold)
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    sold.edit("insertions = 1", "insertions = 2", name="ads.toml")
    good = (sold.root / "ads.toml").read_text()
    sold.write("ads.toml", f"{good}\n[[bookings]\n")
    clock("2026-11-25 10:00")
    stopped = sold("run")
    assert stopped.exit_code == 2
    assert "ads.toml" in stopped.stderr
    assert ads(saved(sold, "2026-W48")) == ["dogs"]
    sold.write("ads.toml", good)
    clock("2026-11-27 08:00")
    assert said(sold)[0] == "sent"
    assert ads(saved(sold, "2026-W48")) == ["dogs"]


def test_terms_that_do_not_matter(sold: Folder, clock: Any) -> None:
    """A mistake in ads.toml stops no issue whose ads would stay by the terms that they were sold on."""
    sold.edit("insertions = 1", "", name="ads.toml")
    clock("2026-11-25 08:30")
    for day in ("2026-11-20", "2026-11-27"):
        assert sold("plan", "--replan", "--date", day).exit_code == 0
    approved(sold)
    sold.write("ads.toml", "[[bookings]\n")
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    clock("2026-11-27 08:00")
    assert said(sold)[0] == "sent"
    assert ads(saved(sold, "2026-W48")) == ["dogs"]


def test_a_review_says_what_was_lost(sold: Folder, clock: Any) -> None:
    """A run says of an issue in review that it has lost an ad, each time: a pipeline shows its last run."""
    config = config_of(sold)
    edit_issue(config, saved(sold, "2026-W48"), Word(action="word", field="subject", text="Tides"))
    sold("approve", "2026-W47")
    clock("2026-11-25 09:00")
    assert sold.json("run")["issue"] == "2026-W47"
    for hour in (10, 11):
        clock(f"2026-11-25 {hour}:00")
        result = sold.json("run")
        assert (result["outcome"], result["problems"]) == ("in review", [LOST])


def test_owners_hear_of_what_a_send_takes_out(sold: Folder) -> None:
    """`digest send` tells the owners which ad its issue has lost, once."""
    approved(sold)
    live(sold, "send", "--yes", "2026-W47")
    _, told = live(sold, "send", "--yes", "2026-W48")
    assert told.count(NEEDS_YOU) == 1
    _, told = live(sold, "send", "--yes", "2026-W48")
    assert told == []


def test_owners_hear_of_what_a_run_takes_out_as_it_sends(sold: Folder, clock: Any) -> None:
    """A run that takes an ad out and sends at once tells the owners of it, also those who want no word on each send."""
    sold.edit("[notify]", '[notify]\non = ["needs you", "failed"]')
    approved(sold)
    clock("2026-11-27 06:58")
    live(sold, "send", "--yes", "2026-W47")
    clock("2026-11-27 07:05")
    result, told = live(sold, "run", "--json")
    assert json.loads(result.stdout)["outcome"] == "sent"
    assert told.count(NEEDS_YOU) == 1


def test_owners_hear_of_each_time(sold: Folder, clock: Any) -> None:
    """An ad that is filled in again by longer terms and taken out again is told again; what stays out is told once."""
    approved(sold)
    live(sold, "send", "--yes", "2026-W47")
    heard = []
    for hour in (9, 11):
        clock(f"2026-11-25 {hour:02d}:00")
        heard.append(live(sold, "run", "--issue", "2026-W48")[1])
        clock(f"2026-11-25 {hour + 1:02d}:00")
        heard.append(live(sold, "run", "--issue", "2026-W48")[1])
        issue = saved(sold, "2026-W48")
        assert is_without_the_ad(issue)
        put_back(sold, issue)
    assert [told.count(NEEDS_YOU) for told in heard] == [1, 0, 1, 0]


def put_back(folder: Folder, issue: Issue) -> None:
    """Fill the slot by longer terms, which are shortened again; the issue goes out after 2026-W47 by its number."""
    folder.edit("insertions = 1", "insertions = 2", name="ads.toml")
    filled = edit_issue(config_of(folder), issue, Fill(action="fill", slot="top", name="dogs"))
    assert filled.slots[0].taken_out is None
    folder.edit("insertions = 2", "insertions = 1", name="ads.toml")
    archive.write_issue(folder.root / "issues", filled.model_copy(update={"number": 1}))


def test_an_edit_elsewhere_keeps_the_word(sold: Folder) -> None:
    """That an ad was taken out stays in the issue file while the editor works on other places."""
    approved(sold)
    sent(sold, "send", "--yes", "2026-W47")
    live(sold, "run", "--issue", "2026-W48")
    before = saved(sold, "2026-W48")
    edit_issue(config_of(sold), before, Word(action="word", field="subject", text="Tides"))
    assert saved(sold, "2026-W48").slots == before.slots
    assert before.slots[0].taken_out is not None


def test_the_question_names_what_is_lost(sold: Folder) -> None:
    """Whoever confirms a send has read before which ad is not in the email that leaves."""
    approved(sold)
    live(sold, "send", "--yes", "2026-W47")
    asked, _ = live(sold, "send", "2026-W48", answer="n\n")
    assert asked.exit_code == 6
    assert LOST in " ".join(asked.stderr.split())
    assert ads(saved(sold, "2026-W48")) == ["dogs"]


def test_a_trial_after_an_edit(sold: Folder) -> None:
    """A trial that starts over is brought in line like the first one: no number twice, and the ad once."""
    approved(sold)
    for name in ("2026-W48", "2026-W47"):
        sold.json("send", "--yes", name)
    edit_issue(config_of(sold), saved(sold, "2026-W48"), Word(action="word", field="subject", text="Tides"))
    assert LOST in sold.json("send", "--yes", "2026-W48")["problems"]
    issue = saved(sold, "2026-W48")
    assert (ads(issue), issue.number, saved(sold, "2026-W47").number) == ([], 2, 1)
    assert "No. 2" in (sold.root / "issues" / "2026-W48" / "email.html").read_text()
