"""What a check looks at, and how findings are gathered from all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import lxml.html

from digest import registry
from digest.errors import ConfigError
from digest.models import Email, Finding, Issue, Level


@dataclass(frozen=True)
class Rendered:
    """A rendered issue, parsed once for all checks."""

    issue: Issue
    email: Email

    @cached_property
    def document(self) -> lxml.html.HtmlElement:
        """The HTML part as a tree."""
        # The message says that it is UTF-8; a page that does not say it itself would be read as Latin-1.
        parser = lxml.html.HTMLParser(encoding="utf-8")
        document: lxml.html.HtmlElement = lxml.html.document_fromstring(self.email.html.encode("utf-8"), parser=parser)
        return document


class Check(Protocol):
    """One rule: yields a finding for each place where `rendered` breaks it."""

    def __call__(self, rendered: Rendered) -> Iterator[Finding]: ...


def check(rendered: Rendered, *, levels: Mapping[str, Level | str]) -> tuple[Finding, ...]:
    """The findings of every rule of this package, errors first. `levels` overrules a rule's own level, or says `off`.

    Raises ConfigError when `levels` names a rule that there is not.
    """
    rules = names()
    wanted = {name.replace("-", "_"): level for name, level in levels.items()}
    for name in sorted(wanted.keys() - set(rules)):
        hint = registry.suggestion(_written(name), [_written(rule) for rule in rules])
        raise ConfigError(f'there is no check "{_written(name)}"', where="[checks]", hint=hint)
    findings: list[Finding] = []
    for name in rules:
        level = wanted.get(name)
        if level == "off":
            continue
        rule: Check = registry.find("digest.checks.rules", name, "check", among=rules, where="[checks]")
        findings += [replace(found, level=Level(level)) if level else found for found in rule(rendered)]
    return tuple(sorted(findings))


def _written(name: str) -> str:
    """A rule's name as a person writes it."""
    return name.replace("_", "-")


def names() -> tuple[str, ...]:
    """The rules that there are, by file name."""
    return registry.names("digest.checks.rules")
