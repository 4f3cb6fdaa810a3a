"""Simulations of mail programs, one a file: each says its NAME and LIMITS and has `simulate`, from page to page."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from digest import registry


@dataclass(frozen=True)
class Client:
    """One simulation: `limits` tell an editor what it does and what it cannot show."""

    key: str
    name: str
    limits: str
    simulate: Callable[[str], str]


def clients() -> tuple[Client, ...]:
    """All simulations, by file name."""
    return tuple(_client(key) for key in registry.names(__name__))


def find_client(key: str) -> Client | None:
    """The simulation in the file called `key`."""
    return _client(key) if key in registry.names(__name__) else None


def _client(key: str) -> Client:
    module = importlib.import_module(f"{__name__}.{key}")
    return Client(key, module.NAME, module.LIMITS, module.simulate)
