"""Turn a validation error into what a person needs: the file, the line, the key, and what to write instead."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

Place = tuple[int | str, ...]


def explain(
    error: ValidationError, *, model: type[BaseModel], raw: Mapping[str, Any], text: str, path: Path
) -> dict[str, str]:
    """`message`, `where` and `hint` for the first problem that `model` has with `raw`, read from `text` at `path`."""
    problems = error.errors(include_url=False, include_context=True)
    first = problems[0]
    place = _without_tags(first["loc"], raw)
    key = ".".join(str(part) for part in place) or path.name
    hint = ""
    if first["type"] == "extra_forbidden":
        message = f'unknown key "{key}"'
        hint = _did_you_mean(str(place[-1]), _known_keys(model, place[:-1], raw))
    elif first["type"] == "missing":
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
        if isinstance(value, Mapping) and part not in value and index < len(loc) - 1:
            continue
        kept.append(part)
        if isinstance(value, Mapping):
            value = value.get(str(part))
        elif isinstance(value, Sequence) and isinstance(part, int):
            value = value[part]
    return tuple(kept)


def _known_keys(model: type[BaseModel], table: Place, raw: Mapping[str, Any]) -> list[str]:
    """The keys that the table at `table` may have, found by walking down the models as the document does."""
    models = [model]
    value: Any = raw
    for part in table:
        value = value[part]
        if isinstance(part, str):
            field = next((info for name, info in models[0].model_fields.items() if (info.alias or name) == part), None)
            models = _models_in(field.annotation) if field else []
        if isinstance(value, Mapping) and len(models) > 1:
            models = [each for each in models if value.get("kind") in _kinds(each)]
        if not models:
            return []
    hidden: frozenset[str] = getattr(models[0], "not_in_file", frozenset())
    return [info.alias or name for name, info in models[0].model_fields.items() if name not in hidden]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation such as `tuple[Annotated[A, …] | B, ...]` names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]


def _kinds(model: type[BaseModel]) -> tuple[Any, ...]:
    """The values that a union's member takes for `kind`."""
    return typing.get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()


def _did_you_mean(written: str, known: list[str]) -> str:
    close = difflib.get_close_matches(written, known, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known keys: {', '.join(known)}" if known else ""


def _line(text: str, place: Place) -> int | None:
    """The line of the key at `place`, or of its table when the key is not there (tomllib keeps no positions)."""
    lines = text.splitlines()
    start, end = 0, len(lines)
    header_line: int | None = None
    names = [str(part) for part in place[:-1] if isinstance(part, str)]
    for depth in range(len(names)):
        number = _number_after(place, names[depth])
        dotted = r"\s*\.\s*".join(re.escape(name) for name in names[: depth + 1])
        header = re.compile(rf"^\s*\[\[?\s*{dotted}\s*\]\]?\s*(#.*)?$")
        found = [index for index in range(start, end) if header.match(lines[index])]
        if number >= len(found):
            break
        start = header_line = found[number]
        end = found[number + 1] if number + 1 < len(found) else end
    key = re.compile(rf'^\s*(\[\[?\s*)?"?{re.escape(str(place[-1]))}"?\s*(=|\])' if place else r"(?!)")
    line = next((index for index in range(start, end) if key.match(lines[index])), header_line)
    return None if line is None else line + 1


def _number_after(place: Place, name: str) -> int:
    """Which of several `[[name]]` tables `place` goes through."""
    following = place[place.index(name) + 1]
    return following if isinstance(following, int) else 0
