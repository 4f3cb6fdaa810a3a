"""The ledger: nobody lost, nobody handed out twice, counts that add up."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import ConfigError, Refused, SendingIncomplete
from digest.models import Recipient, State, Submission
from digest.sender.ledger import Ledger
from digest.sender.standing import Counts, Start
from digest.sender.submissions import Batch, Claim, Verdict
from digest.sender.tables import VERSION

ISSUE = "2026-W47"
LIST = "lantern.lantern.example"
AT = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
PEOPLE = tuple(Recipient(f"Reader{n}@Example.com", {"name": f"R {n}"}) for n in range(6))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a ledger may live."""
    if request.param == "sqlite":
        return tmp_path / "state" / "ledger.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def ledger(place: str | Path) -> Iterator[Ledger]:
    with Ledger.open(place, newsletter=LIST) as opened:
        opened.snapshot(ISSUE, PEOPLE, at=AT)
        yield opened


def waiting(ledger: Ledger, limit: int = 100, after: int = -1) -> list[str]:
    return [one.recipient.address for one in ledger.pending(ISSUE, limit=limit, after=after)]


def claim(ledger: Ledger, address: str, *, issue: str = ISSUE, message_id: str = "") -> bool:
    return ledger.record(issue, Batch(claims=[Claim(address, message_id, AT)]))[0]


def settle(ledger: Ledger, address: str, state: State, code: int = 0, reply: str = "", **times: datetime) -> None:
    ledger.record(ISSUE, Batch(verdicts=[Verdict(Submission(address, state, code, reply), AT, **times)]))


def release(ledger: Ledger, address: str) -> None:
    ledger.record(ISSUE, Batch(released=[address]))


def accept(ledger: Ledger, address: str) -> None:
    assert claim(ledger, address)
    settle(ledger, address, State.accepted, 250, "ok")


def test_the_snapshot_is_taken_once(ledger: Ledger) -> None:
    """Later changes of the audience neither add nor lose anybody; addresses and fields come back as written."""
    assert not ledger.snapshot(ISSUE, (Recipient("new@example.com"),), at=AT)
    assert [one.recipient for one in ledger.pending(ISSUE, limit=100)] == list(PEOPLE)
    assert not ledger.started("2026-W48")
    assert ledger.counts("2026-W48") == Counts()


def test_a_snapshot_holds_each_address_once(tmp_path: Path) -> None:
    """The same address in another case, in the same batch or a later one, is not taken down again."""
    many = (*PEOPLE, *(Recipient(f"x{n}@example.com") for n in range(1200)), Recipient("READER0@example.com"))
    with Ledger.open(tmp_path / "ledger.db", newsletter=LIST) as ledger:
        assert ledger.snapshot(ISSUE, (PEOPLE[0], *many), at=AT)
        assert ledger.counts(ISSUE).recipients == 1206


def test_a_snapshot_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    """All or nothing: an audience that fails in the middle can be taken down again from the start."""

    def broken() -> Iterator[Recipient]:
        yield from (Recipient(f"x{n}@example.com") for n in range(1200))
        raise RuntimeError("the file is gone")

    with Ledger.open(tmp_path / "ledger.db", newsletter=LIST) as ledger:
        with pytest.raises(RuntimeError):
            ledger.snapshot(ISSUE, broken(), at=AT)
        assert not ledger.started(ISSUE)
        assert ledger.snapshot(ISSUE, PEOPLE, at=AT)


def test_pages(ledger: Ledger) -> None:
    """Pending recipients come in the snapshot's order, a page at a time."""
    accept(ledger, "reader1@example.com")
    first = ledger.pending(ISSUE, limit=2)
    assert [one.recipient.address for one in first] == ["Reader0@Example.com", "Reader2@Example.com"]
    assert waiting(ledger, after=first[-1].position) == [person.address for person in PEOPLE[3:]]


def test_a_claim_is_exclusive(ledger: Ledger, place: str | Path) -> None:
    """Who was claimed cannot be claimed again, by nobody, not even from another connection, in any state."""
    address = "reader0@example.com"
    assert claim(ledger, address, message_id="<1@x>")
    with Ledger.open(place, newsletter=LIST) as other:
        assert not claim(other, address.upper())
        assert other.counts(ISSUE) == Counts(recipients=6, unknown=1, pending=5)  # durable before it was settled
    settle(ledger, address, State.refused, 550, "no")
    assert not claim(ledger, address)
    assert not claim(ledger, "stranger@example.com")
    assert not claim(ledger, address, issue="2026-W48")


def test_a_released_claim_is_pending(ledger: Ledger) -> None:
    """What certainly did not leave goes back, and can be claimed again."""
    assert claim(ledger, PEOPLE[0].address)
    release(ledger, PEOPLE[0].address)
    assert waiting(ledger)[0] == PEOPLE[0].address
    assert claim(ledger, PEOPLE[0].address)


def test_only_claims_are_settled(ledger: Ledger) -> None:
    """A verdict without a claim is a mistake in the program, and an acceptance is never overwritten."""
    with pytest.raises(ValueError, match="not claimed"):
        settle(ledger, PEOPLE[0].address, State.accepted)
    accept(ledger, PEOPLE[0].address)
    with pytest.raises(ValueError, match="not claimed"):
        settle(ledger, PEOPLE[0].address, State.refused)
    with pytest.raises(ValueError, match="not claimed"):
        release(ledger, PEOPLE[0].address)
    assert claim(ledger, PEOPLE[1].address)
    with pytest.raises(ValueError, match="settles nothing"):
        settle(ledger, PEOPLE[1].address, State.pending)


@pytest.mark.parametrize(
    ("on_unknown", "counts"),
    [
        ("resend", Counts(recipients=6, accepted=1, refused=1, pending=4)),
        ("skip", Counts(recipients=6, accepted=1, refused=1, unknown=2, pending=2)),
    ],
)
def test_recovery(ledger: Ledger, on_unknown: Literal["resend", "skip"], counts: Counts) -> None:
    """Left-over claims and lost answers go by on_unknown; deferred go again; accepted and refused never."""
    for person, state in zip(PEOPLE, (State.accepted, State.refused, State.deferred, State.unknown), strict=False):
        assert claim(ledger, person.address)
        settle(ledger, person.address, state)
    assert claim(ledger, PEOPLE[4].address)
    ledger.recover(ISSUE, on_unknown=on_unknown)
    assert ledger.counts(ISSUE) == counts
    assert claim(ledger, PEOPLE[2].address)
    with ledger._engine.connect() as db:
        rows = db.exec_driver_sql("SELECT attempts FROM submissions WHERE address = 'reader2@example.com'")
        assert rows.scalar() == 2


def test_a_deleted_row_makes_its_recipient_pending(ledger: Ledger) -> None:
    """Deleting one submission row by hand brings back exactly that recipient."""
    for person in PEOPLE:
        accept(ledger, person.address)
    assert waiting(ledger) == []
    with ledger._engine.begin() as db:
        db.exec_driver_sql("DELETE FROM submissions WHERE address = 'reader3@example.com'")
    assert waiting(ledger) == ["Reader3@Example.com"]


def test_suppression(ledger: Ledger) -> None:
    """A suppressed address is never handed out or claimed, whatever its case; removed, it is pending again."""
    ledger.suppress(" READER0@example.com ", reason="unsubscribe", at=AT)
    ledger.suppress("reader0@example.com", reason="complaint", note="by phone", at=AT.replace(year=2027))
    assert waiting(ledger)[0] == PEOPLE[1].address
    assert not claim(ledger, PEOPLE[0].address)
    assert ledger.counts(ISSUE) == Counts(recipients=6, suppressed=1, pending=5)
    (only,) = ledger.suppressions()
    assert (only.address, only.reason, only.note, only.added_at) == ("reader0@example.com", "complaint", "by phone", AT)
    assert claim(ledger, PEOPLE[1].address)
    release(ledger, PEOPLE[1].address)
    ledger.suppress(PEOPLE[1].address, reason="manual", at=AT)
    assert not claim(ledger, PEOPLE[1].address)  # neither is one that was claimed before
    assert ledger.unsuppress_all(["Reader0@example.com", "stranger@example.com"]) == 1
    assert ledger.unsuppress_all(["reader0@example.com"]) == 0
    assert waiting(ledger)[0] == PEOPLE[0].address


def test_how_a_send_began(ledger: Ledger) -> None:
    """The transport, the moment and the content hash of a send's start are kept; a second start changes none."""
    assert ledger.start("2026-W48") is None
    ledger.snapshot("2026-W48", PEOPLE, content="c0ffee", at=AT)
    ledger.snapshot("2026-W48", PEOPLE, content="decaf", at=AT.replace(year=2027))
    assert ledger.start("2026-W48") == Start(transport="smtp", at=AT, content="c0ffee")


def test_the_outbox_is_another_send(ledger: Ledger) -> None:
    """What was filed in the outbox counts for nobody in the real send, nor the other way; all real ones are one."""
    trial = ledger.through("outbox")
    assert not trial.started(ISSUE)
    trial.snapshot(ISSUE, PEOPLE[:2], at=AT)
    accept(trial, PEOPLE[0].address)
    assert trial.counts(ISSUE) == Counts(recipients=2, accepted=1, pending=1)
    assert ledger.counts(ISSUE) == Counts(recipients=6, pending=6)
    assert waiting(ledger) == [person.address for person in PEOPLE]
    accept(ledger, PEOPLE[5].address)
    assert trial.counts(ISSUE).accepted == 1
    assert not claim(ledger.through("desk.mail:open_supply"), PEOPLE[5].address)


def test_who_was_mailed_by_any_newsletter(ledger: Ledger, place: str | Path) -> None:
    """What comes back to one newsletter's mailbox may be about another's reader; trials mailed nobody."""
    with Ledger.open(place, newsletter="other.lantern.example") as other:
        trial = other.through("outbox")
        for each in (other, trial):
            assert each.snapshot(ISSUE, PEOPLE[:3], at=AT)
        accept(other, PEOPLE[0].address)
        accept(trial, PEOPLE[1].address)
    asked = [PEOPLE[0].address.upper(), PEOPLE[1].address, PEOPLE[2].address]
    assert ledger.mailed(asked) == {PEOPLE[0].address.lower()}


def test_two_newsletters_in_one_database(ledger: Ledger, place: str | Path) -> None:
    """Each newsletter has its own send of an issue; who is suppressed is so for both."""
    with Ledger.open(place, newsletter="other.lantern.example") as other:
        assert not other.started(ISSUE)
        assert other.counts(ISSUE) == Counts()
        assert other.snapshot(ISSUE, PEOPLE[:3], at=AT)
        accept(other, PEOPLE[0].address)
        other.recover(ISSUE, on_unknown="resend")
        other.suppress(PEOPLE[1].address, reason="complaint", at=AT)
        assert other.counts(ISSUE) == Counts(recipients=3, accepted=1, suppressed=1, pending=1)
    assert ledger.counts(ISSUE) == Counts(recipients=6, suppressed=1, pending=5)


def test_the_refused_are_deferred(ledger: Ledger) -> None:
    """Of those named, who was refused is tried again by the next run; an acceptance stays one."""
    for person, state in zip(PEOPLE, (State.refused, State.accepted, State.refused), strict=False):
        assert claim(ledger, person.address)
        settle(ledger, person.address, state, 554, "blocked")
    ledger.defer(ISSUE, [person.address.upper() for person in PEOPLE[:2]])
    assert ledger.counts(ISSUE) == Counts(recipients=6, accepted=1, deferred=1, refused=1, pending=3)


def test_the_deferred_have_a_time(ledger: Ledger) -> None:
    """Who is deferred with a time is handed out when it has come, the longest due first, with the first refusal's."""
    later = [AT + timedelta(minutes=minutes) for minutes in (3, 1, 2)]
    for person, moment in zip(PEOPLE, later, strict=False):
        assert claim(ledger, person.address)
        settle(ledger, person.address, State.deferred, 451, "later", next_try_at=moment, deferred_since=AT)
    assert ledger.next_try(ISSUE) == later[1]
    assert ledger.due(ISSUE, now=AT, limit=10) == ()
    due = ledger.due(ISSUE, now=later[2], limit=10)
    assert [one.recipient for one in due] == [PEOPLE[1], PEOPLE[2]]
    assert all(one.deferred and one.deferred_since == AT for one in due)
    assert claim(ledger, PEOPLE[1].address)
    assert ledger.next_try(ISSUE) == later[2]
    ledger.recover(ISSUE, on_unknown="skip")
    assert ledger.next_try(ISSUE) == later[2]  # the server said when, and a new run keeps to it
    assert all(one.deferred_since is None for one in ledger.due(ISSUE, now=later[0], limit=10))
    ledger.suppress(PEOPLE[2].address, reason="manual", at=AT)
    assert ledger.counts(ISSUE) == Counts(recipients=6, deferred=1, unknown=1, suppressed=1, pending=3)
    assert [one.recipient for one in ledger.due(ISSUE, now=later[0], limit=10)] == [PEOPLE[0]]
    assert ledger.next_try(ISSUE) == later[0]
    ledger.suppress(PEOPLE[0].address, reason="manual", at=AT)
    assert ledger.next_try(ISSUE) is None  # or a run would wait for ever for who may not be mailed


def test_a_next_try_in_the_far_future(ledger: Ledger) -> None:
    """A clock that was set back keeps nobody waiting: who was deferred for longer than a run waits is pending."""
    for person, minutes in zip(PEOPLE, (10, 3000), strict=False):
        assert claim(ledger, person.address)
        moment = AT + timedelta(minutes=minutes)
        settle(ledger, person.address, State.deferred, 451, "later", next_try_at=moment, deferred_since=AT)
    ledger.recover(ISSUE, on_unknown="resend", latest=AT + timedelta(minutes=10))
    assert ledger.next_try(ISSUE) == AT + timedelta(minutes=10)
    assert ledger.counts(ISSUE) == Counts(recipients=6, deferred=1, pending=5)


def test_only_the_holder_may_write(ledger: Ledger) -> None:
    """When another run has taken a send over, the one before can neither claim nor settle any more."""
    ledger.recover(ISSUE, on_unknown="resend", holder="first")
    assert ledger.record(ISSUE, Batch(claims=[Claim(PEOPLE[0].address, "", AT)]), holder="first") == (True,)
    ledger.recover(ISSUE, on_unknown="resend", holder="second")
    verdict = Verdict(Submission(PEOPLE[0].address, State.accepted), AT)
    for batch in (Batch(claims=[Claim(PEOPLE[1].address, "", AT)]), Batch(verdicts=[verdict])):
        with pytest.raises(Refused, match="taken this send over"):
            ledger.record(ISSUE, batch, holder="first")
    assert ledger.counts(ISSUE).pending == 6


def test_a_batch_is_all_or_nothing(ledger: Ledger) -> None:
    """Claims, verdicts and releases of one commit are written together, or not at all."""
    claims = [Claim(person.address, "", AT) for person in PEOPLE[:3]]
    assert ledger.record(ISSUE, Batch(claims=claims)) == (True, True, True)
    more = [Claim(PEOPLE[2].address, "", AT), Claim(PEOPLE[3].address, "", AT)]
    verdict = Verdict(Submission(PEOPLE[0].address, State.accepted), AT)
    with pytest.raises(ValueError, match="not claimed"):
        ledger.record(ISSUE, Batch(claims=more, verdicts=[verdict], released=[PEOPLE[5].address]))
    assert ledger.counts(ISSUE) == Counts(recipients=6, unknown=3, pending=3)
    assert ledger.record(ISSUE, Batch(claims=more, verdicts=[verdict], released=[PEOPLE[1].address])) == (False, True)
    assert ledger.counts(ISSUE) == Counts(recipients=6, accepted=1, unknown=2, pending=3)


def test_hard_bounces(ledger: Ledger) -> None:
    """Who has no such address (5.1.x) is suppressed with the server's words; who was refused otherwise is not."""
    replies = ("5.1.1 no such user", "5.7.1 blocked", "5.1.8 bad sender", "5.1.10 null MX", "user unknown")
    for person, reply in zip(PEOPLE, replies, strict=False):
        assert claim(ledger, person.address)
        settle(ledger, person.address, State.refused, 550, reply)
    ledger.suppress(PEOPLE[3].address, reason="complaint", at=AT)
    for _ in range(2):
        ledger.suppress_hard_bounces(ISSUE, at=AT)
    found = {row.address: (row.reason, row.note) for row in ledger.suppressions()}
    assert found["reader0@example.com"] == ("hard bounce", "5.1.1 no such user")
    assert found["reader3@example.com"][0] == "complaint"
    assert len(found) == 2
    assert ledger.counts(ISSUE) == Counts(recipients=6, refused=5, pending=1)
    assert [one.number for one in ledger.replies(ISSUE)] == [1] * 5


def test_what_has_left_of_late(ledger: Ledger) -> None:
    """The messages of the last hour are counted by the second, over all real sends and no trial."""
    for person in PEOPLE[:2]:
        accept(ledger, person.address)
    ledger.record(ISSUE, Batch(claims=[Claim(PEOPLE[2].address, "", AT + timedelta(seconds=5))]))
    trial = ledger.through("outbox")
    trial.snapshot(ISSUE, PEOPLE, at=AT)
    accept(trial, PEOPLE[0].address)
    assert ledger.claimed_since(AT) == ((AT, 2), (AT + timedelta(seconds=5), 1))
    assert ledger.claimed_since(AT + timedelta(seconds=1)) == ((AT + timedelta(seconds=5), 1),)


def test_one_sender_a_newsletter(ledger: Ledger, place: str | Path) -> None:
    """While one process may send a newsletter, no other may, from whatever folder; another newsletter is free."""
    with Ledger.open(place, newsletter=LIST) as other, Ledger.open(place, newsletter="x.example") as free:
        with ledger.alone():
            with pytest.raises(Refused, match="another digest is sending") as caught, other.alone():
                pass
            assert caught.value.exit_code == 6
            with free.alone():
                pass
        with other.alone():
            pass


OLD = """
CREATE TABLE meta (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO meta VALUES (1);
CREATE TABLE sends (newsletter TEXT, live BOOLEAN, issue TEXT, transport TEXT NOT NULL, started_at TEXT NOT NULL,
  content TEXT NOT NULL, PRIMARY KEY (newsletter, live, issue));
CREATE TABLE recipients (newsletter TEXT, live BOOLEAN, issue TEXT, position INTEGER, address TEXT NOT NULL,
  written TEXT NOT NULL, fields JSON NOT NULL, PRIMARY KEY (newsletter, live, issue, position),
  UNIQUE (newsletter, live, issue, address));
CREATE TABLE submissions (newsletter TEXT, live BOOLEAN, issue TEXT, address TEXT, state TEXT NOT NULL,
  code INTEGER NOT NULL, reply TEXT NOT NULL, message_id TEXT NOT NULL, attempts INTEGER NOT NULL, claimed_at TEXT,
  settled_at TEXT, PRIMARY KEY (newsletter, live, issue, address));
CREATE TABLE suppressions (address TEXT PRIMARY KEY, reason TEXT NOT NULL, added_at TEXT NOT NULL, note TEXT NOT NULL);
INSERT INTO sends VALUES ('lantern.lantern.example', 1, '2026-W47', 'smtp', '2026-11-20T06:30:00+00:00', 'c0ffee');
INSERT INTO recipients VALUES ('lantern.lantern.example', 1, '2026-W47', 0, 'a@example.com', 'a@example.com', '{}');
INSERT INTO recipients VALUES ('lantern.lantern.example', 1, '2026-W47', 1, 'b@example.com', 'b@example.com', '{}');
INSERT INTO submissions VALUES
  ('lantern.lantern.example', 1, '2026-W47', 'a@example.com', 'accepted', 250, 'ok', '', 1, NULL, NULL);
"""


def test_an_older_ledger(tmp_path: Path) -> None:
    """A ledger of the version before is brought up to date when it is opened, and a send in it goes on."""
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        db.executescript(OLD)
    for _ in range(2):
        with Ledger.open(tmp_path / "ledger.db", newsletter=LIST) as ledger:
            assert ledger.counts(ISSUE) == Counts(recipients=2, accepted=1, pending=1)
            assert ledger.start(ISSUE) == Start(transport="smtp", at=AT, content="c0ffee")
    with Ledger.open(tmp_path / "ledger.db", newsletter=LIST) as ledger:
        ledger.recover(ISSUE, on_unknown="resend", holder="me")
        assert ledger.record(ISSUE, Batch(claims=[Claim("b@example.com", "", AT)]), holder="me") == (True,)
        ledger.take_down_claim(ISSUE, "token", at=AT)
        assert ledger.knows_claim(ISSUE, "token")


def test_the_claims_of_an_issue(ledger: Ledger) -> None:
    """A ledger knows the claims that were made with it, each of its own issue and no other."""
    for token in ("first", "second"):
        ledger.take_down_claim(ISSUE, token, at=AT)
    assert [ledger.knows_claim(ISSUE, token) for token in ("first", "second", "third")] == [True, True, False]
    assert not ledger.knows_claim("2020-W01", "first")
    assert not ledger.through("outbox").knows_claim(ISSUE, "first")


def test_a_newer_ledger(tmp_path: Path) -> None:
    """A ledger with a higher version is refused before anything is written to it."""
    with Ledger.open(tmp_path / "ledger.db", newsletter=LIST) as ledger, ledger._engine.begin() as db:
        assert db.exec_driver_sql("SELECT version FROM meta").scalars().all() == [VERSION]
        db.exec_driver_sql(f"UPDATE meta SET version = {VERSION + 1}")
        db.exec_driver_sql("DROP TABLE submissions")
    with pytest.raises(
        ConfigError, match=rf"made by a newer digest \(format {VERSION + 1}, this one reads {VERSION}\)"
    ):
        Ledger.open(tmp_path / "ledger.db", newsletter=LIST)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'submissions'").fetchall()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pragma", ["query_only = ON", "max_page_count = 1"])
def test_a_database_that_fails(pragma: str, ledger: Ledger) -> None:
    """A database that cannot be written, or is full, is SendingIncomplete with a hint, and never a traceback."""
    with ledger._engine.connect() as db:
        db.exec_driver_sql(f"PRAGMA {pragma}")
    many = [Recipient(f"{n}@example.com", {"name": "x" * 1000}) for n in range(200)]
    with pytest.raises(SendingIncomplete, match=r"the ledger cannot be used: .*(readonly|full)") as caught:
        ledger.snapshot("2026-W48", many, at=AT)
    assert caught.value.hint


def test_the_file_is_private_and_durable(tmp_path: Path) -> None:
    """The ledger is personal data: nobody else may read it. Commits are synced; foreign keys are kept."""
    path = tmp_path / "state" / "ledger.db"
    with Ledger.open(path, newsletter=LIST) as ledger, ledger._engine.connect() as db:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        pragmas = [
            db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        assert pragmas == ["wal", 2, 1]


def test_a_url_opens_the_same(tmp_path: Path) -> None:
    """A database can be named by URL as well."""
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.db", newsletter=LIST) as ledger:
        assert ledger.snapshot(ISSUE, PEOPLE, at=AT)
    with Ledger.open(tmp_path / "ledger.db", newsletter=LIST) as again:
        assert again.counts(ISSUE).pending == 6


@pytest.mark.parametrize(
    "url",
    [
        "nonsense://desk:hunter2@host/name",
        "://hunter2",
        "postgresql+nonsense://desk:hunter2@127.0.0.1:1/name",
        "sqlite:////nonexistent/hunter2/ledger.db",
    ],
)
def test_a_ledger_that_cannot_be_opened(url: str) -> None:
    """Each is a configuration error without the password."""
    with pytest.raises(ConfigError) as caught:
        Ledger.open(url, newsletter=LIST)
    assert ":hunter2" not in str(caught.value)


def test_other_databases() -> None:
    """A database that the ledger was never tried with is refused, with what to write."""
    with pytest.raises(ConfigError, match="SQLite or PostgreSQL") as caught:
        Ledger.open("mysql://desk:hunter2@host/name", newsletter=LIST)
    assert "postgresql+psycopg" in caught.value.hint


def test_postgresql_by_its_usual_name(postgres_url: str) -> None:
    """`postgresql://` and `postgres://`, as providers write them, mean the driver that is installed with the extra."""
    for scheme in ("postgresql", "postgres"):
        with Ledger.open(postgres_url.replace("postgresql+psycopg", scheme), newsletter=LIST) as ledger:
            assert ledger.counts(ISSUE) == Counts()


def test_files_that_are_no_ledger(tmp_path: Path) -> None:
    """A file of another kind, or a place that cannot be written, is named in the message."""
    (tmp_path / "other").write_text("not a database, but long enough to be taken for one\n" * 30)
    for place in (tmp_path / "other", tmp_path / "other" / "ledger.db"):
        with pytest.raises(ConfigError, match="other"):
            Ledger.open(place, newsletter=LIST)


ADDRESSES = st.sampled_from([person.address for person in PEOPLE])
VERDICTS = st.sampled_from([State.accepted, State.deferred, State.refused, State.unknown])
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), ADDRESSES),
        st.tuples(st.just("settle"), ADDRESSES, VERDICTS),
        st.tuples(st.just("release"), ADDRESSES),
        st.tuples(st.just("recover"), st.sampled_from(["resend", "skip"])),
        st.tuples(st.just("suppress"), ADDRESSES),
        st.tuples(st.just("unsuppress"), ADDRESSES),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=60)
@given(OPERATIONS)
def test_counts_add_up_whatever_happens(tmp_path_factory: pytest.TempPathFactory, operations: list[Any]) -> None:
    """After any sequence of operations the counts add up, and nobody accepted is ever handed out or claimed again."""
    accepted: set[str] = set()
    with Ledger.open(tmp_path_factory.mktemp("ledger") / "ledger.db", newsletter=LIST) as ledger:
        sa.event.listen(ledger._engine, "checkout", _without_waiting)
        ledger.snapshot(ISSUE, PEOPLE, at=AT)
        for name, *arguments in operations:
            _operate(ledger, name, arguments, accepted)
            counts = ledger.counts(ISSUE)
            states = [
                counts.accepted,
                counts.deferred,
                counts.refused,
                counts.unknown,
                counts.suppressed,
                counts.pending,
            ]
            assert sum(states) == counts.recipients == len(PEOPLE)
            assert counts.accepted == len(accepted)
            handed = waiting(ledger)
            assert len(handed) == counts.pending
            assert accepted.isdisjoint(handed)


def deferred(ledger: Ledger) -> list[str]:
    """Who may be tried again in this run."""
    query = (
        "SELECT written FROM recipients JOIN submissions USING (newsletter, live, issue, address)"
        " WHERE state = 'deferred' AND address NOT IN (SELECT address FROM suppressions)"
    )
    with ledger._engine.connect() as db:
        return list(db.exec_driver_sql(query).scalars())


def _without_waiting(connection: sqlite3.Connection, *_others: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _operate(ledger: Ledger, name: str, arguments: list[Any], accepted: set[str]) -> None:
    if name == "claim":
        (address,) = arguments
        may = address in waiting(ledger) or address in deferred(ledger)
        assert claim(ledger, address) == may
    elif name in ("settle", "release"):
        address, *state = arguments
        try:
            if state:
                settle(ledger, address, state[0])
            else:
                release(ledger, address)
        except ValueError:
            return
        if state == [State.accepted]:
            assert address not in accepted
            accepted.add(address)
    elif name == "recover":
        ledger.recover(ISSUE, on_unknown=arguments[0])
    elif name == "suppress":
        ledger.suppress(arguments[0], reason="test", at=AT)
    else:
        ledger.unsuppress_all([arguments[0]])
