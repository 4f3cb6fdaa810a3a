"""Write the table of rules into docs/checks.md: `python docs/checks_table.py`."""

from __future__ import annotations

import re
from pathlib import Path

from digest.checks import all_rules

PAGE = Path(__file__).with_name("checks.md")
_MARKED = re.compile(r"(<!-- rules: [^\n]*-->\n).*?(<!-- /rules -->)", re.DOTALL)


def written() -> str:
    """The page with the rules that there are."""
    rows = "".join(f"| `{rule.name}` | {rule.level} | {rule.asks} | {rule.why} |\n" for rule in all_rules())
    table = f"| name | level | what it asks | why |\n| --- | --- | --- | --- |\n{rows}"
    return _MARKED.sub(lambda marks: marks[1] + table + marks[2], PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
