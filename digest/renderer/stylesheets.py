"""Faults in a theme's style sheets: told with file and line, before an inliner or a mail program drops what follows."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jinja2

from digest.renderer.meter import LARGEST

PLAIN = "inline.css"
SHEETS = (PLAIN, "responsive.css")
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_MARK = re.compile("\ue000(\\d+)\ue001")
"""Line numbers in characters of private use, which no style sheet has."""
_END = ".the-end-of-the-sheet"
"""A rule put after the sheet: a block that is not closed swallows it, no error to CSS (css-syntax-3, 5.4.8)."""


class Fault(NamedTuple):
    """What is wrong in a sheet, and the line of its file."""

    message: str
    line: int


def find_fault(environment: jinja2.Environment, name: str, *, context: Mapping[str, Any]) -> Fault | None:
    """The first fault of the style sheet `name` as it is with `context`; the template itself must render."""
    assert environment.loader
    source, _, _ = environment.loader.get_source(environment, name)
    css, lines = _mapped(environment.from_string(_numbered(source)).render(context))
    found = next(_faults(css, plain=name == PLAIN), None)
    if found is None:
        return None
    message, line, column = found
    offset = sum(len(each) for each in css.splitlines(keepends=True)[: line - 1]) + column - 1
    return Fault(message, lines[bisect.bisect_right(lines, (offset, LARGEST)) - 1][1])


def _numbered(source: str) -> str:
    """`source` with its number at the start of each line that is not within a tag of Jinja."""
    number, pieces = 1, ["\ue0001\ue001"]
    for piece in _TAG.split(source):
        if _TAG.fullmatch(piece):
            number += piece.count("\n")
            pieces.append(piece)
            continue
        first, *rest = piece.split("\n")
        pieces.append(first)
        for line in rest:
            number += 1
            pieces.append(f"\n\ue000{number}\ue001{line}")
    return "".join(pieces)


def _mapped(numbered: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text without its numbers, and from which character on each line of the file stands."""
    lines, removed = [], 0
    for mark in _MARK.finditer(numbered):
        lines.append((mark.start() - removed, int(mark[1])))
        removed += len(mark[0])
    return _MARK.sub("", numbered), lines


def _faults(css: str, *, plain: bool) -> Iterator[tuple[str, int, int]]:
    """What is wrong, by line and column of `css`. A `plain` sheet is moved into the tags, which have no at-rules."""
    import tinycss2

    if css.rfind("/*") > css.rfind("*/"):
        before = css[: css.rfind("/*")]
        yield "a comment is never closed", before.count("\n") + 1, len(before) - before.rfind("\n")
    rules = tinycss2.parse_stylesheet(f"{css}\n{_END}{{}}", skip_comments=True, skip_whitespace=True)
    end = css.count("\n") + 2
    yield from (fault for fault in _in_rules(rules) if fault[1] < end)
    last = rules[-1]
    if last.type != "qualified-rule" or tinycss2.serialize(last.prelude).strip() != _END:
        yield "a rule is begun and never closed", last.source_line, last.source_column
    for rule in rules:
        if plain and rule.type == "at-rule":
            loads = rule.lower_at_keyword in ("import", "charset")
            instead = "remove it, as a mail loads nothing" if loads else "it belongs into responsive.css"
            yield f"@{rule.at_keyword} fits into no tag: {instead}", rule.source_line, rule.source_column


def _in_rules(rules: Sequence[Any]) -> Iterator[tuple[str, int, int]]:
    import tinycss2

    for rule in rules:
        if rule.type == "error":
            yield rule.message, rule.source_line, rule.source_column
            continue
        for token in rule.prelude:
            if token.type == "error" or (rule.type == "qualified-rule" and token in ("/", ";")):
                yield _said(token), token.source_line, token.source_column
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            yield from _in_rules(tinycss2.parse_rule_list(rule.content or (), skip_comments=True, skip_whitespace=True))
        else:
            yield from _in_declarations(rule.content or ())


def _in_declarations(content: Sequence[Any]) -> Iterator[tuple[str, int, int]]:
    import tinycss2

    for token in content:
        if token.type == "{} block":
            yield "a rule inside a rule: a } is missing above it", token.source_line, token.source_column
        elif token.type == "error":
            yield _said(token), token.source_line, token.source_column
    for node in tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True):
        if node.type == "error":
            yield f"no declaration: {node.message}", node.source_line, node.source_column
        elif node.type == "declaration" and ":" in node.value and not node.lower_name.endswith("filter"):
            # But for the old Internet Explorer's filter: progid:…, no value has a colon.
            yield "two declarations in one: a ; is missing", node.source_line, node.source_column


def _said(token: Any) -> str:
    """What is wrong with a token that is an error, or has no place in a selector."""
    if token.type == "literal":
        return {"/": "no selector: a comment is /* … */", ";": "no selector: a { is missing"}[token.value]
    return "a } too many" if token.kind == "}" else str(token.message)
