"""How much a template has handled so far, and how large what it asks for would be: known before it is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2.utils import Namespace

LARGEST = 2_000_000
"""Characters of one value, and ITEM for each item of a collection: a page of 300 stories has about 600,000."""
WORK = 50_000_000
"""Characters that all steps of one rendering handle: 300 stories take about 6,000,000."""
ITEM = 50
"""What an item of a collection weighs in characters: about what it takes in memory."""

_CONVERSION = re.compile(r"%(?:\([^)]*\))?[#0\- +]*(\*|\d+)?(?:\.(\*|\d+))?")


class Endless(RuntimeError):
    """A template does more than any issue needs."""


class Meter:
    """Counts what the steps of one rendering handle."""

    def __init__(self) -> None:
        self._work = 0

    def take(self, value: object) -> None:
        """Count `value`. Raises Endless when it is too large, or when all so far is too much."""
        size = weight(value)
        self.require(size, "a value of {} characters")
        self._work += size
        if self._work > WORK:
            raise Endless(f"more than {WORK:,} characters handled in all: more than any email needs")

    @staticmethod
    def require(size: int, said: str) -> None:
        """Raises Endless with `said`, in which {} may stand for `size`, when that is more than LARGEST."""
        if size > LARGEST:
            raise Endless(f"{said.format(f'{size:,}')} is more than fits into an email")


def weight(value: object) -> int:
    """Characters of a text, bits of a large number, and what is in a collection with ITEM for each; else nothing.

    Stops soon after LARGEST: a list of lists of lists may stand for more than there is memory.
    """
    total, left = 0, [value]
    while left and total <= LARGEST:
        each = left.pop()
        if isinstance(each, str):
            total += len(each)
        elif isinstance(each, dict):
            left += [*each.keys(), *each.values()]
        elif isinstance(each, (list, tuple, set, frozenset)):
            if ITEM * len(each) > LARGEST:
                return ITEM * len(each)
            left += each
        elif isinstance(each, Namespace):
            left.append(each._Namespace__attrs)  # shown with all that is in it
        elif isinstance(each, int) and each.bit_length() > 64:
            total += each.bit_length()
        total += ITEM
    return total - ITEM


def formatted(template: str, given: object) -> int:
    """At most how many characters `template % given` has (Python's printf-style formatting)."""
    asked = [part for conversion in _CONVERSION.findall(template) for part in conversion if part]
    widths = sum(_numbers(given) if part == "*" else int(part[:20]) for part in asked)
    return len(template) + widths + template.count("%") * (20 + weight(given))


def padded(value: object, *rest: object) -> int:
    """At most how large `value` is, filled up to the numbers in `rest`."""
    return weight(value) + sum(map(weight, rest)) + ITEM * _numbers(rest)


def between(value: object, *rest: object) -> int:
    """At most how large `value` is with the texts of `rest` at each of its characters or items."""
    return (weight(value) + 1) * (1 + sum(map(weight, rest))) + _numbers(rest)


def replaced(value: object, old: object = "", new: object = "", *_: object) -> int:
    """How large `value` is with `new` for each `old`."""
    return weight(value) + str(value).count(str(old)) * len(str(new))


def repeated(value: object, *rest: object) -> int:
    """How large `value` is as often as the numbers in `rest` say."""
    return weight(value) * (1 + _numbers(rest))


def summed(value: object, *rest: object) -> int:
    """What adding up takes: numbers as many as there are; lists are copied at each step."""
    return weight(value) ** (2 if any(isinstance(each, (list, tuple)) for each in rest) else 1)


ESTIMATES: Mapping[str, Callable[..., int]] = {
    **dict.fromkeys(("batch", "center", "ljust", "rjust", "round", "slice", "truncate", "zfill"), padded),
    **dict.fromkeys(("indent", "join", "share_links", "wordwrap", "wrap"), between),
    "format": lambda template, *given: formatted(str(template), given),
    "replace": replaced,
    "rule": repeated,
    "sum": summed,
}
"""For each filter, method and function whose result can be much larger than what it is given, at most how large."""


def _numbers(given: Any) -> int:
    many = given.values() if isinstance(given, Mapping) else given if isinstance(given, tuple) else (given,)
    return sum(abs(each) for each in many if isinstance(each, int))
