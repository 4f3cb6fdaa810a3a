"""A ledger that is not the one that sent the last issue: what it is refused for, and `digest adopt`."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from digest import archive
from digest.models import Status
from tests.cli.folder import Folder
from tests.cli.test_run import friday, issue_mails, notices, reviewed, said
from tests.cli.test_run_late import readers
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday", "reviewed"]

STRANGE = "2026-W47 was sent, and this ledger knows nothing of it"
ALL = ["ann@example.org", "bo@example.net", "cy@example.com"]


def lose(folder: Folder) -> None:
    """The ledger is gone, and the next week's stories are there."""
    shutil.rmtree(folder.root / "state")
    news(folder, 1)


def test_force_is_no_answer(friday: Folder, clock: Any) -> None:
    """Whoever waits for nothing still mails nobody who must not be mailed: `--force` does not make a ledger count."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        friday("run", env=env)
        lose(friday)
        clock("2026-11-27 09:00")
        before = readers(server)
        for command in (("run",), ("run", "--claim"), ("send", "--yes")):
            refused = friday(*command, "--force", env=env)
            assert refused.exit_code == 6, refused.output
            assert STRANGE in refused.stderr
            assert "`digest adopt -c " in refused.stderr
        assert readers(server) == before


def test_a_hold_outlives_the_ledger(reviewed: Folder, clock: Any) -> None:
    """The ledger is lost, a person says so, and nobody is mailed for that: what is on hold stays on hold."""
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        for moment in ("2026-11-19 14:00", "2026-11-20 08:00"):
            clock(moment)
            reviewed("run", env=env)
        lose(reviewed)
        clock("2026-11-26 14:00")
        reviewed("run", env=env)
        reviewed("hold", "2026-W48", "--reason", "the lead is wrong")
        before = len(server.taken)
        done = reviewed("adopt", env=env)
        assert done.exit_code == 0, done.output
        assert "This ledger counts from now on; 1 issue sent by another one, the last 2026-W47" in done.stdout
        assert "On its suppression list: 0." in done.stdout
        assert "who bounced, complained or asked to be left alone is lost" in done.stderr
        assert len(server.taken) == before
        clock("2026-11-27 08:00")
        assert "is on hold" in reviewed("send", "--yes", env=env).stderr
        assert readers(server) == ALL
        reviewed("approve", env=env)
        assert reviewed("run", env=env).exit_code == 0
        assert readers(server) == sorted(ALL * 2)


def test_what_a_new_ledger_does_not_know(friday: Folder, clock: Any) -> None:
    """It counts for what comes: nobody on its list is mailed. Of what was sent it knows nothing, and sends it to nobody
    again, not even with `--force`."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        friday("run", env=env)
        lose(friday)
        friday("suppress", "add", "ann@example.org", env=env)
        adopted = friday("adopt", "--json", env=env)
        assert '"issues": [\n    "2026-W47"\n  ]' in adopted.stdout
        assert '"suppressed": 1' in adopted.stdout
        for options in ((), ("--force",)):
            refused = friday("send", "2026-W47", "--yes", *options, env=env)
            assert (refused.exit_code, "the ledger has no record of it" in refused.stderr) == (6, True)
        assert "already sent" in friday("run", "--json", env=env).stdout
        assert readers(server) == ALL
        clock("2026-11-27 09:00")
        assert friday("run", env=env).exit_code == 0
        assert readers(server) == sorted([*ALL, *ALL[1:]])


def test_an_older_ledger_that_is_adopted(friday: Folder, clock: Any) -> None:
    """A ledger from the middle of the last send counts, too, and does not go on with that send."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(lambda verb, _n, who: "451 later" if verb == "RCPT" and "bo@" in who else None) as server:
        friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    shutil.copytree(friday.root / "state", friday.root / "backup")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert friday("run", env=env).exit_code == 0
        lose(friday)
        shutil.copytree(friday.root / "backup", friday.root / "state")
        assert friday("adopt", env=env).exit_code == 0
        assert "older than the last mails" in friday("send", "2026-W47", "--yes", env=env).stderr
        assert readers(server) == ["bo@example.net"]
        clock("2026-11-27 09:00")
        assert friday("run", env=env).exit_code == 0
        assert readers(server) == sorted([*ALL, "bo@example.net"])


@pytest.mark.parametrize("sent", [True, False])
def test_nothing_to_adopt(friday: Folder, clock: Any, *, sent: bool) -> None:
    """Where the ledger is the right one, or no issue was sent, there is nothing to say, and nothing is written."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        if sent:
            friday("run", env=env)
        before = friday.tree()
        refused = friday("adopt", env=env)
        assert refused.exit_code == 6
        said = "it knows of 2026-W47" if sent else "no issue was sent"
        assert said in refused.stderr
        assert set(friday.tree()) == set(before) | {"state/send.lock"}
        if sent:
            lose(friday)
            assert friday("adopt", env=env).exit_code == 0
            assert friday("adopt", env=env).exit_code == 6, "once is enough"


def test_a_long_silence(friday: Folder, clock: Any) -> None:
    """However many issues were skipped since: a ledger that does not know the last that was sent is a strange one."""
    friday.edit('day = "friday"\n', 'cadence = "daily"\n')
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        clock("2026-11-20 09:00")
        friday("run", env=env)
        clock("2026-11-30 08:00")
        friday("run", env=env)
        skipped = [issue for issue in archive.latest(friday.root / "issues", most=99) if issue.skip]
        assert len(skipped) > 8
        shutil.rmtree(friday.root / "state")
        news(friday, 1, day="30 Nov")
        clock("2026-12-01 08:00")
        refused = friday("run", env=env)
        assert refused.exit_code == 6
        assert "2026-11-20 was sent, and this ledger knows nothing of it" in refused.stderr
        assert readers(server) == ALL


def test_a_newsletter_with_a_new_name(friday: Folder, clock: Any) -> None:
    """It has another list id from then on, and the same ledger: the next issue goes out, but not to who left."""
    with ScriptedServer(usual) as server:
        env = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        clock("2026-11-20 09:00")
        friday("run", env=env)
        friday("suppress", "add", "ann@example.org", env=env)
        friday.edit('name = "The Lantern"\nfrom', 'name = "The Lantern Weekly"\nfrom')
        news(friday, 1)
        clock("2026-11-27 09:00")
        done = friday("run", env=env)
        assert done.exit_code == 0, done.output
        assert readers(server) == sorted([*ALL, *ALL[1:]])
        assert friday.issue().newsletter.list_id != archive.latest(friday.root / "issues", most=2)[1].newsletter.list_id
        lose(friday)
        assert friday("adopt", "--json", env=env).stdout.count("2026-W4") == 2
        news(friday, 2, day="03 Dec")
        clock("2026-12-04 09:00")
        assert friday("run", env=env).exit_code == 0


@pytest.mark.parametrize("damaged", [True, False])
def test_a_new_name_tells_nothing_twice(friday: Folder, clock: Any, *, damaged: bool) -> None:
    """The owners have heard of the skips before their newsletter got another name; an issue file that cannot be read
    does not keep the rest from them."""
    clock("2026-11-20 09:00")
    assert said(friday)[0] == "sent"
    clock("2026-12-07 09:00")
    assert said(friday)[0] == "skipped"
    before = [notice["Subject"] for notice in notices(friday)]
    assert len([subject for subject in before if subject.endswith("skipped")]) == 2
    friday.edit('name = "The Lantern"\nfrom', 'name = "The Lantern Weekly"\nfrom')
    if not damaged:
        assert said(friday)[0] == "skipped"
        assert [notice["Subject"] for notice in notices(friday)] == before
        return
    (friday.root / "issues" / "2026-W49" / archive.FILE).write_text("{")
    assert friday("run").exit_code == 2
    assert "The Lantern Weekly: 2026-W49 needs you" in [notice["Subject"] for notice in notices(friday)]


def test_a_trial_needs_no_ledger(friday: Folder, clock: Any) -> None:
    """What goes to the outbox mails nobody, whatever ledger there is."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        friday("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    lose(friday)
    clock("2026-11-27 09:00")
    assert said(friday)[0] == "sent"
    assert friday.issue().status is Status.tried
    assert issue_mails(friday) == 3
