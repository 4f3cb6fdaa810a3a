"""What `digest.toml` may say: one frozen model a table, each handed to the stage that needs it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from digest.config.blocks import DEFAULT_BLOCKS, BlockConfig
from digest.config.schema.content import AdsConfig, SelectionConfig, SensitivityConfig, SourceConfig
from digest.config.schema.look import ImagesConfig, LinksConfig, PreviewConfig, ThemeConfig
from digest.config.schema.newsletter import NewsletterConfig, ScheduleConfig
from digest.config.schema.notify import NotifyConfig, Told
from digest.config.schema.sending import AudienceConfig, Rate, SendingConfig, Server
from digest.config.table import Table
from digest.models import Level

__all__ = [
    "AdsConfig",
    "AudienceConfig",
    "Config",
    "ImagesConfig",
    "LinksConfig",
    "NewsletterConfig",
    "NotifyConfig",
    "Paths",
    "PreviewConfig",
    "Rate",
    "ScheduleConfig",
    "SelectionConfig",
    "SendingConfig",
    "SensitivityConfig",
    "Server",
    "SourceConfig",
    "ThemeConfig",
    "Told",
]


class Paths(Table):
    """The folders and files of one newsletter, all absolute.

    `config` is the file that `--config` names, and `newsletter` the name in it, "" where it is one newsletter; `files`
    are all that the config is written in. `records` holds what the newsletters of a file have in common: the ledger and
    the key that signs links.
    """

    config: Path
    newsletter: str = ""
    files: tuple[Path, ...]
    root: Path
    issues: Path
    records: Path
    state: Path
    outbox: Path
    templates: Path


class Config(Table):
    """Everything that was configured, after flags, environment, .env, digest.toml and defaults."""

    not_in_file: ClassVar = frozenset({"server", "database_url", "secret", "mailbox", "paths"})
    """What comes from the environment or from where the file lies."""

    newsletter: NewsletterConfig
    sources: tuple[SourceConfig, ...] = Field(min_length=1)
    selection: SelectionConfig = SelectionConfig()
    blocks: tuple[BlockConfig, ...] = DEFAULT_BLOCKS
    theme: ThemeConfig = ThemeConfig()
    links: LinksConfig = LinksConfig()
    images: ImagesConfig = ImagesConfig()
    ads: AdsConfig = AdsConfig()
    sensitivity: SensitivityConfig = SensitivityConfig()
    audience: AudienceConfig = AudienceConfig()
    sending: SendingConfig = SendingConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    notify: NotifyConfig = NotifyConfig()
    checks: dict[str, Level | Literal["off"]] = {}
    preview: PreviewConfig = PreviewConfig()
    server: Server | None = None
    database_url: SecretStr | None = None
    secret: SecretStr | None = None
    mailbox: SecretStr | None = None
    paths: Paths

    @property
    def has_own_layout(self) -> bool:
        """Whether the file has `[[blocks]]`, so that it matters to its author when one is left out."""
        return "blocks" in self.model_fields_set
