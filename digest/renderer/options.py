"""The options that a theme declares in theme.toml, and the values that a newsletter may give them.

Values end up in CSS and in attributes, so that each type admits only what is harmless there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from digest.contrast import contrast
from digest.errors import ConfigError, TemplateError
from digest.registry import suggestion
from digest.renderer.links import safe_url

Value = str | int | bool | tuple[str, ...]

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
READABLE = 4.5
"""What WCAG 2.2 §1.4.3 asks of text."""
_KEYS = ("type", "default", "help", "min", "max", "among", "on", "contrast")
_FONT = re.compile(r"[A-Za-z0-9 ,-]+")


@dataclass(frozen=True)
class Declared:
    """One option of a theme. `least` and `most` bound a size, `among` are a choice's values.

    `on` names the options that hold the grounds on which this colour must have at least `contrast`.
    """

    name: str
    type: str
    default: Value
    help: str
    least: int = 0
    most: int = 10_000
    among: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    contrast: float = READABLE


def read_declared(table: Mapping[str, Any], *, where: str) -> tuple[Declared, ...]:
    """The `[options.<name>]` tables of a theme.toml. Raises TemplateError where one is malformed."""
    declared = []
    for name, entry in table.items():
        try:
            declared.append(_declared(name, entry))
        except (TypeError, ValueError) as error:
            hint = f"an option has a type ({', '.join(_TYPES)}), a default of that type, and a help"
            raise TemplateError(str(error), where=f"{where}: options.{name}", hint=hint) from None
    for option in declared:
        if absent := set(option.on) - table.keys():
            hint = suggestion(min(absent), tuple(table))
            raise TemplateError(
                f'there is no option "{min(absent)}"', where=f"{where}: options.{option.name}.on", hint=hint
            )
    return tuple(declared)


def _declared(name: str, entry: object) -> Declared:
    """One table of a theme.toml. Raises ValueError, or TypeError, in words for its author."""
    if not isinstance(entry, Mapping):
        raise ValueError(f"{entry!r} is no table: write [options.{name}], and default = {entry!r} below it")
    for key in entry:
        if key not in _KEYS:
            raise ValueError(f'unknown key "{key}": {suggestion(key, _KEYS)}')
    if missing := [key for key in ("type", "default", "help") if key not in entry]:
        raise ValueError(f"{missing[0]} is missing")
    kind = str(entry["type"])
    if kind not in _TYPES:
        raise ValueError(f'there is no type "{kind}"')
    option = Declared(
        name=name,
        type=kind,
        default="",
        help=str(entry["help"]),
        least=int(entry.get("min", 0)),
        most=int(entry.get("max", 10_000)),
        among=tuple(map(str, entry.get("among", ()))),
        on=tuple(map(str, entry.get("on", ()))),
        contrast=float(entry.get("contrast", READABLE)),
    )
    try:
        return replace(option, default=_TYPES[kind](entry["default"], option))
    except ValueError as error:
        raise ValueError(f"the default {entry['default']!r} is not {error}") from None


def settle(declared: Sequence[Declared], given: Mapping[str, Any]) -> dict[str, Value]:
    """The value of every declared option. Raises ConfigError for an unknown option or a value that does not fit."""
    by_name = {option.name: option for option in declared}
    values = {option.name: option.default for option in declared}
    for name, value in given.items():
        where = f"[theme] {name}"
        if name not in by_name:
            hint = suggestion(name, tuple(by_name))
            raise ConfigError(f'the theme has no option "{name}"', where=where, hint=hint)
        try:
            values[name] = _TYPES[by_name[name].type](value, by_name[name])
        except ValueError as error:
            raise ConfigError(f"{value!r} is not {error}", where=where, hint=by_name[name].help) from None
    for option in declared:
        _require_contrast(option, values, given)
    return values


def _require_contrast(option: Declared, values: Mapping[str, Value], given: Mapping[str, Any]) -> None:
    """Refuse a colour that cannot be told from one of its grounds, where the newsletter chose one of the two."""
    colors = values[option.name]
    for ground in option.on:
        if not {option.name, ground} & given.keys():
            continue
        under = str(values[ground])
        for color in colors if isinstance(colors, tuple) else (str(colors),):
            if color == "auto" or (found := contrast(color, under)) >= option.contrast:
                continue
            named = color if option.name in given else f"{option.name} {color}"
            seen = "read" if option.contrast >= READABLE else "seen"
            raise ConfigError(
                f"{named} cannot be {seen} on the {ground} {under}: the contrast is {found:.1f}",
                where=f"[theme] {option.name if option.name in given else ground}",
                hint=f"it must be {option.contrast:g} or more: choose two colours that differ more in lightness",
            )


def _color(value: object, _option: Declared) -> str:
    """A colour in six digits: IBM Notes and Word take no other."""
    if not isinstance(value, str) or not _COLOR.fullmatch(value):
        raise ValueError("a colour like #8c1c13")
    digits = value[1:]
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits)).lower()


def _auto_color(value: object, option: Declared) -> str:
    if value == "auto":
        return "auto"
    return _color(value, option)


def _colors(value: object, option: Declared) -> tuple[str, ...]:
    parts = value.replace(",", " ").split() if isinstance(value, str) else []
    if not parts:
        raise ValueError('colours like "#8c1c13 #2f5d73"')
    return tuple(_color(part, option) for part in parts)


def _font(value: object, _option: Declared) -> str:
    if not isinstance(value, str) or not _FONT.fullmatch(value):
        raise ValueError("a list of fonts without quotes, like Georgia, Times New Roman, serif")
    return ",".join(part.strip() for part in value.split(","))


def _url(value: object, _option: Declared) -> str:
    url = safe_url(value) if isinstance(value, str) else ""
    if (value or url) and not url.startswith("http"):
        raise ValueError("a web address like https://example.org/logo.png")
    return url


def _size(value: object, option: Declared) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not option.least <= value <= option.most:
        raise ValueError(f"a whole number of pixels from {option.least} to {option.most}")
    return value


def _choice(value: object, option: Declared) -> str:
    if value not in option.among:
        raise ValueError(f"one of {', '.join(option.among)}")
    return str(value)


def _text(value: object, _option: Declared) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def _switch(value: object, _option: Declared) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


_TYPES: dict[str, Callable[[object, Declared], Value]] = {
    "color": _color,
    "auto-color": _auto_color,
    "colors": _colors,
    "font": _font,
    "url": _url,
    "size": _size,
    "choice": _choice,
    "text": _text,
    "switch": _switch,
}
