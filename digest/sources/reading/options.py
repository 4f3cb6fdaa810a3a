"""What a source's `options` may say: each kind declares its own as OPTIONS, the type of each value by its name."""

from __future__ import annotations

from collections.abc import Mapping

from digest.config.schema import SourceConfig
from digest.errors import ConfigError
from digest.registry import suggestion

Options = Mapping[str, type]

_SAID: Mapping[type, str] = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
}


def check_options(source: SourceConfig, known: Options) -> None:
    """Raise ConfigError for an option that the source's kind does not know, or whose value is of another type."""
    where = f'[[sources]] "{source.name or source.place}", options'
    for name, value in source.options.items():
        if name not in known:
            hint = suggestion(name, tuple(known)) if known else f'the kind "{source.kind}" has no options'
            raise ConfigError(f'unknown key "{name}"', where=where, hint=hint)
        if type(value) is not known[name]:  # not isinstance: true is no number
            raise ConfigError(f'"{name}" must be {_SAID[known[name]]}', where=where, hint=f"it is {value!r} now")
