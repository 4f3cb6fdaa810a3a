"""Jinja's sandbox with an end to what a template may do: rounds of its loops, and the size of all that it makes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from pydantic import BaseModel

from digest.renderer.meter import ESTIMATES, Endless, Meter, formatted, weight

ROUNDS = 1_000_000
"""Rounds of all loops of one rendering: an issue of 300 stories takes some 5,000."""
_BITS = 2
"""What a bit of a power weighs: a number of a million bits takes long to write."""
_DROPPED = ("pprint", "random", "tojson", "urlize")
"""Filters that no email needs: they write for programmers, by chance, for scripts, and addresses unchecked."""
_TEXT = frozenset(
    (
        *("capitalize", "casefold", "lower", "swapcase", "title", "upper", "strip", "lstrip", "rstrip", "unescape"),
        *("center", "ljust", "rjust", "zfill", "join", "replace", "removeprefix", "removesuffix"),
        *("count", "find", "rfind", "index", "rindex", "startswith", "endswith"),
        *("partition", "rpartition", "split", "rsplit", "splitlines"),
        *("isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "isupper"),
    )
)
"""What a template may call on a text: each gives little more than it is given, or is estimated first."""


class _Watched(NodeTransformer):
    """Sends what loops go through, and what is put together without an operator, through filters that count it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja calls it by the node's class
        self.generic_visit(node)
        node.iter = self._through("counted", node.iter)
        return node

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - as above
        self.generic_visit(node)
        return self._through("weighed", node) if node.ctx == "load" else node

    def _weighed(self, node: Any) -> nodes.Node:
        self.generic_visit(node)
        return self._through("weighed", node)

    visit_Concat = visit_List = visit_Dict = _weighed  # noqa: N815 - as above

    def _through(self, name: str, node: nodes.Node) -> nodes.Filter:
        return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=self._environment)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox; an environment serves one rendering, whose rounds and characters it counts.

    What calls itself without end is stopped by Python (RecursionError), long ranges by Jinja (`range`: 100,000).
    """

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, *, filters: Mapping[str, Callable[..., Any]], **settings: Any) -> None:
        super().__init__(**settings)
        self._rounds = 0
        self._meter = Meter()
        self.finalize = self._shown
        self.globals.pop("lipsum")  # words by chance, as many as it is asked for
        known = {name: each for name, each in {**self.filters, **filters}.items() if name not in _DROPPED}
        self.filters = {name: self._guarded(name, each) for name, each in known.items()}
        self.filters |= {"counted": self._counted, "weighed": self._shown}

    def concat(self, pieces: Iterable[str]) -> str:
        """`pieces` as one text: what templates, macros and blocks are made into."""
        kept = []
        for piece in pieces:
            try:
                self._meter.take(piece)
            except Endless as error:
                if isinstance(pieces, Generator):
                    pieces.throw(error)  # raised at the template's line, which it then names
                raise
            kept.append(piece)
        return "".join(kept)

    def call(self, context: Context, called: Any, /, *arguments: Any, **named: Any) -> Any:
        """What `called` gives, unless it would be too large to be meant."""
        owner, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
        if isinstance(owner, str):
            arguments = tuple(list(each) if name == "join" else each for each in arguments)
            self._estimate(name, owner, *arguments, *named.values())
        elif not isinstance(called, Macro):
            self._estimate(name, *arguments, *named.values())
        result = super().call(context, called, *arguments, **named)
        self._meter.take(result)
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`left operator right`, unless it would be too large to be meant."""
        if operator == "%" and isinstance(left, str):
            self._meter.require(formatted(left, right), "a text of {} characters")
        elif operator == "*" and not (isinstance(left, float) or isinstance(right, float)):
            one, other = (right, left) if hasattr(right, "__len__") else (left, right)
            if hasattr(one, "__len__") and isinstance(other, int):
                self._meter.require((weight(one) + 1) * abs(other), f"* {other:,}" if abs(other) < 2**64 else "*")
            else:
                self._meter.require(weight(one) + weight(other), "a number of {} bits")
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            self._meter.require(left.bit_length() * abs(right) * _BITS, f"{operator} {right:,}")
        result = super().call_binop(context, operator, left, right)
        self._meter.take(result)
        return result

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may use it: of a text what is known to stay small, of the issue its own fields."""
        if isinstance(obj, str) and attr not in _TEXT:
            return False
        if isinstance(obj, int) and callable(value):
            return False
        if isinstance(obj, BaseModel) and hasattr(BaseModel, attr):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """A text's own `format` is left to `is_safe_attribute`, which refuses it: its widths nest and know no end."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Watched(self).visit(super()._parse(source, name, filename))
        return tree

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._rounds += 1
            if self._rounds > ROUNDS:
                raise Endless(f"more than {ROUNDS:,} rounds of loops")
            yield item

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The filter `function`, estimated before and weighed after; it is still given what it asks Jinja for."""
        first = 1 if hasattr(function, "jinja_pass_arg") else 0

        @functools.wraps(function)
        def guarded(*arguments: Any, **named: Any) -> Any:
            passed, (value, *rest) = arguments[:first], arguments[first:]
            if name in ("join", "sum"):  # what is lazy has no size
                value = list(value)
            self._estimate(name, value, *rest, *named.values())
            result = function(*passed, value, *rest, **named)
            self._meter.take(result)
            return result

        return guarded

    def _estimate(self, name: str, *arguments: Any) -> None:
        for argument in arguments:
            self._meter.require(weight(argument), "a value of {} characters")
        if name in ESTIMATES and arguments:
            self._meter.require(ESTIMATES[name](*arguments), f"{name} makes {{}} characters, which")

    def _shown(self, value: Any) -> Any:
        self._meter.take(value)
        return value
