"""Run every probe of this package at once; one that fails or hangs says so, and the others go on."""

from __future__ import annotations

import importlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from digest import registry
from digest.doctor.diagnosis import Diagnosis, Health, NoConfig, Patient, Sign, fault, skipped, told
from digest.errors import ConfigError, DigestError

PACKAGE = "digest.doctor.probes"
LIMIT = 20.0
"""Seconds that a probe may take, unless its module says LIMIT."""

OnProbe = Callable[[str, int, int], None]
"""Told the name of each probe as it ends, how many have ended, and of how many."""


@dataclass
class _Probe:
    """One module of the package: what it looks at, where it stands in the report, and what it has seen so far."""

    name: str
    look: Callable[[Patient], Iterator[Sign]]
    rank: int
    online: bool
    limit: float
    signs: list[Sign] = field(default_factory=list)

    def run(self, patient: Patient, ended: queue.Queue[_Probe]) -> None:
        """Look, and tell `ended`; whatever goes wrong becomes a sign."""
        try:
            for sign in self.look(patient):
                self.signs.append(sign)
        except NoConfig:
            self.signs.append(skipped("needs a digest.toml that can be read"))
        except DigestError as error:
            self.signs.extend(map(told, error.faults if isinstance(error, ConfigError) else (error,)))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            self.signs.append(fault(f"{where}{error.strerror or error}", "check the path and its permissions"))
        except Exception as error:  # one that fails never stops the others
            said = f"could not be looked at: {type(error).__name__}: {error}"
            self.signs.append(fault(said, "tell the authors of digest, with these words"))
        ended.put(self)


def names() -> tuple[str, ...]:
    """The probes that there are, in the order of the report."""
    return tuple(probe.name for probe in _probes())


def examine(patient: Patient, *, on_probe: OnProbe | None = None, limit: float | None = None) -> tuple[Diagnosis, ...]:
    """What every probe says, in the order of their ranks; those that ask the network are left out when `offline`.

    Each probe runs in a thread of its own for as many seconds as it may (at most `limit`); what it has said by then
    counts, and that it has not ended is a fault. Nothing is sent and nothing is changed.
    """
    probes = _probes()
    ended: queue.Queue[_Probe] = queue.Queue()
    running: dict[str, float] = {}
    for probe in probes:
        if patient.offline and probe.online:
            probe.signs.append(skipped("not asked: --offline"))
            continue
        running[probe.name] = time.monotonic() + min(probe.limit, limit or probe.limit)
        # A daemon: what hangs must not keep the program from ending.
        threading.Thread(target=probe.run, args=(patient, ended), name=probe.name, daemon=True).start()
    for done, name in enumerate(_as_they_end(running, ended), start=len(probes) - len(running) + 1):
        if on_probe:
            on_probe(name, done, len(probes))
    overdue = {
        name: fault("gave no answer in time", "run it again; if it stays, see to what it asks") for name in running
    }
    return _each_once(
        [
            Diagnosis(probe.name, sign.health, sign.message, sign.remedy)
            for probe in probes
            for sign in (*tuple(probe.signs), *([overdue[probe.name]] if probe.name in overdue else []))
        ]
    )


def _each_once(diagnoses: Sequence[Diagnosis]) -> tuple[Diagnosis, ...]:
    """A fault that stands in the way of several probes, such as a damaged file, is told by the one that it names
    (`issues/…`, "the ledger …"), else by the first of them."""
    tellers: dict[tuple[str, str], str] = {}
    for each in diagnoses:
        if (each.message, each.remedy) not in tellers or each.probe in each.message:
            tellers[each.message, each.remedy] = each.probe
    found = []
    for each in diagnoses:
        teller = tellers[each.message, each.remedy]
        elsewhere = each.health is Health.fault and teller != each.probe
        seen = skipped(f"needs what is at fault under {teller}")
        found.append(Diagnosis(each.probe, seen.health, seen.message) if elsewhere else each)
    return tuple(found)


def _as_they_end(running: dict[str, float], ended: queue.Queue[_Probe]) -> Iterator[str]:
    """The name of each probe as it ends, taken out of `running`; those left over there have had their time."""
    waiting = dict(running)
    while waiting:
        try:
            name = ended.get(timeout=max(0.0, min(waiting.values()) - time.monotonic())).name
        except queue.Empty:
            name = min(waiting, key=lambda each: waiting[each])
            del waiting[name]
            yield name
            continue
        if waiting.pop(name, None) is not None:
            del running[name]
            yield name


def _probes() -> list[_Probe]:
    """All probes, by rank: each is a module with a RANK and a function `look`, and may say ONLINE and LIMIT."""
    found = []
    for name in registry.names(PACKAGE):
        module = importlib.import_module(f"{PACKAGE}.{name}")
        online, limit = getattr(module, "ONLINE", False), getattr(module, "LIMIT", LIMIT)
        found.append(_Probe(name.replace("_", "-"), module.look, module.RANK, online, limit))
    return sorted(found, key=lambda probe: (probe.rank, probe.name))
