"""The send loop: who gets mail, who is left, and what is said about it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from typing import Any

import pytest

from digest.config.schema import SendingConfig, Server
from digest.errors import ConfigError, Refused, SendingIncomplete, ServerError
from digest.models import Recipient, State, Submission
from digest.sender import port
from digest.sender.compose import Compiled
from digest.sender.journal import Journal
from digest.sender.ledger import Ledger
from digest.sender.send import send_issue, submit_test
from digest.sender.standing import Counts
from digest.sender.tally import Progress
from digest.sender.transports import Supply
from digest.sender.transports.memory import Memory
from digest.sender.transports.smtp import SMTPTransport
from tests.smtp.servers import DROP, HANG, Behave, ScriptedServer
from tests.smtp.small_issue import clock, compiled_issue, readers

ISSUE = "2026-W47"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "PAUSE", 0.01)


def send(
    compiled: Compiled,
    ledger: Ledger,
    supply: Supply,
    *,
    to: tuple[Recipient, ...] = readers(10),
    on_progress: Progress | None = None,
    **settings: Any,
) -> Counts:
    return send_issue(
        compiled,
        ledger=ledger,
        transport_factory=supply,
        recipients=to,
        sending=SendingConfig.model_validate({"give_up_after": "0s", **settings}),
        issue_id=ISSUE,
        now=clock,
        on_progress=on_progress,
    )


def smtp(server: ScriptedServer, timeout: float = 2) -> Supply:
    configured = Server(host="127.0.0.1", port=server.port, security="none")
    return lambda: SMTPTransport(configured, timeout=timeout, hello="localhost")


def counted(taken: list[tuple[str, bytes]]) -> Counter[str]:
    return Counter(address for address, _ in taken)


def test_everyone_gets_one_and_only_one(compiled: Compiled, ledger: Ledger) -> None:
    """One mail each, with the recipient's own name; a second run mails nobody; progress always adds up."""
    seen: list[tuple[Counts, Submission]] = []
    with ScriptedServer() as server:
        counts = send(compiled, ledger, smtp(server), on_progress=lambda *what: seen.append(what), connections=3)
        assert counts == Counts(recipients=10, accepted=10)
        assert counted(server.taken) == {reader.address: 1 for reader in readers(10)}
        assert all(b"Dear =\r\nReader " + address[8:9].encode() in message for address, message in server.taken)
    assert [one.accepted for one, _ in seen] == list(range(1, 11))
    assert all(one.pending + one.accepted == one.recipients for one, _ in seen)
    assert send(compiled, ledger, _nowhere, to=readers(20)) == counts  # the server is not even asked


def _nowhere() -> SMTPTransport:
    return SMTPTransport(Server(host="127.0.0.1", port=1, security="none"), timeout=0.5)


def test_a_deleted_row_is_mailed_again(compiled: Compiled, ledger: Ledger) -> None:
    """After deleting nothing but one ledger row, a run mails exactly that recipient."""
    memory = Memory()
    send(compiled, ledger, memory)
    with ledger._engine.begin() as db:
        db.exec_driver_sql("DELETE FROM submissions WHERE address = 'reader004@example.com'")
    memory.messages.clear()
    assert send(compiled, ledger, memory).accepted == 10
    assert [address for _, address, _ in memory.messages] == ["reader004@example.com"]


def test_a_refusal_does_not_stop_the_others(compiled: Compiled, ledger: Ledger) -> None:
    """A refused recipient is final, a deferred one is left for the next run, everyone else gets mail."""

    def behave(verb: str, count: int, argument: str) -> str | None:
        if verb != "RCPT":
            return None
        answers = {"reader003": "550 5.1.1 no such user", "reader005": "451 greylisted" if count <= 10 else None}
        return next((answer for name, answer in answers.items() if name in argument), None)

    with ScriptedServer(behave) as server:
        with pytest.raises(SendingIncomplete, match="1 of 10 are left") as caught:
            send(compiled, ledger, smtp(server))
        assert type(caught.value) is SendingIncomplete
        assert ledger.counts(ISSUE) == Counts(recipients=10, accepted=8, refused=1, deferred=1)
        assert send(compiled, ledger, smtp(server)) == Counts(recipients=10, accepted=9, refused=1)
        assert max(counted(server.taken).values()) == 1


@pytest.mark.parametrize(("on_unknown", "mails"), [("resend", 2), ("skip", 1)])
def test_a_lost_answer(compiled: Compiled, ledger: Ledger, on_unknown: Any, mails: int) -> None:
    """A connection lost after the dot leaves one unknown; on_unknown decides, and a repeat has the same Message-ID."""

    def behave(verb: str, count: int, argument: str) -> str | None:
        return DROP if verb == "DOT" and count == 3 else None

    with ScriptedServer(behave) as server:
        if on_unknown == "resend":
            with pytest.raises(SendingIncomplete, match="1 of 10"):
                send(compiled, ledger, smtp(server), on_unknown=on_unknown, connections=1)
        else:
            send(compiled, ledger, smtp(server), on_unknown=on_unknown, connections=1)
        assert ledger.counts(ISSUE) == Counts(recipients=10, accepted=9, unknown=1)
        send(compiled, ledger, smtp(server), on_unknown=on_unknown, connections=1)
        assert ledger.counts(ISSUE).unknown == 2 - mails
        assert counted(server.taken)["reader002@example.com"] == mails
        ids = {line for address, mail in server.taken for line in mail.split(b"\r\n") if b"Message-ID" in line}
        assert len(ids) == 10


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_dot(compiled: Compiled, ledger: Ledger, verb: str) -> None:
    """What was lost before the dot goes again within the same run, on a new connection; nobody gets two."""

    def behave(heard: str, count: int, argument: str) -> str | None:
        return DROP if heard == verb and count % 4 == 2 else None

    with ScriptedServer(behave) as server:
        assert send(compiled, ledger, smtp(server)) == Counts(recipients=10, accepted=10)
        assert set(counted(server.taken).values()) == {1}


def test_a_server_that_takes_one_connection_only(compiled: Compiled, ledger: Ledger) -> None:
    """Where the server turns further connections away, the send goes on with those it has."""

    def behave(verb: str, count: int, _argument: str) -> str | None:
        return "421 too many connections" if verb == "GREETING" and count > 1 else None

    with ScriptedServer(behave) as server:
        assert (
            send(
                compiled, ledger, smtp(server), to=readers(300), connections=4, max_messages_per_connection=300
            ).accepted
            == 300
        )


@pytest.mark.parametrize(
    ("verb", "answer", "deferred"),
    [("MAIL", "550 sender not allowed", 1), ("RCPT", "554 relay denied", 4), ("DATA", DROP, 1)],
)
def test_many_errors_in_a_row_stop_the_send(
    verb: str, answer: str, deferred: int, compiled: Compiled, ledger: Ledger
) -> None:
    """After max_errors in a row the send stops with the server's words; nobody is struck off for what it said."""
    behave: Behave = lambda heard, _count, _argument: answer if heard == verb else None  # noqa: E731 - two of a kind
    with ScriptedServer(behave) as server, pytest.raises(ServerError, match="4 errors in a row") as caught:
        send(compiled, ledger, smtp(server), max_errors=4, connections=1)
    assert ledger.counts(ISSUE) == Counts(recipients=10, deferred=deferred, pending=10 - deferred)
    assert "10 of 10 are left" in caught.value.message
    assert answer == DROP or answer in str(caught.value)
    with ScriptedServer() as server:
        assert send(compiled, ledger, smtp(server)) == Counts(recipients=10, accepted=10)


@pytest.mark.parametrize("connections", [1, 3])
def test_only_the_last_row_of_errors_is_tried_again(connections: int, compiled: Compiled, ledger: Ledger) -> None:
    """Who was refused among acceptances stays refused when the send stops later; nobody of its last row does."""

    def blocks(verb: str, _count: int, argument: str) -> str | None:
        refused = any(f"reader{n:03}" in argument for n in (1, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19))
        return "550 5.7.1 blocked" if verb == "RCPT" and refused else None

    with ScriptedServer(blocks) as server, pytest.raises(ServerError, match="errors in a row"):
        send(compiled, ledger, smtp(server), to=readers(20), max_errors=5, connections=connections)
    counts = ledger.counts(ISSUE)
    assert counts.accepted == 7
    assert counts.deferred >= 5
    with ScriptedServer() as server:
        final = send(compiled, ledger, smtp(server))
        assert final.accepted + final.refused == 20
        assert {f"reader{n:03}@example.com" for n in range(10, 20)} <= set(counted(server.taken))
    # One that was refused on another connection at about the same time may be tried once more.
    assert 3 - (connections - 1) <= final.refused <= 3


def test_another_content_is_refused(compiled: Compiled, ledger: Ledger) -> None:
    """A send that has begun goes on with the same content only: nobody gets another issue than the first readers."""
    with ScriptedServer(lambda verb, count, _: "451 later" if verb == "RCPT" and count == 2 else None) as server:
        with pytest.raises(SendingIncomplete):
            send(compiled, ledger, smtp(server))
        with pytest.raises(Refused, match="not what the first readers were sent") as caught:
            send(compiled_issue(text="Another text\n"), ledger, smtp(server))
        assert "version control" in caught.value.hint
        assert len(server.taken) == 9
        assert send(compiled_issue(), ledger, smtp(server)).accepted == 10


def test_a_database_that_fails_midway(compiled: Compiled, ledger: Ledger) -> None:
    """A ledger that cannot be written any more stops the send with a hint; the next run goes on, nobody is lost.

    Only what was in flight, one message a connection, is unknown, and its repetition has the same Message-ID.
    """

    def rename(old: str, new: str) -> None:
        with closing(sqlite3.connect(str(ledger._engine.url.database))) as db:
            db.execute(f"ALTER TABLE {old} RENAME TO {new}")

    def fail(counts: Counts, _said: Submission) -> None:
        if counts.accepted == 3:
            rename("submissions", "gone")

    memory = Memory()
    with pytest.raises(SendingIncomplete, match="the ledger cannot be used: no such table") as caught:
        send(compiled, ledger, memory, on_progress=fail, connections=1)
    assert caught.value.exit_code == 5
    assert "run again" in caught.value.hint
    assert len(memory.messages) == 3
    rename("gone", "submissions")
    assert ledger.counts(ISSUE) == Counts(recipients=10, accepted=2, unknown=1, pending=7)
    assert send(compiled, ledger, memory).accepted == 10
    assert Counter(address for _, address, _ in memory.messages).most_common(2)[1][1] == 1
    assert len({line for *_, mail in memory.messages for line in mail.split(b"\r\n") if b"Message-ID" in line}) == 10


def test_a_database_that_goes_away_for_a_moment(compiled: Compiled, postgres_url: str) -> None:
    """What the server said before its connections were cut is written over a new one: nobody is unknown."""
    memory = Memory()

    def cut(counts: Counts, _said: Submission) -> None:
        if counts.accepted == 5:
            with Ledger.open(postgres_url, newsletter="other") as other, other._engine.begin() as db:
                db.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with Ledger.open(postgres_url, newsletter="l.lantern.example") as ledger:
        with pytest.raises(SendingIncomplete, match="the ledger cannot be used"):
            send(compiled, ledger, memory, on_progress=cut, connections=3)
        left = ledger.counts(ISSUE)
        assert (left.accepted, left.unknown) == (len(memory.messages), 0)
        assert send(compiled, ledger, memory) == Counts(recipients=10, accepted=10)
    assert len(memory.messages) == 10


def test_a_claim_after_the_ledger_failed(ledger: Ledger) -> None:
    """From the failure on no claim is granted, and none is waited for."""

    async def run() -> None:
        async with Journal(ledger, "2026-W99", holder="") as journal:
            journal.release("nobody@example.com")  # which was never claimed
            with pytest.raises(ValueError, match="not claimed"):
                await journal.claim("ann@example.com", message_id="", at=clock())
            with pytest.raises(ValueError, match="not claimed"):
                await journal.claim("bo@example.com", message_id="", at=clock())

    with pytest.raises(ValueError, match="not claimed"):
        asyncio.run(run())


def test_a_server_that_stays_away(compiled: Compiled, ledger: Ledger) -> None:
    """When the server goes away for good the send ends with ServerError, and a later run finishes the work."""
    with ScriptedServer() as server:
        supply = smtp(server)
        stopped: list[Counts] = []

        def leave(counts: Counts, _said: Submission) -> None:
            if counts.accepted == 3:
                stopped.append(counts)
                server.stop()

        with pytest.raises(ServerError, match=r"cannot be reached.*7 of 10 are left"):
            send(compiled, ledger, supply, on_progress=leave, connections=1)
    memory = Memory()
    assert send(compiled, ledger, memory).accepted == 10
    assert len(memory.messages) == 7


def test_no_audience_is_taken_down_before_the_server_lets_us_in(compiled: Compiled, ledger: Ledger) -> None:
    """A wrong address of the server leaves no trace: the audience may still be mended before the first mail."""
    with pytest.raises(ServerError, match="cannot be reached"):
        send(compiled, ledger, _nowhere)
    assert not ledger.started(ISSUE)


def test_a_suppression_during_the_send_stops_a_pending_one(compiled: Compiled, ledger: Ledger) -> None:
    """Whoever is suppressed before their claim gets nothing, even when already read from the ledger."""
    memory = Memory()

    def suppress(counts: Counts, _said: Submission) -> None:
        ledger.suppress("Reader009@Example.com", reason="unsubscribe", at=clock())

    counts = send(compiled, ledger, memory, on_progress=suppress, connections=1)
    assert counts == Counts(recipients=10, accepted=9, suppressed=1)
    assert "reader009@example.com" not in {address for _, address, _ in memory.messages}


def test_nobody_to_send_to(compiled: Compiled, ledger: Ledger) -> None:
    """An empty audience is an error, not a success."""
    with pytest.raises(ConfigError, match="nobody"):
        send(compiled, ledger, Memory(), to=())


def test_a_broken_part_stops_the_send_and_is_heard(compiled: Compiled, ledger: Ledger) -> None:
    """An error of our own is raised as it is, with everything in flight settled."""

    def broken(counts: Counts, _said: Submission) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        send(compiled, ledger, Memory(), on_progress=broken, connections=1)
    assert ledger.counts(ISSUE) == Counts(recipients=10, accepted=1, pending=9)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_finishes_what_is_in_flight(number: int, compiled: Compiled, ledger: Ledger) -> None:
    """Ctrl-C and SIGTERM end the run with exit code 5 and no claim left open."""

    def interrupt(counts: Counts, _said: Submission) -> None:
        if counts.accepted == 3:
            os.kill(os.getpid(), number)

    with ScriptedServer() as server:
        with pytest.raises(SendingIncomplete, match=r"interrupted: .* of 50 are left") as caught:
            send(compiled, ledger, smtp(server), to=readers(50), on_progress=interrupt)
        assert caught.value.exit_code == 5
        counts = ledger.counts(ISSUE)
        assert counts == Counts(recipients=50, accepted=len(server.taken), pending=50 - len(server.taken))
        assert 3 <= counts.accepted < 50


def test_a_second_interrupt_stops_at_once(compiled: Compiled, ledger: Ledger) -> None:
    """A second Ctrl-C does not wait for the server; the claim in flight stays, and the next run resolves it."""

    def interrupt(verb: str, count: int, _argument: str) -> str | None:
        if verb != "DOT" or count != 2:
            return None
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)  # two signals at once would reach Python as one
        os.kill(os.getpid(), signal.SIGINT)
        return HANG

    with ScriptedServer(interrupt) as server, pytest.raises(KeyboardInterrupt):
        send(compiled, ledger, smtp(server, timeout=60), connections=1)
    assert ledger.counts(ISSUE) == Counts(recipients=10, accepted=1, unknown=1, pending=8)
    assert send(compiled, ledger, Memory()).accepted == 10


def test_test_sends(ledger: Ledger) -> None:
    """A test is marked, leaves the ledger alone, and its Message-ID is not the issue's."""
    memory = Memory()
    issue = compiled_issue()
    said = submit_test(compiled_issue(test=True), [Recipient(" ann@example.org ")], transport_factory=memory, now=clock)
    assert [(one.address, one.state) for one in said] == [("ann@example.org", State.accepted)]
    assert b"\r\nSubject: [Test] For reader\r\n" in memory.messages[0][2]
    assert issue.message_id("ann@example.org").encode() not in memory.messages[0][2]


def test_test_sends_go_wrong() -> None:
    """A malformed address stops a test before any mail; a server that refuses us is a ServerError; an issue is no
    test."""
    memory = Memory()
    with pytest.raises(ConfigError, match="nonsense"):
        submit_test(
            compiled_issue(test=True),
            [Recipient("a@example.org"), Recipient("nonsense")],
            transport_factory=memory,
            now=clock,
        )
    with pytest.raises(ValueError, match="test=True"):
        submit_test(compiled_issue(), [Recipient("a@example.org")], transport_factory=memory, now=clock)
    assert not memory.messages
    with (
        ScriptedServer(lambda verb, *_: "554 go away" if verb == "GREETING" else None) as server,
        pytest.raises(ServerError, match="refuses us: 554 go away"),
    ):
        submit_test(compiled_issue(test=True), [Recipient("a@example.org")], transport_factory=smtp(server), now=clock)


@pytest.mark.parametrize(
    ("at", "behaviour", "said"),
    [
        ("RCPT", DROP, [(State.deferred, "the server closed the connection"), (State.accepted, "taken")]),
        ("RCPT", HANG, [(State.deferred, "no answer in time"), (State.accepted, "taken")]),
        ("DOT", HANG, [(State.unknown, "no answer to the message: no answer in time"), (State.accepted, "taken")]),
        ("DOT", "421 bye", [(State.deferred, "bye"), (State.accepted, "taken")]),
    ],
)
def test_a_test_that_one_does_not_get(at: str, behaviour: str, said: list[tuple[State, str]]) -> None:
    """What goes wrong with one is said of that one, and the next one still gets theirs."""
    behave: Behave = lambda verb, count, _who: behaviour if (verb, count) == (at, 1) else None  # noqa: E731 - short
    readers = [Recipient("a@example.org"), Recipient("b@example.org")]
    with ScriptedServer(behave) as server:
        supply = smtp(server, timeout=0.3)
        found = submit_test(compiled_issue(test=True), readers, transport_factory=supply, now=clock)
    assert [(one.state, one.reply) for one in found] == said


def test_a_test_that_is_cut_short() -> None:
    """Where the server goes away in the middle, who has theirs is known, and the others are deferred with the reason:
    nobody gets a second one for it."""
    greets: Behave = lambda verb, count, who: (  # noqa: E731 - short
        "554 go away" if (verb, count) == ("GREETING", 2) else DROP if (verb, count) == ("RCPT", 2) else None
    )
    readers = [Recipient(f"{name}@example.org") for name in "abcd"]
    with ScriptedServer(greets) as server:
        found = submit_test(compiled_issue(test=True), readers, transport_factory=smtp(server), now=clock)
    assert [one.state for one in found] == [State.accepted, *[State.deferred] * 3]
    assert ["554 go away" in one.reply for one in found] == [False, False, True, True]


@pytest.mark.parametrize("on_unknown", ["resend", "skip"])
def test_a_server_that_never_answers_a_message(compiled: Compiled, ledger: Ledger, on_unknown: Any) -> None:
    """A server that takes messages and says nothing gets two a connection at most in a run; who may have one is told,
    and whether they get it again: once at most, however often it is run."""
    behave: Behave = lambda heard, _count, _argument: HANG if heard == "DOT" else None  # noqa: E731 - two of a kind
    taken: list[str] = []
    for run in (1, 2):
        with ScriptedServer(behave) as server, pytest.raises(ServerError, match="did not say whether") as caught:
            send(compiled, ledger, smtp(server, timeout=0.3), connections=2, on_unknown=on_unknown)
        taken += [address for address, _ in server.taken]
        if run == 1:
            first = ledger.counts(ISSUE).unknown
            assert 3 <= first <= 4
            assert f"{first} unknown" in caught.value.message
            assert caught.value.hint
            assert ("but those" if on_unknown == "resend" else "are left out") in caught.value.hint
    with ScriptedServer(behave) as server, contextlib.suppress(ServerError):
        send(compiled, ledger, smtp(server, timeout=0.3), connections=2, on_unknown=on_unknown)
    taken += [address for address, _ in server.taken]
    most = 2 if on_unknown == "resend" else 1
    assert max(taken.count(address) for address in taken) == most


def test_a_reader_whose_message_is_never_answered(compiled: Compiled, ledger: Ledger) -> None:
    """One reader's message that the server takes, and says nothing, goes to them once more and never again; the send
    comes to its end, and says of how many it knows nothing."""
    doomed: list[str] = []

    def behave(verb: str, _count: int, argument: str) -> str | None:
        if verb != "DOT":
            return None
        doomed[:] = doomed or [argument]
        return DROP if argument == doomed[0] else None

    with ScriptedServer(behave) as server:
        with pytest.raises(SendingIncomplete, match="1 of 10 are left"):
            send(compiled, ledger, smtp(server), connections=1)
        assert ledger.counts(ISSUE) == Counts(recipients=10, accepted=9, unknown=1)
        for _ in range(3):
            counts = send(compiled, ledger, smtp(server), connections=1)
            assert counts == Counts(recipients=10, accepted=9, unanswered=1)
        taken = [address for address, _ in server.taken]
        assert (len(taken), taken.count(doomed[0])) == (11, 2)
