"""The same workflow, and what it publishes: pushes that are refused or lost, others who push, what stands then."""

from __future__ import annotations

import json
from pathlib import Path

from tests.automation.post import DUE, ISSUE, NEXT, Post, refused, status
from tests.automation.runner import Hub, Job


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


def test_a_claim_that_cannot_be_published(hub: Hub, post: Post) -> None:
    """Where the forge takes no push, nobody is mailed, every run fails, and the owner hears of it once; what was
    decided is kept, and the run whose push is taken sends it."""
    hook = hub.refuse_pushes()
    for now in (DUE, NEXT):
        job = hub.job(now).run()
        refused(job, "Publish the claim", "Nothing could be pushed to main", "No reader is mailed")
        assert job.failed == ["Publish the claim"]
    assert post.mails == []
    assert post.notices == ["The Quay Letter: 2026-W47 cannot be published: the repository takes no push."]
    told = post.server.taken[0][1].decode()
    assert "2026-W47 cannot be published: the repository takes no push." in told
    assert "https://forge.example/quay/letter/actions/runs/1" in told
    hook.unlink()
    assert hub.job("2026-11-20 09:23").run().failed == []
    assert post.everyone_once()
    assert hub.job("2026-11-20 10:23").run().outcome == "already sent"
    assert post.everyone_once()


def test_a_push_that_was_taken_though_nobody_said_so(hub: Hub, post: Post) -> None:
    """The claim is published, and neither the push nor a look says so: the run mails nobody, and the next one, which
    has its ledger, does."""
    tried: list[Path] = []

    def before(name: str) -> None:
        if name == "Publish the claim":
            hook = hub.remote / "hooks" / "post-receive"
            # What the job fetches from is gone when its push has landed, and its answer is lost.
            hook.write_text(f"#!/bin/sh\nmv {hub.remote} {hub.remote}.away\nkill -9 $PPID\n")
            hook.chmod(0o755)
            tried.append(hook)

    job = hub.job(DUE, before=before).run()
    refused(job, "Publish the claim", "Nothing could be pushed to main")
    assert post.mails == []
    hub.remote.with_name("remote.git.away").rename(hub.remote)
    tried[0].unlink()
    assert status(hub) == "sending"
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


def test_an_edit_of_the_issue_during_the_send(hub: Hub, post: Post) -> None:
    """What was mailed is what is published: no line that somebody changed in the claimed issue, and no file that they
    put beside it, is in the record; what else they changed is."""

    def before(name: str) -> None:
        if name == "Send":
            with hub.editing() as folder:
                issue = json.loads((folder / ISSUE).read_text())
                issue["preheader"] = "edited after the claim"
                (folder / ISSUE).write_text(json.dumps(issue, indent=2, ensure_ascii=False) + "\n")
                (folder / "issues" / "2026-W47" / "other.txt").write_text("other")
                (folder / "notes.md").write_text("kept")

    assert hub.job(DUE, before=before).run().failed == []
    assert post.everyone_once()
    record = json.loads(hub.show(ISSUE))
    assert (record["status"], record["preheader"] != "edited after the claim") == ("sent", True)
    assert "other.txt" not in hub.git("ls-tree", "-r", "--name-only", "main")
    assert hub.show("notes.md") == "kept"
    assert hub.job(NEXT).run().outcome == "already sent"
