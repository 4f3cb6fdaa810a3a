"""How an issue looks: the theme, its links and its pictures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from digest.config.table import Name, Table


class ThemeConfig(BaseModel):
    """`[theme]`: the theme's name; every other key is an option that its theme.toml declares."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: Name = "classic"

    @property
    def options(self) -> dict[str, Any]:
        """The values of the theme's options, checked when the theme is found."""
        return dict(self.model_extra or {})


class LinksConfig(Table):
    """`[links]`: what is added to the links of stories and ads. `hosts` are those of stories that get it, with their
    subdomains."""

    utm: bool = True
    source: str = ""
    medium: str = Field(default="email", min_length=1)
    hosts: tuple[str, ...] = ()

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if host != "*" and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
                raise ValueError(f'"{host}" is no host: write it like "lantern.example", or "*" for every one')
        return tuple(host.lower().removeprefix("www.") for host in value)


class ImagesConfig(Table):
    """`[images]`: whether the sizes of pictures are looked up, and whether the issue shows copies of them."""

    sizes: bool = True
    hosting: Literal["link", "copy"] = "link"
    animated: bool = False


class PreviewConfig(Table):
    """`[preview]`: `images` maps the start of image addresses to local folders, for pictures not yet online."""

    port: int = Field(default=0, ge=0, le=65535)
    images: dict[str, Path] = {}
