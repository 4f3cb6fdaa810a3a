"""The settings: digest.toml, .env and the environment together make a configuration."""

from __future__ import annotations

from collections.abc import Iterator

from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fine
from digest.errors import ConfigError

RANK = 10


def look(patient: Patient) -> Iterator[Sign]:
    """The config can be read."""
    if isinstance(patient.read, ConfigError):
        raise patient.read
    config = patient.read
    what = f"{counted(len(config.sources), 'source')}, {counted(len(config.blocks), 'block')}"
    yield fine(f"{config.newsletter.name}: {what}")
