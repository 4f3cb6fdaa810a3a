"""Jinja's sandbox with an end to what a template may do: rounds of its loops, and the size of what it multiplies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

ROUNDS = 1_000_000
"""Rounds of all loops of one rendering: an issue of 300 stories takes some 5,000."""
LARGEST = 1_000_000
"""Items of what `*` may repeat, and bits of what `**` may give."""


class Endless(RuntimeError):
    """A template does more than any issue needs."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox; an environment serves one rendering, whose rounds it counts.

    What calls itself without end is stopped by Python (RecursionError), long ranges by Jinja (`range`: 100,000).
    """

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._rounds = 0
        self.filters["counted"] = self._counted

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._rounds += 1
            if self._rounds > ROUNDS:
                raise Endless(f"more than {ROUNDS:,} rounds of loops")
            yield item

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno, environment=self)
        return tree

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`left operator right`, unless it would be too large to be meant."""
        if operator == "*" and isinstance(left, int) and hasattr(right, "__len__"):
            left, right = right, left
        if isinstance(right, int):
            size = len(left) if hasattr(left, "__len__") else 0
            bits = left.bit_length() if operator == "**" and isinstance(left, int) else 0
            if (size + bits) * abs(right) > LARGEST:
                raise Endless(f"{operator} {right:,} is more than fits into an email")
        return super().call_binop(context, operator, left, right)
