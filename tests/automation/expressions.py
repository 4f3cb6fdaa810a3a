"""The expressions of GitHub's workflows that ours use: names, text, `==`, `!=`, `!`, `&&`, `||`, `()` and `always()`.

Values compare as text and an absent one is empty, which is what GitHub does for those:
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\s*('[^']*'|always\(\)|[a-z_][\w.-]*|==|!=|&&|\|\||!|[()]|$)")
_OPERATORS = {"==": "==", "!=": "!=", "!": "not ", "&&": " and ", "||": " or ", "(": "(", ")": ")"}


def value(expression: str, names: Mapping[str, str]) -> str | bool:
    """What `expression` comes to, where `names` has each known name; ValueError for what we do not know."""
    place, python = 0, []
    while place < len(expression.strip()):
        found = _TOKEN.match(expression, place)
        if found is None:
            raise ValueError(f"cannot read {expression[place:]!r}")
        place, token = found.end(), found[1]
        if token in _OPERATORS:
            python.append(_OPERATORS[token])
        elif token == "always()":
            python.append("True")
        else:
            python.append(repr(token[1:-1] if token.startswith("'") else names.get(token, "")))
    # Only literals and operators are left. `!` binds tighter than `==` there and looser here: ours never mix them.
    return eval("".join(python), {"__builtins__": {}})


def holds(condition: str, names: Mapping[str, str], *, succeeded: bool) -> bool:
    """Whether a step with this `if` runs: without `always()`, only when all steps before it succeeded."""
    if "always()" not in condition and not succeeded:
        return False
    return value(condition, names) not in ("", False, "false") if condition else True


def filled(text: str, names: Mapping[str, str]) -> str:
    """`text` with the value of each `${{ … }}` in it."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(value(found[1].strip(), names)), text)
