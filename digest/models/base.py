"""What every frozen value is made of, and the two that all of them use."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """What all frozen, strict, JSON-ready values share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Image(Model):
    """A picture at an absolute http(s) URL; `width` and `height` are CSS pixels where known."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


class Link(Model):
    """A titled address, for related stories and the footer. `issue` is the earlier issue that had it."""

    title: str
    url: str
    section: str = ""
    issue: str = ""
