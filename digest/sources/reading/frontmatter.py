"""A Markdown file taken apart: its front matter as plain values, its text as HTML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from digest.sources.reading.model import Unusable

LONGEST_FRONT = 50_000
LONGEST_TEXT = 100_000
"""Characters of a file's front matter and of its text that are read."""
DEEPEST = 50
"""Brackets that may be open in front matter: PyYAML takes 0.8 s until it gives up on thousands."""

_FENCED = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PELICAN = re.compile(r"([A-Za-z][\w-]{0,30}):(?:[ \t]+(.*))?")
_SHORTCODES = re.compile(r"\{\{[<%][^{}]{0,500}[%>]\}\}|\{%[^{}]{0,500}%\}|\{:[^{}\n]{0,200}\}")
_HEADING = re.compile(r"<h1>(.{1,500}?)</h1>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A file's front matter by lower-case name, dates as ISO text; its text and its first-level heading as HTML."""

    fields: Mapping[str, Any]
    html: str = ""
    heading: str = ""


def parse_page_text(content: bytes) -> Page:
    """The Markdown file `content`. Raises Unusable when its front matter cannot be read."""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    fields, body = _parts(text)
    markup = _html(_SHORTCODES.sub("", body[:LONGEST_TEXT]))
    heading = _HEADING.search(markup)
    plain = {str(name).lower(): _plain(value) for name, value in fields.items()}
    return Page(plain, markup, heading[1] if heading else "")


def _parts(text: str) -> tuple[Mapping[Any, Any], str]:
    fenced = _FENCED.match(text)
    if fenced:
        read = _yaml if fenced[1] == "---" else _toml
        return read(fenced[2][:LONGEST_FRONT]), text[fenced.end() :]
    if text.startswith("{"):
        return _json(text)
    return _pelican(text) if re.match(r"(?i)title:", text) else ({}, text)


def _pelican(text: str) -> tuple[Mapping[Any, Any], str]:
    """`Title: …` and its like up to the first line that is none, as python-markdown's metadata; later lines add on."""
    fields: dict[str, str] = {}
    name, lines = "", text[:LONGEST_FRONT].split("\n")
    for number, line in enumerate(lines):
        written = _PELICAN.fullmatch(line)
        if written:
            name = written[1].lower()
            fields[name] = written[2] or ""
        elif line.startswith((" ", "\t")) and line.strip():
            fields[name] += f" {line.strip()}"
        else:
            return fields, text[sum(len(each) + 1 for each in lines[:number]) :]
    return fields, text[LONGEST_FRONT:]


def _yaml(text: str) -> Mapping[Any, Any]:
    import yaml  # takes 20 ms to import, and only folders need it

    if _depth(text) > DEEPEST:
        raise Unusable("its front matter is nested too deeply")
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unusable(f"its front matter is not valid YAML{_line(error)}") from None
    return found if isinstance(found, dict) else {}


def _depth(text: str) -> int:
    """How many brackets are open at most. Those inside of quotes count too: nobody writes so many there."""
    depth = deepest = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _line(error: BaseException) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 2})" if mark else ""


def _toml(text: str) -> Mapping[Any, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is only a ValueError
        raise Unusable(f"its front matter is not valid TOML: {error}") from None


def _json(text: str) -> tuple[Mapping[Any, Any], str]:
    try:
        found, end = json.JSONDecoder().raw_decode(text[:LONGEST_FRONT])
    except (ValueError, RecursionError):
        raise Unusable("its front matter is not valid JSON") from None
    return (found if isinstance(found, dict) else {}), text[end:]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _html(text: str) -> str:
    from markdown_it import MarkdownIt  # takes 40 ms to import, and only folders need it

    return str(MarkdownIt("commonmark").enable("table").render(text))
