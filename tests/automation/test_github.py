"""The workflow of `examples/github-actions`, run step by step: nobody is mailed twice, nobody is lost in silence."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa

from digest.config.schema import SendingConfig
from tests.automation.post import DUE, NEXT, READERS, Post, refused, status
from tests.automation.runner import Hub, Job


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


def test_the_archive(hub: Hub, post: Post) -> None:
    """After an issue, and where an address is set for it, the archive with that issue is deployed, without a reader in
    it; the job that does it has no secret."""
    sent = hub.job(DUE).run()
    assert post.everyone_once()
    assert hub.job(DUE, job="archive", needs=sent.outcome).run().steps == []
    hub.archive_url = "https://letter.quay.example"
    assert hub.job(DUE, job="archive", needs="not due").run().steps == []
    secrets, hub.secrets = hub.secrets, {}
    job = hub.job(DUE, job="archive", needs=sent.outcome).run()
    assert job.failed == []
    hub.secrets = secrets
    pages = {path.name: path.read_text("latin-1") for path in (hub.root / "pages").rglob("*") if path.is_file()}
    assert "The ferry runs an hour later" in "".join(pages.values())
    assert not [reader for reader in READERS if reader in "".join(pages.values())]


def lost_during_the_send(hub: Hub, post: Post, *, cancelled: bool = False) -> Job:
    """A job whose machine goes away, or that somebody cancels, when four mails were taken."""
    post.slow_after = 3

    def lose() -> None:
        while len(post.mails) <= 3:
            time.sleep(0.02)

    job = hub.job(DUE, lost_in="Send", lose=lose, cancelled=cancelled).run()
    assert 3 < len(post.mails) < len(READERS)
    assert bool(list(hub.cache.iterdir())) == cancelled
    post.slow_after = None
    return job


def only_unknown_twice(post: Post, recorded: Collection[str]) -> None:
    """Everyone was mailed, and twice at most those of whom the ledger did not know that the server had taken theirs:
    one a connection."""
    counts = Counter(post.mails)
    assert set(counts) == set(READERS)
    twice = {reader for reader, number in counts.items() if number > 1}
    assert not twice & set(recorded)
    assert len(twice) <= SendingConfig().connections
    assert max(counts.values()) <= 2


def recorded_in(database: str) -> list[str]:
    """Whose mails the ledger knows to be accepted."""
    engine = sa.create_engine(database)
    with engine.connect() as db:
        found = db.execute(sa.text("SELECT address FROM submissions WHERE state = 'accepted'")).scalars().all()
    engine.dispose()
    return list(found)


def test_a_send_that_is_cancelled(hub: Hub, post: Post) -> None:
    """GitHub's "Cancel workflow" ends the send as Ctrl-C does: the state is kept, what became of the issue is
    published, and the next run mails those who are left."""
    with hub.editing() as folder, (folder / "digest.toml").open("a") as file:
        file.write("\n[sending]\ntimeout = 5\n")  # for what is in flight
    job = lost_during_the_send(hub, post, cancelled=True)
    assert job.failed == ["Send"]
    assert "interrupted: 3 of 6 are left" in job.said("Send")
    assert status(hub) == "sending"
    assert hub.job(NEXT).run().failed == []
    only_unknown_twice(post, post.mails[:3])
    assert status(hub) == "sent"


def test_a_lost_runner_during_the_send(hub: Hub, post: Post) -> None:
    """Some mails have left and the ledger is lost with the machine: every later run refuses, tells the owner once, and
    mails nobody; a person decides that nobody more gets it."""
    assert lost_during_the_send(hub, post).failed == ["the runner"]
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
    """With `resend` each reader of whom the ledger knows nothing gets it: nobody is without it. It takes the word that
    the new ledger counts, and where it is too late, that this is known; said twice does no harm."""
    lost_during_the_send(hub, post)
    had, resend = list(post.mails), {"issue": "2026-W47", "ledger_lost": "resend"}
    refused(hub.job(NEXT, inputs=resend).run(), "Send", "does not know who must not be mailed", "(exit 6)")
    late = "2026-11-23 09:23"
    refused(hub.job(late, inputs=resend | {"new_ledger": "true"}).run(), "Send", "is too late", "(exit 6)")
    assert post.mails == had
    decided = hub.job(late, inputs=resend | {"new_ledger": "true", "force": "true"}).run()
    assert decided.failed == []
    assert set(post.mails) == set(READERS)
    assert status(hub) == "sent"
    assert hub.job("2026-11-23 10:23").run().failed == []


def test_a_lost_runner_with_a_ledger_that_is_elsewhere(hub: Hub, post: Post, postgres_url: str) -> None:
    """With the ledger in PostgreSQL the next run goes on where the lost one was: nobody has to decide anything."""
    hub.secrets["DIGEST_DATABASE_URL"] = postgres_url
    lost_during_the_send(hub, post)
    recorded = recorded_in(postgres_url)
    assert hub.job(NEXT).run().failed == []
    only_unknown_twice(post, recorded)
    assert status(hub) == "sent"


def test_a_lost_runner_before_the_claim(hub: Hub, post: Post) -> None:
    """A machine that goes away before the claim is published leaves nothing behind: the next run sends."""
    job = hub.job(DUE, lost_in="Publish the claim").run()
    assert job.failed == ["the runner"]
    assert "2026-W47" not in hub.git("ls-tree", "-r", "--name-only", "main")
    assert hub.job(NEXT).run().failed == []
    assert post.everyone_once()


def test_a_schedule_that_is_eight_hours_late(hub: Hub, post: Post) -> None:
    """The issue goes out when the run comes; one that comes after `not_after` skips it and says so."""
    assert hub.job("2026-11-20 15:31").run().outcome == "claimed"
    assert post.everyone_once()
    skipped = hub.job("2026-11-28 11:23").run()
    assert (skipped.outcome, skipped.failed) == ("skipped", [])
    assert post.everyone_once()
    assert "no run could send it by" in hub.show("issues/2026-W48/issue.json")
    assert "The Quay Letter: 2026-W48 skipped" in post.notices
