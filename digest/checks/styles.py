"""Read CSS as mail programs do: the rules of a `<style>`, the declarations of an attribute, and what is odd in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2
from tinycss2.ast import AtRule, Declaration, ParseError, QualifiedRule


@dataclass(frozen=True)
class Setting:
    """One declaration: a property's lower-case name and its value as written."""

    name: str
    value: str
    important: bool = False


@dataclass(frozen=True)
class StyleRule:
    """One rule of a sheet. `within` are the at-rules around it, outermost first, like `@media (max-width: 600px)`."""

    selectors: tuple[str, ...]
    settings: tuple[Setting, ...]
    within: tuple[str, ...] = ()
    line: int = 0

    @property
    def for_dark(self) -> bool:
        """Whether it applies only where the mail program asks for dark colours."""
        return any("prefers-color-scheme" in each and "dark" in each for each in self.within)


@dataclass(frozen=True)
class Sheet:
    """A `<style>` element: `at_rules` are all it has, `faults` what a parser stumbles over, each with its line."""

    source: str
    rules: tuple[StyleRule, ...]
    at_rules: tuple[str, ...]
    faults: tuple[tuple[int, str], ...]

    @property
    def nested(self) -> bool:
        """Whether an at-rule stands in another."""
        return any(len(rule.within) > 1 for rule in self.rules)


@lru_cache(maxsize=4096)
def read_settings(source: str) -> tuple[Setting, ...]:
    """The declarations of a `style` attribute, in their order; what is none is left out."""
    return tuple(_settings(tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)))


def read_sheet(source: str, *, line: int = 0) -> Sheet:
    """The content of a `<style>` element that stands at `line`."""
    reading = _Reading(line)
    rules = tuple(reading.rules(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True), ()))
    return Sheet(source, rules, tuple(reading.at_rules), tuple(reading.faults))


class _Reading:
    """What gathers while one sheet is read."""

    def __init__(self, line: int) -> None:
        self.line = max(line - 1, 0)
        self.at_rules: list[str] = []
        self.faults: list[tuple[int, str]] = []

    def rules(self, nodes: Sequence[Any], within: tuple[str, ...]) -> Iterator[StyleRule]:
        for node in nodes:
            if isinstance(node, ParseError):
                self.faults.append((self.line + node.source_line, node.message))
            elif isinstance(node, AtRule):
                yield from self._at_rule(node, within)
            elif isinstance(node, QualifiedRule):
                yield self._rule(node, within)

    def _at_rule(self, node: AtRule, within: tuple[str, ...]) -> Iterator[StyleRule]:
        self.at_rules.append(node.lower_at_keyword)
        if node.content is not None and node.lower_at_keyword in ("media", "supports", "layer", "container"):
            condition = " ".join(f"@{node.lower_at_keyword} {tinycss2.serialize(node.prelude)}".split())
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from self.rules(inner, (*within, condition))

    def _rule(self, node: QualifiedRule, within: tuple[str, ...]) -> StyleRule:
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        for each in content:
            if not isinstance(each, Declaration):
                said = each.message if isinstance(each, ParseError) else "a rule inside a rule"
                self.faults.append((self.line + each.source_line, said))
        selectors = tuple(" ".join(each.split()) for each in tinycss2.serialize(node.prelude).split(","))
        return StyleRule(selectors, tuple(_settings(content)), within, self.line + node.source_line)


def _settings(nodes: Sequence[Any]) -> Iterator[Setting]:
    for node in nodes:
        if isinstance(node, Declaration):
            yield Setting(node.lower_name, tinycss2.serialize(node.value).strip(), node.important)
