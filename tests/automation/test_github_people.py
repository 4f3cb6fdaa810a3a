"""The same workflow, and the people around it: editors who look, test, hold and approve, and who mend what broke."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter

from tests.automation.post import DUE, ISSUE, NEXT, READERS, Post, refused, status
from tests.automation.runner import Hub


def test_dry_run(hub: Hub, post: Post) -> None:
    """A look says who would be mailed and changes nothing."""
    job = hub.job(DUE, inputs={"dry_run": "true"}).run()
    assert job.failed == []
    assert "6 recipients" in job.said("Only look")
    assert post.server.taken == []
    assert hub.git("log", "--format=%s", "main") == "Edit\n"
    assert not list(hub.cache.iterdir())


def test_a_look_on_the_days_after(hub: Hub, post: Post) -> None:
    """A look is at the issue that a run would send: while the last one is still in time that one, planned or not, and
    then the next."""
    with hub.editing() as folder:
        text = (folder / "digest.toml").read_text().replace('not_after = "24h"\n', "")
        (folder / "digest.toml").write_text(text)
    assert hub.job("2026-11-13 07:23").run().outcome == "nothing to send"
    monday = "2026-11-23 09:00"
    for inputs in ({"dry_run": "true"}, {"dry_run": "true", "issue": "2026-W47"}):
        said = hub.job(monday, inputs=inputs).run().said("Only look")
        assert "2026-W47 goes out from 2026-11-20T07:00:00+00:00 on." in said
        assert "6 recipients" in said
    assert hub.job(monday).run().failed == []
    assert post.everyone_once()
    later = hub.job(monday, inputs={"dry_run": "true"}).run()
    assert "2026-W48 goes out from 2026-11-27T07:00:00+00:00 on." in later.said("Only look")


def test_a_test_address(hub: Hub, post: Post) -> None:
    """A test goes to its address alone, is marked, and changes nothing; what is in the input is no command."""
    job = hub.job(DUE, inputs={"test_address": "ed@quay.example"}).run()
    assert job.failed == []
    [(reader, message)] = post.server.taken
    assert reader == "ed@quay.example"
    assert b"Subject: [Test]" in message
    assert hub.git("log", "--format=%s", "main") == "Edit\n"
    hostile = hub.job(DUE, inputs={"test_address": "$(touch hacked); `touch hacked`"}).run()
    assert hostile.failed == ["Only mail a test"]
    assert not (hostile.folder / "hacked").exists()
    named = hub.job(DUE, inputs={"issue": "../../etc"}).run()
    refused(named, "Claim the issue", '"../../etc" is no issue')
    unknown = hub.job(DUE, inputs={"issue": "2026-W40"}).run()
    refused(unknown, "Claim the issue", "2026-W40: it is too late")
    assert hub.job("2026-11-20 06:23", inputs={"issue": "2026-W47"}).run().outcome == "not due"
    assert len(post.server.taken) == 1 + len(post.notices)


def test_review_and_hold(hub: Hub, post: Post) -> None:
    """The draft goes to the reviewer once; an issue that the editor holds, in a commit, stays until it is approved."""
    with hub.editing() as folder:
        text = (folder / "digest.toml").read_text()
        text = text.replace('not_after = "24h"', 'not_after = "24h"\nreview = "18h"')
        (folder / "digest.toml").write_text(text.replace("[notify]", '[notify]\nreviewers = ["rex@quay.example"]'))
    for now in ("2026-11-19 13:23", "2026-11-19 14:23"):
        job = hub.job(now).run()
        assert (job.outcome, job.failed) == ("in review", [])
    assert [reader for reader, _ in post.server.taken] == ["rex@quay.example"]
    decide(hub, "held")
    for now in (DUE, NEXT):
        job = hub.job(now).run()
        assert (job.outcome, job.failed) == ("held", [])
    assert post.mails == []
    assert post.notices == ["The Quay Letter: 2026-W47 held"]
    decide(hub, "approved")
    assert hub.job("2026-11-20 10:23").run().failed == []
    assert post.everyone_once()


REVIEW = ('not_after = "24h"', 'not_after = "24h"\nreview = "18h"')


def reviewed(hub: Hub) -> None:
    """The newsletter has a review, and a reviewer."""
    with hub.editing() as folder:
        text = (folder / "digest.toml").read_text().replace(*REVIEW)
        (folder / "digest.toml").write_text(text.replace("[notify]", '[notify]\nreviewers = ["rex@quay.example"]'))


def test_a_review_that_cannot_be_published(hub: Hub, post: Post) -> None:
    """Where no push is taken, all through the review and until it is too late, each job fails; the reviewer has one
    draft, the owner one word on it and one on the skip; the push that is taken publishes what was decided."""
    reviewed(hub)
    hook = hub.refuse_pushes()
    for now in (
        "2026-11-19 13:23",
        "2026-11-19 14:23",
        DUE,
        "2026-11-21 06:23",
        "2026-11-21 08:23",
        "2026-11-21 09:23",
    ):
        refused(hub.job(now).run(), "Publish the claim", "No reader is mailed")
    assert [reader for reader, _ in post.server.taken].count("rex@quay.example") == 1
    assert post.mails == []
    assert post.notices == [
        "The Quay Letter: 2026-W47 cannot be published: the repository takes no push.",
        "The Quay Letter: 2026-W47 skipped",
    ]
    hook.unlink()
    assert hub.job("2026-11-21 10:23").run().failed == []
    assert status(hub) == "skipped"
    assert len(post.server.taken) == 3


def test_what_could_not_be_published_gives_way_to_an_editor(hub: Hub, post: Post) -> None:
    """An issue that an editor has published since is theirs: their hold wins over the claim that was kept."""
    reviewed(hub)
    assert hub.job("2026-11-19 13:23").run().outcome == "in review"
    hook = hub.refuse_pushes()
    refused(hub.job(DUE).run(), "Publish the claim", "What was decided is kept")
    hook.unlink()
    decide(hub, "held")
    job = hub.job(NEXT).run()
    assert (job.outcome, job.failed) == ("held", [])
    assert post.mails == []
    decide(hub, "approved")
    assert hub.job("2026-11-20 09:23").run().failed == []
    assert post.everyone_once()


def test_a_hold_while_the_run_claims(hub: Hub, post: Post) -> None:
    """The editor's hold that is pushed before the claim wins: the run mails nobody."""
    with hub.editing() as folder:
        text = (folder / "digest.toml").read_text()
        (folder / "digest.toml").write_text(text.replace('not_after = "24h"', 'not_after = "24h"\nreview = "18h"'))
    assert hub.job("2026-11-19 13:23").run().outcome == "in review"
    job = hub.job(DUE, before=lambda name: decide(hub, "held") if name == "Publish the claim" else None).run()
    refused(job, "Publish the claim", "Somebody else changed issues/2026-W47")
    assert post.mails == []
    assert hub.job(NEXT).run().outcome == "held"


def decide(hub: Hub, state: str) -> None:
    """What `digest hold` and `digest approve` do in the editor's clone."""
    with hub.editing() as folder:
        issue = json.loads((folder / ISSUE).read_text())
        issue["review"] |= {"state": state, "reason": ""}
        (folder / ISSUE).write_text(json.dumps(issue, indent=2, ensure_ascii=False) + "\n")


def test_a_state_that_went_missing(hub: Hub, post: Post) -> None:
    """Without the ledger of issues that were sent nobody knows who must not be mailed: the job stops, whoever insists,
    until a person lets a new ledger count, which mails nobody."""
    assert hub.job(DUE).run().failed == []
    for path in hub.cache.iterdir():
        path.unlink()
    for inputs in ({}, {"force": "true"}):
        job = hub.job("2026-11-27 07:23", inputs=inputs).run()
        refused(job, "Open the state", "the state is gone", "run this once with new_ledger", "(exit 6)")
    adopted = hub.job("2026-11-27 07:33", inputs={"new_ledger": "true"}).run()
    assert (adopted.outcome, adopted.failed) == ("adopted", [])
    assert post.everyone_once()
    again = hub.job("2026-11-27 07:43", inputs={"new_ledger": "true"}).run()
    refused(again, "Claim the issue", "it knows of 2026-W47", "(exit 6)")
    with hub.editing() as folder:
        other = ["The ferry has a new bell", "A choir in the fish hall", "Eels, and how to smoke them"]
        date = "<pubDate>Thu, 26 Nov 2026 19:00:00 +0000</pubDate>"
        items = [
            f"<item><title>{title}</title><link>https://quay.example/{title[:3]}</link>{date}</item>" for title in other
        ]
        (folder / "feed.xml").write_text(f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>")
    assert hub.job("2026-11-27 08:23").run().outcome == "claimed"
    assert Counter(post.mails) == dict.fromkeys(READERS, 2)


def test_another_secret(hub: Hub, post: Post) -> None:
    """A state that cannot be read stops the job."""
    assert hub.job(DUE).run().failed == []
    hub.secrets["DIGEST_SECRET"] = "another" * 6
    refused(hub.job(NEXT).run(), "Open the state", "DIGEST_SECRET is not the one")
    assert post.everyone_once()


def test_a_source_that_fails(hub: Hub, post: Post) -> None:
    """A failure is loud, is told the owner once in many hours, and is over when the source is back."""
    with hub.editing() as folder:
        (folder / "feed.xml").rename(folder / "away.xml")
    for now in (DUE, NEXT):
        refused(hub.job(now).run(), "Claim the issue", "(exit 3)")
    assert post.notices == ["The Quay Letter: 2026-W47 failed"]
    with hub.editing() as folder:
        (folder / "away.xml").rename(folder / "feed.xml")
    assert hub.job("2026-11-20 09:23").run().failed == []
    assert post.everyone_once()


def test_the_schedule_is_kept_alive(hub: Hub) -> None:
    """After 45 days without a commit a scheduled run makes one, so that GitHub does not turn the schedule off at 60."""
    assert hub.job("2026-11-17 09:23").run().failed == []
    assert hub.git("log", "--format=%s", "main") == "Edit\n"
    rewrite_long_ago(hub)
    assert hub.job("2026-11-17 10:23").run().failed == []
    assert "Keep the newsletter's schedule alive [skip ci]" in hub.git("log", "--format=%s", "main")


def rewrite_long_ago(hub: Hub) -> None:
    """Let the last commit be of the year 2020."""
    stream = hub.git("cat-file", "commit", "main")
    old = re.sub(r"> \d+ ", "> 1577836800 ", stream)
    done = subprocess.run(
        ["git", "-C", hub.remote, "hash-object", "-t", "commit", "-w", "--stdin"],
        input=old,
        capture_output=True,
        text=True,
        check=True,
    )
    hub.git("update-ref", "refs/heads/main", done.stdout.strip())


def test_an_issue_that_was_skipped_is_sent_after_all(hub: Hub, post: Post) -> None:
    """A person names an issue that was on hold until it was too late, and insists: it is claimed and sent."""
    with hub.editing() as folder:
        text = (folder / "digest.toml").read_text()
        (folder / "digest.toml").write_text(text.replace('not_after = "24h"', 'not_after = "24h"\nreview = "18h"'))
    assert hub.job("2026-11-19 13:23").run().outcome == "in review"
    decide(hub, "held")
    assert hub.job("2026-11-21 08:23").run().outcome == "skipped"
    assert post.mails == []
    published: list[str] = []
    job = hub.job(
        "2026-11-23 09:00",
        inputs={"issue": "2026-W47", "force": "true"},
        before=lambda name: published.append(status(hub)) if name == "Send" else None,
    ).run()
    assert (job.outcome, job.failed, published) == ("claimed", [], ["sending"])
    assert post.everyone_once()
    assert status(hub) == "sent"


def test_another_branch(hub: Hub, post: Post) -> None:
    """Nothing is sent from another branch: the schedule would not know of it, and send again."""
    job = hub.job(DUE, inputs={"force": "true"}, branch="draft").run()
    assert (job.steps, post.server.taken) == ([], [])


def test_no_mail_server(hub: Hub, post: Post) -> None:
    """A secret that is missing is an error that names it, and no trial on the job's machine."""
    hub.secrets["SMTP_URL"] = ""
    job = hub.job(DUE).run()
    refused(job, "Claim the issue", "SMTP_URL", "(exit 2)")
    assert hub.git("log", "--format=%s", "main") == "Edit\n"
    assert post.server.taken == []
