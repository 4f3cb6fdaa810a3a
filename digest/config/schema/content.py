"""What an issue carries: where stories come from, which of them count, and what stands beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from digest.config.table import Duration, Table, WebURL

Factor = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""What a score is multiplied with."""


class SourceConfig(Table):
    """One `[[sources]]`: a kind, and a `url` or a `file`. `options` go to the source as they are.

    `window` is how far back a source is asked that can be asked page by page; by default it is the selection's.
    `popularity` is an analytics export with the views of its stories.
    """

    kind: str = "feed"
    name: str = ""
    url: WebURL = ""
    file: Path | None = None
    section: str = ""
    weight: Factor = 1.0
    limit: int | None = Field(default=None, gt=0)
    window: Duration | None = None
    popularity: Path | None = None
    language: str = ""
    options: dict[str, Any] = {}

    @model_validator(mode="after")
    def _one_place(self) -> SourceConfig:
        if bool(self.url) == bool(self.file):
            raise ValueError("give either url or file")
        return self

    @property
    def place(self) -> str:
        """Where it is read from, for messages and records: without a login or a query, which may hold secrets."""
        if self.file:
            return str(self.file)
        parts = urlsplit(self.url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


class SelectionConfig(Table):
    """`[selection]`: what may come in, and what counts. `neighbours` says which sections lend to one that is thin."""

    window: Duration | None = None
    """None: one cadence. From one cadence on nothing falls between two issues: the next one looks further back for what
    the last one could not see."""
    pins: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    boosts: dict[str, Factor] = {}
    sections: dict[str, Factor] = {}
    max_per_source: int | None = Field(default=None, gt=0)
    variety: float = Field(default=0.1, ge=0, lt=1)
    neighbours: dict[str, tuple[str, ...]] = {}
    carry_over: bool = True
    similarity: Literal["lexical", "semantic"] = "lexical"


class AdsConfig(Table):
    """`[ads]`: where the bookings are, the label that paid ads carry, and rules of the publisher's own."""

    file: Path | None = None
    label: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    rules: tuple[str, ...] = ()
    beside_soft: bool = False


Sensitivity = Literal["no_ads", "soft", "none"]
"""How sensitive a story is said to be."""


class SensitivityConfig(Table):
    """`[sensitivity]`: what the publisher says of stories, sections and tags; where it says nothing, words decide."""

    stories: dict[str, Sensitivity] = {}
    sections: dict[str, Sensitivity] = {}
    tags: dict[str, Sensitivity] = {}
