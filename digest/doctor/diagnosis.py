"""What a probe is given, and what it says."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest import schedule
from digest.config import Config
from digest.errors import ConfigError, DigestError
from digest.pipeline.record import has_ledger, open_ledger
from digest.sender import Ledger


class Health(enum.StrEnum):
    """How something is: a fault stops an issue or harms somebody, a warning will or may."""

    ok = "ok"
    warning = "warning"
    fault = "fault"
    skipped = "skipped"
    """Not looked at; the message says why."""


@dataclass(frozen=True)
class Sign:
    """One thing that a probe saw: how it is, what it is, and what to do about it."""

    health: Health
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """A sign, and the probe that saw it."""

    probe: str
    health: Health
    message: str
    remedy: str = ""


class NoConfig(Exception):
    """The probe needs a configuration, and there is none that can be read."""


@dataclass(frozen=True)
class Patient:
    """The newsletter of the file at `path`, read as `read` at `now`: its config, or why there is none.

    `selectors` are DKIM selectors to look for, beside the configured one. `offline`: nobody on the network is asked.
    """

    path: Path
    read: Config | ConfigError
    now: datetime
    selectors: tuple[str, ...] = ()
    offline: bool = False

    @property
    def root(self) -> Path:
        """The newsletter's folder."""
        return self.path.resolve().parent

    @property
    def config(self) -> Config:
        """Its config. Raises NoConfig, which a probe lets pass."""
        if isinstance(self.read, ConfigError):
            raise NoConfig
        return self.read

    @property
    def moment(self) -> datetime:
        """What counts as now for its issues, which may be told to pretend a date."""
        return schedule.moment(self.config.schedule, self.config.newsletter.timezone, self.now)

    @contextmanager
    def ledger(self) -> Iterator[Ledger | None]:
        """Its ledger; None where there is none yet, or where it is on the network and nobody there is to be asked."""
        if not has_ledger(self.config) or (self.offline and self.config.database_url):
            yield None
            return
        with open_ledger(self.config) as ledger:
            yield ledger


def fine(message: str) -> Sign:
    """All is well."""
    return Sign(Health.ok, message)


def warning(message: str, remedy: str) -> Sign:
    """Something will go wrong, or may."""
    return Sign(Health.warning, message, remedy)


def fault(message: str, remedy: str) -> Sign:
    """Something is wrong."""
    return Sign(Health.fault, message, remedy)


def skipped(message: str) -> Sign:
    """There was nothing to look at, or no way to."""
    return Sign(Health.skipped, message)


def told(error: DigestError) -> Sign:
    """An error for people as a sign."""
    return fault(f"{error.where}: {error.message}" if error.where else error.message, error.hint)
