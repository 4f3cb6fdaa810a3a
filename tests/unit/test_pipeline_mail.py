"""Sending: what is forecast, what is marked in the issue file and when, and what a crash leaves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from digest import archive, pipeline
from digest.config import Config, load
from digest.errors import ConfigError, Refused, ServerError
from digest.models import Issue, Recipient, State, Status
from digest.sender import Ledger, content_hash, read_audience, sending_alone
from tests.cli.folder import Folder
from tests.smtp.servers import ScriptedServer


def prepared(folder: Folder, *, url: str = "", extra: str = "") -> tuple[Config, Issue]:
    """The folder's config, with a server where `url` names one, and its planned issue."""
    folder.write("digest.toml", (folder.root / "digest.toml").read_text() + extra)
    config = load(folder.root / "digest.toml", environment={"SMTP_URL": url} if url else {})
    issue = pipeline.plan(config, day=date(2026, 11, 20)).issue
    assert issue is not None
    return config, issue


def ledger_of(config: Config, issue: Issue) -> Ledger:
    return Ledger.open(config.paths.state / "ledger.db", newsletter=issue.newsletter.list_id)


def test_forecast_and_status_before_anything(lantern: Folder) -> None:
    """Before a send everyone is pending, nobody is counted, and looking makes no ledger."""
    config, issue = prepared(lantern)
    forecast = pipeline.forecast(config, issue)
    assert (forecast.pending, forecast.live) == (3, False)
    assert set(asdict(pipeline.status(config, issue).counts).values()) == {0}
    assert tuple(pipeline.suppressions(config)) == ()
    assert not (config.paths.state / "ledger.db").exists()


@pytest.mark.parametrize(("on_unknown", "left"), [("resend", 1), ("skip", 0)])
def test_forecast_of_an_unknown(on_unknown: str, left: int, lantern: Folder) -> None:
    """Whom nobody knows about counts as to be mailed when the config says that it goes again."""
    config, issue = prepared(lantern, extra=f'\n[sending]\non_unknown = "{on_unknown}"\n')
    pipeline.send(config, issue)
    with closing(sqlite3.connect(config.paths.state / "ledger.db")) as db, db:
        db.execute("UPDATE submissions SET state = 'unknown' WHERE address = 'bo@example.net'")
    assert pipeline.forecast(config, issue).pending == left
    assert pipeline.status(config, issue).counts.unknown == 1


def test_sending_is_marked_before_the_first_mail(lantern: Folder) -> None:
    """When the first mail arrives the issue file says `sending`; after the last it says `sent`."""
    seen: list[Status] = []

    def look(verb: str, _count: int, _argument: str) -> str | None:
        if verb == "DATA":
            seen.append(lantern.issue().status)
        return None

    with ScriptedServer(look) as server:
        config, issue = prepared(lantern, url=f"smtp://127.0.0.1:{server.port}")
        result = pipeline.send(config, issue)
    assert seen == [Status.sending] * 3
    assert result.issue.status is Status.sent
    assert lantern.issue() == result.issue


def test_no_mail_no_mark(lantern: Folder) -> None:
    """A server that lets nobody in leaves the issue planned: it can still be planned anew."""
    with ScriptedServer(lambda verb, *_: "554 no" if verb == "GREETING" else None) as server:
        config, issue = prepared(lantern, url=f"smtp://127.0.0.1:{server.port}")
        with pytest.raises(ServerError):
            pipeline.send(config, issue)
    assert lantern.issue().status is Status.planned
    assert pipeline.plan(config, day=issue.date, replan=True).outcome == "planned"


def test_killed_between_ledger_and_mark(lantern: Folder) -> None:
    """A process killed after the audience was taken down and before the issue was marked is resumed."""
    with ScriptedServer() as server:
        config, issue = prepared(lantern, url=f"smtp://127.0.0.1:{server.port}")
        content = content_hash(pipeline.render_issue(config, issue), issue.mark)
        with ledger_of(config, issue) as ledger:
            ledger.snapshot(issue.id, read_audience(config.audience), content=content, at=datetime.now(UTC))
        result = pipeline.run(config)
    assert result.sending is not None
    assert result.sending.counts.accepted == 3
    assert lantern.issue().status is Status.sent


def test_killed_before_the_last_mark(lantern: Folder) -> None:
    """A process killed after the last mail and before the issue was marked leaves nothing to do but the mark."""
    with ScriptedServer() as server:
        config, issue = prepared(lantern, url=f"smtp://127.0.0.1:{server.port}")
        pipeline.send(config, issue)
        archive.write_issue(config.paths.issues, issue.model_copy(update={"status": Status.sending}))
    result = pipeline.send(config, issue)  # nobody is left, so the server may be gone
    assert result.counts.accepted == 3
    assert lantern.issue().status is Status.sent


def test_the_file_counts_not_the_argument(lantern: Folder) -> None:
    """A send goes by the issue file as it is now: what was planned anew meanwhile is neither sent nor overwritten."""
    config, issue = prepared(lantern)
    replanned = issue.model_copy(update={"subject": "Another one"})
    archive.write_issue(config.paths.issues, replanned)
    with pytest.raises(Refused, match="was changed in the meantime"):
        pipeline.send(config, issue)
    assert lantern.issue() == replanned
    assert not lantern.mails()
    archive.write_issue(config.paths.issues, issue.model_copy(update={"status": Status.sending}))
    with pytest.raises(Refused, match="is sending, but the ledger has no record"):
        pipeline.send(config, issue)


def test_suppressing_is_all_or_nothing(lantern: Folder) -> None:
    """One address that is none stops all of them; what was done comes back as numbers."""
    config, _ = prepared(lantern)
    with pytest.raises(ConfigError, match='"bad" is not a mail address'):
        pipeline.suppress(config, ["a@example.org", "b@example.org", "bad"], reason="manual")
    assert tuple(pipeline.suppressions(config)) == ()
    assert pipeline.suppress(config, ["a@example.org", "b@example.org"], reason="manual").total == 2
    assert pipeline.unsuppress(config, ["a@example.org", "c@example.org"]) == pipeline.SuppressionChange(1, 1)
    file = lantern.write("gone.csv", "email\nd@example.org\nbad\n")
    change = pipeline.import_suppressions(config, file, reason="old")
    assert (change.changed, change.total, len(change.problems)) == (1, 2, 1)


def test_two_at_once(lantern: Folder) -> None:
    """While one sends, the other is refused and mails nobody."""
    config, issue = prepared(lantern)
    with sending_alone(config.paths.state), pytest.raises(Refused):
        pipeline.send(config, issue)
    assert lantern("run").exit_code == 0


def test_progress_counts_up(lantern: Folder) -> None:
    """Progress goes up by one a recipient, to all of them, and names who was accepted."""
    config, issue = prepared(lantern)
    told: list[tuple[int, int | None, str]] = []

    def note(stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
        told.append((done, total, detail))

    pipeline.send(config, issue, progress=note)
    assert [(done, total) for done, total, _ in told] == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)]
    assert sorted(detail for _, _, detail in told[1:4]) == [
        "accepted ann@example.org",
        "accepted bo@example.net",
        "accepted cy@example.com",
    ]
    assert told[-1][2] == "3 accepted"


def test_a_long_file_is_read_with_a_word(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever watches sees how far a long subscribers file is read, and of a short one nothing."""
    config, issue = prepared(lantern)
    seen: list[tuple[int, str]] = []

    def progress(stage: str, *, done: int = 0, total: int | None = None, detail: str = "", tally: str = "") -> None:
        if stage == "audience":
            seen.append((done, detail))

    monkeypatch.setattr("digest.pipeline.begin.MANY", 2)
    pipeline.send(config, issue, progress=progress)
    assert seen == [(0, "2 readers"), (1, "3 readers")]
    pipeline.send(config, issue, progress=progress)
    assert len(seen) == 2


def test_a_test_needs_no_ledger(lantern: Folder) -> None:
    """A test mail goes to whom it is told to, suppressed or not, and says what the server said."""
    config, issue = prepared(lantern)
    pipeline.suppress(config, ["ed@lantern.example"], reason="manual")
    submissions = pipeline.test(config, issue, [Recipient("ed@lantern.example"), Recipient("flo@lantern.example")])
    assert [submission.state for submission in submissions] == [State.accepted] * 2
    assert pipeline.status(config, issue).counts.recipients == 0


def test_a_ledger_elsewhere(lantern: Folder) -> None:
    """The database that DIGEST_DATABASE_URL names is used in place of the one in state/, and then the key must too."""
    place = lantern.root / "elsewhere.db"
    env = {"DIGEST_DATABASE_URL": f"sqlite:///{place}"}
    keyless = lantern("run", env=env)
    assert keyless.exit_code == 2
    assert "DIGEST_SECRET: is needed where DIGEST_DATABASE_URL is set" in keyless.stderr
    env["DIGEST_SECRET"] = "0123456789abcdef"
    assert lantern("run", env=env).exit_code == 0
    assert not (lantern.root / "state" / "secret.key").exists()
    assert place.exists()
    assert not (lantern.root / "state" / "ledger.db").exists()
    assert "Already sent" in lantern("run", env=env).stdout
