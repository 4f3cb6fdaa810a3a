"""The examination: probes run together, each for its time, and none can stop the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.config import load
from digest.doctor import Health, Patient, examination, examine, names
from digest.doctor.diagnosis import Sign, fine
from digest.doctor.examination import _Probe
from digest.doctor.reserved import is_reserved
from digest.errors import ConfigError, ServerError
from tests.cli.folder import Folder

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def patient(lantern: Folder) -> Patient:
    path = lantern.root / "digest.toml"
    return Patient(path, load(path, environment={}), NOW)


def made(name: str, look: Callable[[Patient], Iterator[Sign]], *, online: bool = False, limit: float = 20.0) -> _Probe:
    return _Probe(name, look, rank=1, online=online, limit=limit)


def test_every_probe_is_told_of_by_a_module() -> None:
    """Each file of the package is a probe with a rank of its own, and says what it looks at in its first line."""
    found = examination._probes()
    assert len(found) == len({probe.rank for probe in found}) == len(names()) >= 12
    for probe in found:
        assert probe.look.__doc__, probe.name
        assert ":" in (__import__(probe.look.__module__, fromlist=["x"]).__doc__ or ""), probe.name


def test_none_stops_the_others(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that crashes, one that hangs, one that refuses: each is a fault with a remedy, what it had seen counts."""
    release = threading.Event()

    def crashes(_patient: Patient) -> Iterator[Sign]:
        yield fine("so far")
        raise ValueError("no such thing")

    def hangs(_patient: Patient) -> Iterator[Sign]:
        yield fine("begun")
        release.wait(30)
        yield fine("too late")

    def refuses(_patient: Patient) -> Iterator[Sign]:
        raise ServerError("shut", where="host", hint="knock")

    def works(_patient: Patient) -> Iterator[Sign]:
        yield fine("fine")

    looks = (crashes, hangs, refuses, works)
    probes = [made(look.__name__, look, limit=0.2 if look is hangs else 20.0) for look in looks]
    monkeypatch.setattr(examination, "_probes", lambda: probes)
    told: list[tuple[str, int, int]] = []
    found = examine(patient, on_probe=lambda name, done, total: told.append((name, done, total)))
    release.set()
    assert [(each.probe, each.health.value, each.message) for each in found] == [
        ("crashes", "ok", "so far"),
        ("crashes", "fault", "could not be looked at: ValueError: no such thing"),
        ("hangs", "ok", "begun"),
        ("hangs", "fault", "gave no answer in time"),
        ("refuses", "fault", "host: shut"),
        ("works", "ok", "fine"),
    ]
    assert all(each.remedy for each in found if each.health is Health.fault)
    assert sorted(name for name, _, _ in told) == ["crashes", "hangs", "refuses", "works"]
    assert [done for _, done, _ in told] == [1, 2, 3, 4]
    assert {total for _, _, total in told} == {4}


def test_they_run_together(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that wait for each other both end."""
    meeting = threading.Barrier(2, timeout=20)

    def look(_patient: Patient) -> Iterator[Sign]:
        meeting.wait()
        yield fine("met")

    monkeypatch.setattr(examination, "_probes", lambda: [made(name, look) for name in ("a", "b")])
    assert [each.health for each in examine(patient)] == [Health.ok, Health.ok]


def test_nothing_is_asked_offline(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks the network is skipped, and counts as done."""
    done: list[int] = []

    def look(_patient: Patient) -> Iterator[Sign]:
        yield fine("here")

    monkeypatch.setattr(examination, "_probes", lambda: [made("far", look, online=True), made("near", look)])
    offline = Patient(patient.path, patient.read, NOW, offline=True)
    found = examine(offline, on_probe=lambda _name, number, _total: done.append(number))
    assert [each.health.value for each in found] == ["skipped", "ok"]
    assert done == [2]


def test_without_a_config(tmp_path: Path) -> None:
    """Where there is no config, its probe says why, and those that need none still look."""
    error = ConfigError("there is no such file", where="digest.toml", hint="make one")
    found = examine(Patient(tmp_path / "digest.toml", error, NOW, offline=True))
    states = {each.probe: each.health.value for each in found}
    assert (states["config"], states["disk"], states["secrets"]) == ("fault", "ok", "ok")
    assert set(states.values()) == {"fault", "ok", "skipped"}


@pytest.mark.parametrize(
    ("place", "reserved"),
    [
        ("ann@example.com", True),
        ("ann@mail.example.ORG.", True),
        ("https://www.example.net:8080/x", True),
        ("https://lantern.test/", True),
        ("lantern.invalid", True),
        ("ann@lantern.org", False),
        ("http://localhost/feed", False),
        ("ann@examples.com", False),
    ],
)
def test_names_that_stand_for_others(place: str, reserved: bool) -> None:
    """Domains of RFC 2606 belong to nobody; this machine is a place like others."""
    assert is_reserved(place) is reserved


@pytest.mark.parametrize(("names", "teller"), [(("a", "b"), "a"), (("schedule", "issues", "ledger"), "issues")])
def test_a_fault_is_told_once(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], teller: str
) -> None:
    """What stands in the way of several probes is a fault of the one that it names, else of the first of them; the
    others say that they need it."""

    def look(_patient: Patient) -> Iterator[Sign]:
        raise ConfigError("it is empty", where="issues/2026-W47/issue.json", hint="restore it")
        yield

    monkeypatch.setattr(examination, "_probes", lambda: [made(name, look) for name in names])
    found = {each.probe: each for each in examine(patient)}
    assert (found[teller].health, found.pop(teller).remedy) == (Health.fault, "restore it")
    assert {(each.health, each.message) for each in found.values()} == {
        (Health.skipped, f"needs what is at fault under {teller}")
    }
