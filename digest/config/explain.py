"""Turn a validation error into what a person needs: the file, the line, the key, and what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from digest.config import blocks, schema

Place = tuple[int | str, ...]


def explain(error: ValidationError, *, raw: Mapping[str, Any], text: str, path: Path) -> dict[str, str]:
    """`message`, `where` and `hint` for the first problem of `error`; the others are counted."""
    problems = error.errors(include_url=False, include_context=True)
    first = problems[0]
    place = _without_tags(first["loc"], raw)
    key = ".".join(str(part) for part in place)
    kind = first["type"]
    hint = ""
    if kind == "extra_forbidden":
        message = f'unknown key "{key}"'
        hint = _did_you_mean(str(place[-1]), _known_keys(place, raw))
    elif kind == "missing":
        message = f'"{key}" is missing'
        hint = "add it"
    else:
        message = f'"{key}": {_plain(first["msg"])}'
    if len(problems) > 1:
        hint = f"{hint} ({len(problems) - 1} more after this)".strip()
    line = _line(text, place)
    return {"message": message, "where": f"{path}:{line}" if line else str(path), "hint": hint}


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be")


def _without_tags(loc: Sequence[int | str], raw: Mapping[str, Any]) -> Place:
    """The place as the file's author sees it: without the tags that pydantic adds for unions."""
    kept: list[int | str] = []
    value: Any = raw
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(value, Mapping) and part not in value and not last:
            continue
        kept.append(part)
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, Sequence) and isinstance(part, int) and part < len(value):
            value = value[part]
    return tuple(kept)


_TABLES: dict[str, type[BaseModel]] = {
    "newsletter": schema.NewsletterConfig,
    "sources": schema.SourceConfig,
    "selection": schema.SelectionConfig,
    "theme": schema.ThemeConfig,
    "ads": schema.AdsConfig,
    "audience": schema.AudienceConfig,
    "sending": schema.SendingConfig,
    "schedule": schema.ScheduleConfig,
    "preview": schema.PreviewConfig,
}
_BLOCKS: dict[str, type[BaseModel]] = {
    "lead": blocks.LeadBlock,
    "list": blocks.ListBlock,
    "section": blocks.SectionBlock,
    "ad": blocks.AdBlock,
    "promo": blocks.PromoBlock,
    "note": blocks.NoteBlock,
    "subscribe": blocks.SubscribeBlock,
    "header": blocks.HeaderBlock,
    "footer": blocks.FooterBlock,
}
_NOT_IN_THE_FILE = {"server", "database_url", "secret", "paths"}


def _known_keys(place: Place, raw: Mapping[str, Any]) -> list[str]:
    """The keys that would have been right at `place`."""
    if len(place) == 1:
        return [name for name in schema.Config.model_fields if name not in _NOT_IN_THE_FILE]
    table = _TABLES.get(str(place[0]))
    if place[0] == "blocks" and isinstance(place[1], int):
        table = _BLOCKS.get(str(raw["blocks"][place[1]].get("kind")))
    if table is None:
        return []
    return [info.alias or name for name, info in table.model_fields.items()]


def _did_you_mean(written: str, known: list[str]) -> str:
    close = difflib.get_close_matches(written, known, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known keys: {', '.join(known)}" if known else ""


def _line(text: str, place: Place) -> int | None:
    """The line of the key at `place`, or of its table when the key is not there (tomllib keeps no positions)."""
    lines = text.splitlines()
    start, end = 0, len(lines)
    table: int | None = None
    if len(place) > 1:
        number = place[1] if isinstance(place[1], int) else 0
        header = re.compile(rf"^\s*\[\[?\s*{re.escape(str(place[0]))}\s*\]\]?\s*(#.*)?$")
        headers = [index for index, line in enumerate(lines) if header.match(line)]
        if number < len(headers):
            table = start = headers[number]
            end = next((i for i in range(start + 1, len(lines)) if lines[i].lstrip().startswith("[")), len(lines))
    key = re.compile(rf'^\s*(\[\[?\s*)?"?{re.escape(str(place[-1]))}"?\s*(=|\])')
    found = next((index for index in range(start, end) if key.match(lines[index])), table)
    return None if found is None else found + 1
