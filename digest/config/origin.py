"""Where each setting of a newsletter comes from: a line of a file, a variable, a flag, or nowhere but the default."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from digest.config.lines import Place
from digest.config.load import Given, load, read
from digest.config.schema import Config

DEFAULT = "default"
VARIABLES: Mapping[Place, tuple[str, ...]] = {
    ("sending", "transport"): ("DIGEST_TRANSPORT",),
    ("schedule", "today"): ("DIGEST_DATE",),
    ("server",): ("SMTP_URL", "SMTP_HOST", "EMAIL_HOST"),
    ("database_url",): ("DIGEST_DATABASE_URL",),
    ("secret",): ("DIGEST_SECRET",),
    ("mailbox",): ("IMAP_URL",),
}
"""Which variables say what."""
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


@dataclass(frozen=True)
class Setting:
    """A key, its value as JSON (nothing of a secret), and where it comes from: `default`, or a place."""

    key: str
    value: str
    origin: str


def settings_of(
    path: Path, *, environment: Mapping[str, str], today: date | None = None, newsletter: str = ""
) -> tuple[Setting, ...]:
    """Every setting of the newsletter that `load` would give with the same arguments, in the order of the tables.

    Raises ConfigError where that does.
    """
    config = load(path, environment=environment, today=today, newsletter=newsletter)
    given = read(path, environment=environment, newsletter=newsletter)
    content = config.model_dump(by_alias=True, exclude={*Config.not_in_file})
    found = [(place, json.dumps(value, ensure_ascii=False, default=_written)) for place, value in _leaves(content)]
    secret = [((name,), "(set)") for name in ("database_url", "secret", "mailbox") if getattr(config, name)]
    server = [(("server",), f"{config.server.host}:{config.server.port}")] if config.server else []
    flagged = {("schedule", "today")} if today else set()
    return tuple(
        Setting(".".join(map(str, place)), value, "--date" if place in flagged else _origin(given, place))
        for place, value in (*found, *server, *secret)
    )


def _leaves(value: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Each value under `value` that holds no tables, with its place."""
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from _leaves(each, (*at, name))
    elif isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value):
        for index, each in enumerate(value):
            yield from _leaves(each, (*at, index))
    else:
        yield at, value


def _written(value: object) -> str | float:
    """A value that JSON has not, as a person writes it."""
    if isinstance(value, timedelta):
        if value.microseconds:
            return value.total_seconds()  # no unit is as small
        seconds = round(value.total_seconds())
        size, unit = next(each for each in _UNITS if seconds % each[0] == 0 and (seconds or each[0] == 1))
        return f"{seconds // size}{unit}"
    return str(value)


def _origin(given: Given, place: Place) -> str:
    for layer, settings in given.layers.items():
        for name in VARIABLES.get(place, ()):
            if settings.get(name):
                return f"{name} ({layer})"
    part = given.document.part_of(place)
    return part.where(*place) if part.says(place) else DEFAULT
