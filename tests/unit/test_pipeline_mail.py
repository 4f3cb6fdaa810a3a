"""Sending: what is forecast, what is marked in the issue file and when, and what a crash leaves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from digest import pipeline
from digest.config import Config, load
from digest.errors import Refused, ServerError
from digest.models import Issue, State, Status
from digest.sender import Ledger, read_audience, sending_alone
from tests.cli.folder import Folder
from tests.smtp.servers import ScriptedServer


def prepared(folder: Folder, *, url: str = "", extra: str = "") -> tuple[Config, Issue]:
    """The folder's config, with a server where `url` names one, and its planned issue."""
    folder.write("digest.toml", (folder.root / "digest.toml").read_text() + extra)
    config = load(folder.root / "digest.toml", environment={"SMTP_URL": url} if url else {})
    issue = pipeline.plan(config, today=date(2026, 11, 20)).issue
    assert issue is not None
    return config, issue


def ledger_of(config: Config) -> Ledger:
    return Ledger.open(config.paths.state / "ledger.db")


def test_forecast_and_status_before_anything(lantern: Folder) -> None:
    """Before a send everyone is pending, nobody is counted, and looking makes no ledger."""
    config, issue = prepared(lantern)
    forecast = pipeline.forecast(config, issue)
    assert (forecast.pending, forecast.live) == (3, False)
    assert set(asdict(pipeline.status(config, issue).counts).values()) == {0}
    assert pipeline.suppressions(config) == ()
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
    assert pipeline.plan(config, today=issue.date, replan=True).outcome == "planned"


def test_killed_between_ledger_and_mark(lantern: Folder) -> None:
    """A process killed after the audience was taken down and before the issue was marked is resumed."""
    config, issue = prepared(lantern)
    with ledger_of(config) as ledger:
        ledger.snapshot(issue.id, read_audience(config.audience).recipients, at=datetime.now(UTC))
    result = pipeline.send(config, issue)
    assert result.counts.accepted == 3
    assert result.issue.status is Status.sent


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

    def note(stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
        told.append((done, total, detail))

    pipeline.send(config, issue, progress=note)
    assert [(done, total) for done, total, _ in told] == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)]
    assert sorted(detail for _, _, detail in told[1:4]) == [
        "accepted ann@example.org",
        "accepted bo@example.net",
        "accepted cy@example.com",
    ]
    assert told[-1][2] == "3 accepted"


def test_a_test_needs_no_ledger(lantern: Folder) -> None:
    """A test mail goes to whom it is told to, suppressed or not, and says what the server said."""
    config, issue = prepared(lantern)
    pipeline.suppress(config, ["ed@lantern.example"], reason="manual")
    submissions = pipeline.test(config, issue, ["ed@lantern.example", "flo@lantern.example"])
    assert [submission.state for submission in submissions] == [State.accepted] * 2
    assert pipeline.status(config, issue).counts.recipients == 0


def test_a_ledger_elsewhere(lantern: Folder) -> None:
    """The database that DIGEST_DATABASE_URL names is used in place of the one in state/."""
    place = lantern.root / "elsewhere.db"
    env = {"DIGEST_DATABASE_URL": f"sqlite:///{place}"}
    assert lantern("run", env=env).exit_code == 0
    assert place.exists()
    assert not (lantern.root / "state" / "ledger.db").exists()
    assert "Already sent" in lantern("run", env=env).stdout
