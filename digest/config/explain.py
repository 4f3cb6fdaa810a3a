"""Turn a validation error into what a person needs: the file, the line, the key, and what to write instead."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from digest.config.document import Document
from digest.config.lines import Place
from digest.errors import ConfigError

if typing.TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def explain(
    error: ValidationError, *, model: type[BaseModel], raw: Mapping[str, Any], document: Document
) -> ConfigError:
    """The problems that `model` has with `raw`, which stands in `document`: the first, and the others after it."""
    problems = sorted(error.errors(include_url=False, include_context=True), key=_unknown_keys_first)
    places: dict[Place, list[ErrorDetails]] = {}
    for problem in problems:
        places.setdefault(_as_written(problem, raw), []).append(problem)
    # What contains a faulty value is at fault as well for pydantic, which is no news.
    inner = [place for place in places if not any(_is_above(place, other) for other in places)]
    first, *others = (_fault(places[place], place, model=model, raw=raw, document=document) for place in inner)
    return ConfigError(first.message, where=first.where, hint=first.hint, others=tuple(others))


def _is_above(place: Place, other: Place) -> bool:
    return place != other and other[: len(place)] == place


def _fault(
    problems: Sequence[ErrorDetails],
    place: Place,
    *,
    model: type[BaseModel],
    raw: Mapping[str, Any],
    document: Document,
) -> ConfigError:
    """All `problems` of one place; a union complains once for each of its members."""
    first = problems[0]
    # What is missing is a newsletter's own to say.
    part = document.own if first["type"] == "missing" else document.part_of(place)
    key = ".".join(map(str, (*part.at, *place))) or part.path.name
    if first["type"] == "extra_forbidden":
        message, hint = f'unknown key "{key}"', _did_you_mean(str(place[-1]), _known_keys(model, place[:-1], raw))
    elif first["type"] == "missing":
        message, hint = f'"{key}" is missing', "add it"
    else:
        said = _together(list(dict.fromkeys(_plain(problem["msg"]) for problem in problems)))
        said, *remedy = re.split(r": (?=write |set |make )", said, maxsplit=1)
        message, hint = f'"{key}": {said}', "".join(remedy)
        if first["type"] == "tuple_type" and isinstance(first["input"], Mapping):
            hint = f"write [[{key}]], with two brackets on each side"
    return ConfigError(message, where=part.where(*place), hint=hint)


def _unknown_keys_first(problem: ErrorDetails) -> bool:
    """Sort key: a misspelt key often is the reason why another is missing."""
    return problem["type"] != "extra_forbidden"


_PLAIN = (
    (r"^Value error, ", ""),
    (r"^Input should be ", "must be "),
    (r"a valid tuple$", "a list"),
    (r"a valid dictionary( or .*)?$", "a table"),
    (r"^\w+ should have at least 1 (character|item).*", "must not be empty"),
)
"""How pydantic says it, and how a person would."""


def _plain(message: str) -> str:
    for said, plain in _PLAIN:
        message = re.sub(said, plain, message)
    return message


def _together(said: Sequence[str]) -> str:
    """What a value must be by any of `said`; values that are named stand in one list."""
    if not all(re.fullmatch(r"must be '[^']*'(, '[^']*')*( or '[^']*')?", each) for each in said):
        return " or ".join(said)
    *values, last = (value for each in said for value in re.findall("'[^']*'", each))
    return f"must be {', '.join(values)} or {last}" if values else f"must be {last}"


def _as_written(problem: ErrorDetails, raw: Mapping[str, Any]) -> Place:
    """The place as the file's author sees it: without the tags that pydantic adds for unions."""
    kept: list[int | str] = []
    value: Any = raw
    for index, part in enumerate(problem["loc"]):
        if index == 2 and kept[0] == "blocks":
            continue  # the kind of block
        if isinstance(value, Mapping) and (part in value or problem["type"] == "missing"):
            value = value.get(str(part))
        elif isinstance(value, list | tuple) and isinstance(part, int):
            value = value[part]
        else:
            break
        kept.append(part)
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
