"""What all config tables share: strictness, durations, web addresses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_DURATION = re.compile(r"^\s*(\d+)\s*(d|h|w)\s*$")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def _duration(value: object) -> object:
    """`"7d"`, `"36h"` or `"2w"` as a timedelta."""
    if not isinstance(value, str):
        return value
    match = _DURATION.match(value)
    if not match:
        raise ValueError('write a duration as a number and h, d or w, like "7d"')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Duration = Annotated[timedelta, BeforeValidator(_duration)]
WebURL = Annotated[str, Field(pattern=r"^(https?://[^\s/]+\S*|)$")]


class Table(BaseModel):
    """What all config tables share: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
