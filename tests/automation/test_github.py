"""The workflow of `examples/github-actions`, run step by step: nobody is mailed twice, nobody is lost in silence."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.automation.runner import Hub, Job
from tests.smtp.servers import HANG, ScriptedServer

READERS = [f"reader{number}@example.org" for number in range(1, 7)]
ISSUE = "issues/2026-W47/issue.json"
DUE = "2026-11-20 07:23"
NEXT = "2026-11-20 08:23"


class Post:
    """A mail server that counts; from the mail `slow_after` on it answers nobody any more, while that is set."""

    def __init__(self) -> None:
        self.slow_after: int | None = None
        self.server = ScriptedServer(self._behave)

    def _behave(self, verb: str, _count: int, _argument: str) -> str | None:
        if verb == "DOT" and self.slow_after is not None and len(self.mails) > self.slow_after:
            return HANG
        return None

    @property
    def mails(self) -> list[str]:
        """Who was mailed an issue, mail by mail."""
        return [reader for reader, _ in self.server.taken if reader in READERS]

    @property
    def notices(self) -> list[str]:
        """The subjects of what the owner was told."""
        told = [message for reader, message in self.server.taken if reader.startswith("olga@")]
        return [line[9:].decode() for message in told for line in message.splitlines() if line.startswith(b"Subject: ")]

    def everyone_once(self) -> bool:
        return Counter(self.mails) == dict.fromkeys(READERS, 1)


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    with post.server:
        yield post


@pytest.fixture
def hub(tmp_path: Path, post: Post) -> Hub:
    """The example in a repository, its secrets, and six readers."""
    secrets = {
        "SMTP_URL": f"smtp://127.0.0.1:{post.server.port}",
        "DIGEST_SECRET": "c0ffee" * 8,
        "SUBSCRIBERS_CSV": "\n".join(["email,name", *(f"{reader}," for reader in READERS)]),
    }
    return Hub(tmp_path / "hub", secrets)


def status(hub: Hub) -> str:
    """The issue's status, as it is published."""
    return str(json.loads(hub.show(ISSUE))["status"])


def refused(job: Job, step: str, *words: str) -> None:
    """The job failed in `step` and said these words."""
    assert job.failed[0] == step, job.steps
    for word in words:
        assert word in job.said(step)


def test_a_normal_week(hub: Hub, post: Post) -> None:
    """Called every hour: nothing before the time, one issue at it, nothing after; the claim is published first, and no
    address is in the repository or, in the clear, in the cache."""
    early = hub.job("2026-11-20 06:23").run()
    assert (early.outcome, early.failed, post.mails) == ("not due", [], [])
    published: list[str] = []
    job = hub.job(DUE, before=lambda name: published.append(status(hub)) if name == "Send" else None).run()
    assert job.failed == []
    assert job.outcome == "claimed"
    assert published == ["sending"]
    assert post.everyone_once()
    assert status(hub) == "sent"
    assert "| Outcome | sent |" in (job.folder.parent / "summary.md").read_text()
    late = hub.job(NEXT).run()
    assert (late.outcome, late.failed) == ("already sent", [])
    assert post.everyone_once()
    assert hub.git("log", "--format=%s", "main").splitlines() == [
        "Newsletter: 2026-W47, after the mails [skip ci]",
        "Newsletter: 2026-W47 [skip ci]",
        "Edit",
    ]
    everything = hub.git("log", "-p", "main") + "".join(path.read_text("latin-1") for path in hub.cache.iterdir())
    assert not [reader for reader in READERS if reader in everything]
    assert "token-of-the-job" not in everything
    assert hub.cached("newsletter-state-")


def test_a_failed_push_after_the_send(hub: Hub, post: Post) -> None:
    """Mails have left and the result cannot be pushed: the job fails and says so, and the next one publishes it without
    a mail."""
    hooks: list[Path] = []

    def before(name: str) -> None:
        if name == "Publish the result":
            hooks.append(hub.refuse_pushes())

    job = hub.job(DUE, before=before).run()
    refused(job, "Publish the result", "the forge is down", "The mails have left", "Nobody is mailed twice")
    assert post.everyone_once()
    assert status(hub) == "sending"
    hooks[0].unlink()
    assert hub.job(NEXT).run().failed == []
    assert post.everyone_once()
    assert status(hub) == "sent"


def test_a_failed_push_after_the_send_and_no_state(hub: Hub, post: Post) -> None:
    """The same, and the cache is gone too: the next run refuses, and mails nobody until a person has decided."""
    job = hub.job(DUE, before=lambda name: hub.refuse_pushes() and None if name == "Publish the result" else None).run()
    assert job.failed == ["Publish the result"]
    (hub.remote / "hooks" / "pre-receive").unlink()
    for path in hub.cache.iterdir():
        path.unlink()
    again = hub.job(NEXT).run()
    refused(again, "Claim the issue", "the ledger has no record of it", "--ledger-lost skip", "/actions/runs/1")
    assert post.everyone_once()
    decided = hub.job("2026-11-20 09:00", inputs={"issue": "2026-W47", "ledger_lost": "skip"}).run()
    assert decided.failed == []
    assert post.everyone_once()
    assert status(hub) == "sent"


def lost_during_the_send(hub: Hub, post: Post) -> None:
    """A job whose machine goes away when three mails were taken."""
    post.slow_after = 3

    def lose() -> None:
        while len(post.mails) <= 3:
            time.sleep(0.02)

    job = hub.job(DUE, lost_in="Send", lose=lose).run()
    assert job.failed == ["the runner"]
    assert 3 < len(post.mails) < len(READERS)
    assert not list(hub.cache.iterdir())
    post.slow_after = None


def test_a_lost_runner_during_the_send(hub: Hub, post: Post) -> None:
    """Some mails have left and the ledger is lost with the machine: every later run refuses, tells the owner once, and
    mails nobody; a person decides that nobody more gets it."""
    lost_during_the_send(hub, post)
    had = list(post.mails)
    for now in (NEXT, "2026-11-20 09:23"):
        refused(hub.job(now).run(), "Claim the issue", "2026-W47 is sending", "--ledger-lost skip", "(exit 6)")
        assert post.mails == had
    assert post.notices == ["The Quay Letter: 2026-W47 needs you"]
    assert status(hub) == "sending"
    decided = hub.job("2026-11-20 10:00", inputs={"issue": "2026-W47", "ledger_lost": "skip"}).run()
    assert decided.failed == []
    assert post.mails == had
    assert status(hub) == "sent"


def test_a_person_has_the_rest_mailed(hub: Hub, post: Post) -> None:
    """With `resend` each reader of whom the ledger knows nothing gets it: nobody is without it."""
    lost_during_the_send(hub, post)
    decided = hub.job(NEXT, inputs={"issue": "2026-W47", "ledger_lost": "resend"}).run()
    assert decided.failed == []
    assert set(post.mails) == set(READERS)
    assert status(hub) == "sent"
    assert hub.job("2026-11-20 09:23").run().outcome == "already sent"


def test_a_lost_runner_with_a_ledger_that_is_elsewhere(hub: Hub, post: Post, postgres_url: str) -> None:
    """With the ledger in PostgreSQL the next run goes on where the lost one was: nobody has to decide anything."""
    hub.secrets["DIGEST_DATABASE_URL"] = postgres_url
    lost_during_the_send(hub, post)
    assert hub.job(NEXT).run().failed == []
    counts = Counter(post.mails)
    assert set(counts) == set(READERS)
    assert status(hub) == "sent"


def test_a_lost_runner_before_the_claim(hub: Hub, post: Post) -> None:
    """A machine that goes away before the claim is published leaves nothing behind: the next run sends."""
    job = hub.job(DUE, lost_in="Publish the claim").run()
    assert job.failed == ["the runner"]
    assert "2026-W47" not in hub.git("ls-tree", "-r", "--name-only", "main")
    assert hub.job(NEXT).run().failed == []
    assert post.everyone_once()


def test_a_claim_that_cannot_be_published(hub: Hub, post: Post) -> None:
    """Where the forge takes no push, nobody is mailed and the state of that run is not kept; the next run sends."""
    hook = hub.refuse_pushes()
    job = hub.job(DUE).run()
    refused(job, "Publish the claim", "Nothing could be pushed to main")
    assert post.mails == []
    assert not list(hub.cache.iterdir())
    hook.unlink()
    assert hub.job(NEXT).run().failed == []
    assert post.everyone_once()


def test_two_runs_at_once(hub: Hub, post: Post) -> None:
    """Both claim the issue; the one whose push comes first sends, the other mails nobody and says why."""
    winners: list[Job] = []

    def before(name: str) -> None:
        if name == "Publish the claim":
            winners.append(hub.job(DUE).run())

    loser = hub.job(DUE, before=before).run()
    assert winners[0].failed == []
    refused(loser, "Publish the claim", "Somebody else changed issues/2026-W47", "Nobody is mailed", "(exit 6)")
    assert [step.outcome for step in loser.steps if step.name == "Send"] == ["skipped"]
    assert post.everyone_once()
    assert [path.name for path in hub.cache.iterdir()] == [f"newsletter-state-{winners[0].number}-1"]
    assert hub.job(NEXT).run().outcome == "already sent"
    assert post.everyone_once()


def test_other_work_in_the_meantime(hub: Hub, post: Post) -> None:
    """A commit to anything else, before the claim or during the send, stands in nobody's way."""

    def before(name: str) -> None:
        if name.startswith("Publish"):
            with hub.editing() as folder:
                (folder / "notes.md").write_text(name)

    job = hub.job(DUE, before=before).run()
    assert job.failed == []
    assert post.everyone_once()
    assert status(hub) == "sent"
    assert hub.show("notes.md") == "Publish the result"


def test_a_schedule_that_is_eight_hours_late(hub: Hub, post: Post) -> None:
    """The issue goes out when the run comes; one that comes after `not_after` skips it and says so."""
    assert hub.job("2026-11-20 15:31").run().outcome == "claimed"
    assert post.everyone_once()
    skipped = hub.job("2026-11-28 11:23").run()
    assert (skipped.outcome, skipped.failed) == ("skipped", [])
    assert post.everyone_once()
    assert "no run sent it by" in hub.show("issues/2026-W48/issue.json")
    assert "The Quay Letter: 2026-W48 skipped" in post.notices


def test_dry_run(hub: Hub, post: Post) -> None:
    """A look says who would be mailed and changes nothing."""
    job = hub.job(DUE, inputs={"dry_run": "true"}).run()
    assert job.failed == []
    assert "6 recipients" in job.said("Only look")
    assert post.server.taken == []
    assert hub.git("log", "--format=%s", "main") == "Edit\n"
    assert not list(hub.cache.iterdir())


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
    refused(named, "Claim the issue", "There is no issue")


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
    """Without the ledger of issues that were sent nobody knows who must not be mailed: the job stops until a person
    insists."""
    assert hub.job(DUE).run().failed == []
    for path in hub.cache.iterdir():
        path.unlink()
    job = hub.job("2026-11-27 07:23").run()
    refused(job, "Open the state", "the state is gone", "run this once with force", "(exit 6)")
    assert post.everyone_once()


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
