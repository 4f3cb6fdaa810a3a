"""Run every rule of this package over a rendered issue, at the levels that a newsletter wants."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from digest import registry
from digest.checks.rendered import Rendered
from digest.errors import ConfigError
from digest.models import Finding, Level

PACKAGE = "digest.checks.rules"


@dataclass(frozen=True)
class Found:
    """One place where a rule is broken: what is wrong, where, and what to do. `level` where it is not the rule's own.

    `where` begins with a file of the issue (`email.html`, with `:` and a line where there is one) or
    with `digest.toml`.
    """

    message: str
    where: str
    remedy: str
    level: Level | None = None


@dataclass(frozen=True)
class Rule:
    """One rule, as a file of the package says it: what it asks, why, and how much it matters."""

    name: str
    """As a person writes it, with hyphens."""
    level: Level
    asks: str
    why: str
    find: Callable[[Rendered], Iterator[Found]]


def check(rendered: Rendered, *, levels: Mapping[str, Level | str]) -> tuple[Finding, ...]:
    """The findings of every rule, errors first. `levels` overrules a rule's own level, or says `off`.

    Raises ConfigError when `levels` names a rule that there is not.
    """
    wanted = {_written(name): level for name, level in levels.items()}
    there = [_written(name) for name in names()]
    for name in sorted(wanted.keys() - set(there)):
        raise ConfigError(f'there is no check "{name}"', where="[checks]", hint=registry.suggestion(name, there))
    findings: dict[Finding, None] = {}
    for rule in all_rules():
        level = wanted.get(rule.name)
        if level != "off":
            for found in rule.find(rendered):
                shown = Level(level) if level else found.level or rule.level
                findings[Finding(shown, rule.name, found.message, found.where, found.remedy)] = None
    return tuple(sorted(findings))


def names() -> tuple[str, ...]:
    """The rules that there are, by file name."""
    return registry.names(PACKAGE)


def all_rules() -> tuple[Rule, ...]:
    """All rules, by name: each is a module with a LEVEL and a function `check`, and says in its docstrings the rest."""
    return tuple(_rule(name) for name in names())


def _rule(name: str) -> Rule:
    module = importlib.import_module(f"{PACKAGE}.{name}")
    asks, why = (" ".join((inspect.getdoc(each) or "").split("\n\n")[0].split()) for each in (module.check, module))
    return Rule(_written(name), module.LEVEL, asks, why, module.check)


def _written(name: str) -> str:
    """A rule's name as a person writes it."""
    return name.replace("_", "-")
