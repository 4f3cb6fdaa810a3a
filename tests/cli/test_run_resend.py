"""A half sent issue whose ledger is lost, and a person who decides: who left is not mailed, and each hint leads on."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from typing import Any

import pytest

from digest.models import Status
from tests.cli.folder import Folder, digest
from tests.cli.test_run import friday
from tests.cli.test_run_editors import at, but_for
from tests.cli.test_run_lost import readers
from tests.cli.test_run_turns import news
from tests.smtp.servers import ScriptedServer, usual

__all__ = ["friday"]
ALL = ["ann@example.org", "bo@example.net", "cy@example.com"]
LEFT = "email\nbo@example.net\n"
UNCOUNTED = "this ledger does not know who must not be mailed"


def claim_and_lose(folder: Folder, server: ScriptedServer) -> None:
    """Bo leaves, the issue is claimed, and the machine with its ledger is gone."""
    folder("suppress", "import", str(folder.write("left.csv", LEFT)), env=at(server))
    assert folder("run", "--claim", env=at(server)).exit_code == 0
    shutil.rmtree(folder.root / "state")


def follow(folder: Folder, advice: str, server: ScriptedServer, *, not_with: str = "skip") -> list[int]:
    """Type each command of `advice`, in its order, but those with `not_with`; their exit codes."""
    codes = []
    for command in re.findall(r"`digest ([^`]+)`", " ".join(advice.split())):
        words = shlex.split(command.replace("FILE", str(folder.root / "left.csv")))
        if not_with not in words:
            codes.append(digest(*words, *(["--yes"] if words[0] == "send" else []), env=at(server)).exit_code)
    return codes


@pytest.mark.parametrize("first", [True, False])
def test_who_left_is_not_mailed_again(friday: Folder, clock: Any, *, first: bool) -> None:
    """`resend` mails nobody until a person has said that the ledger counts: for a newsletter's first issue as for a
    later one, also where somebody has come onto the new list meanwhile. What it says to do leads to the mails."""
    with ScriptedServer(usual) as server:
        clock("2026-11-20 09:00")
        if not first:
            assert friday("run", env=at(server)).exit_code == 0
            clock("2026-11-27 09:00")
            news(friday, 1)
        claim_and_lose(friday, server)
        name, before = friday.issue().id, len(server.taken)
        friday("suppress", "add", "zoe@example.com", env=at(server))
        for options in ((), ("--force",)):
            refused = friday("send", name, "--yes", "--ledger-lost", "resend", *options, env=at(server))
            assert (refused.exit_code, UNCOUNTED in refused.stderr) == (6, True), refused.output
        assert len(server.taken) == before
        assert follow(friday, refused.stderr, server) == [0, 0, 0]
        assert [who for who, _ in server.taken[before:]] == ["ann@example.org", "cy@example.com"]
        assert friday.issue().status is Status.sent


def test_the_word_on_it_is_for_both(friday: Folder, clock: Any) -> None:
    """`adopt` says what is half sent and what may be done with it, once; where nobody more is mailed after all, the
    next issue needs no second word."""
    clock("2026-11-20 09:00")
    with ScriptedServer(usual) as server:
        claim_and_lose(friday, server)
        adopted = friday("adopt", "--json", env=at(server))
        assert adopted.exit_code == 0, adopted.output
        said = json.loads(adopted.stdout)
        assert (said["issues"], said["half_sent"]) == ([], ["2026-W47"])
        again = friday("adopt", env=at(server))
        assert (again.exit_code, "this ledger counts already" in again.stderr) == (6, True)
        for advice in (*said["problems"], again.stderr):
            assert "`digest send 2026-W47 --ledger-lost skip" in advice
            assert "`digest send 2026-W47 --ledger-lost resend" in advice
            assert "adopt" not in advice
        assert friday("run", env=at(server)).exit_code == 6, "nobody has said what becomes of the issue"
        skipped = friday("send", "2026-W47", "--ledger-lost", "skip", env=at(server))
        assert (skipped.exit_code, "waits for" in skipped.stderr) == (0, False)
        assert readers(server) == []
        clock("2026-11-27 09:00")
        news(friday, 1)
        assert friday("run", env=at(server)).exit_code == 0
        assert len(readers(server)) == 3


@pytest.mark.parametrize("command", [("send", "--yes"), ("send", "--yes", "--force"), ("run", "--force")])
@pytest.mark.parametrize("older", [True, False])
def test_a_hint_leads_nobody_in_a_circle(friday: Folder, clock: Any, command: tuple[str, ...], *, older: bool) -> None:
    """Where the ledger is lost, or older than the mails, and it is too late as well, the first hint names all that is
    to be typed: whoever does gets through."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(but_for("bo@", "451 later")) as server:
        friday("suppress", "import", str(friday.write("left.csv", "email\nzoe@example.com\n")), env=at(server))
        assert friday("run", env=at(server)).exit_code == 5
        shutil.copytree(friday.root / "state", friday.root / "backup")
        assert friday("run", env=at(server)).exit_code == 5
        shutil.rmtree(friday.root / "state")
        if older:
            shutil.copytree(friday.root / "backup", friday.root / "state")
    clock("2026-11-21 09:00")
    with ScriptedServer(usual) as server:
        refused = friday(*command, "2026-W47" if command[0] == "send" else "--issue=2026-W47", env=at(server))
        assert refused.exit_code == 6, refused.output
        assert follow(friday, refused.stderr, server) == [0, 0, 0]
        assert readers(server) == (["bo@example.net"] if older else ALL)
    assert friday.issue().status is Status.sent


def test_too_late_keeps_what_was_said(friday: Folder, clock: Any) -> None:
    """Who says what becomes of a lost ledger and hears that it is too late, is told to say both; who takes for lost
    what is not, hears what sends the rest, however late it is."""
    friday.impatient()
    clock("2026-11-20 09:00")
    with ScriptedServer(but_for("bo@", "451 later")) as server:
        assert friday("run", env=at(server)).exit_code == 5
    clock("2026-11-21 09:00")
    with ScriptedServer(usual) as server:
        known = friday("send", "2026-W47", "--yes", "--ledger-lost", "resend", env=at(server))
        assert (known.exit_code, "its ledger is not lost" in known.stderr) == (6, True)
        shutil.copytree(friday.root / "state", friday.root / "backup")
        assert follow(friday, known.stderr, server) == [0]
        assert readers(server) == ["bo@example.net"]
        friday.edit('"status": "sent"', '"status": "sending"', name="issues/2026-W47/issue.json")
        shutil.rmtree(friday.root / "state")
        shutil.copytree(friday.root / "backup", friday.root / "state")
        assert friday("adopt", env=at(server)).exit_code == 0
        late = friday("send", "2026-W47", "--yes", "--ledger-lost", "resend", env=at(server))
        assert (late.exit_code, "is too late" in late.stderr) == (6, True)
        assert follow(friday, late.stderr, server) == [0]
        assert readers(server) == ["bo@example.net"] * 2
