"""Numbers as people say them."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`number` with the word for it: "1 story", "2 stories". `many` is `one` with an s unless it says otherwise."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
