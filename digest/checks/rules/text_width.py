"""Text programs do not wrap, or break where it hurts: lines end at 78 columns (RFC 5322 §2.1.1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from digest.checks.rendered import TEXT, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
COLUMNS = 78


def check(rendered: Rendered) -> Iterator[Found]:
    """No line of the text part has more than 78 columns, unless it holds an address or a merge field."""
    for number, line in enumerate(rendered.email.text.splitlines(), 1):
        if _columns(line) > COLUMNS and "://" not in line and "mailto:" not in line and "~" not in line:
            yield Found(f"a line of {_columns(line)} columns", f"{TEXT}:{number}", "put it through the filter wrap")
            return


def _columns(line: str) -> int:
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in line)
    return len(line) + wide - sum(bool(unicodedata.combining(sign)) for sign in line)
