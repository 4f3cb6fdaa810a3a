"""What `digest.toml` may say: one frozen model a table, each handed to the stage that needs it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from digest.config.blocks import DEFAULT_BLOCKS, BlockConfig
from digest.config.table import Duration, Name, Span, Table, WebURL
from digest.models import Level, Link

Factor = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""What a score is multiplied with."""


_AS_MAILBOX = 'write it as "The Lantern <letter@lantern.example>"'


def _mailbox(value: str) -> str:
    """`value`, where it is empty or names a mail address."""
    local, at, domain = parseaddr(value)[1].rpartition("@")
    if value and (not (local and at and "." in domain) or "\n" in value or "\r" in value):
        raise ValueError(_AS_MAILBOX)
    return value


class NewsletterConfig(Table):
    """`[newsletter]`: who writes to the readers."""

    name: str = Field(min_length=1)
    sender: str = Field(alias="from")
    reply_to: str = ""
    url: WebURL = ""
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    list_id: str = ""
    address: str = ""
    reason: str = ""
    archive_url: WebURL = ""
    subscribe_url: WebURL = ""
    preferences_url: WebURL = ""
    social: tuple[Link, ...] = ()

    @field_validator("sender")
    @classmethod
    def _has_address(cls, value: str) -> str:
        if not value:
            raise ValueError(_AS_MAILBOX)
        return _mailbox(value)

    @field_validator("reply_to")
    @classmethod
    def _may_have_address(cls, value: str) -> str:
        return _mailbox(value)

    @field_validator("language")
    @classmethod
    def _is_tag(cls, value: str) -> str:
        """The tag as HTML wants it: with hyphens (RFC 5646)."""
        tag = value.replace("_", "-")
        if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag):
            raise ValueError('write a language tag like "en", "de" or "pt-BR"')
        return tag

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f'no time zone named "{value}": write it like "Europe/Lisbon"') from error
        return value


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


class ThemeConfig(BaseModel):
    """`[theme]`: the theme's name; every other key is an option that its theme.toml declares."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: Name = "classic"

    @property
    def options(self) -> dict[str, Any]:
        """The values of the theme's options, checked when the theme is found."""
        return dict(self.model_extra or {})


class LinksConfig(Table):
    """`[links]`: what is added to the links of stories. `hosts` are those that are tagged, with their subdomains."""

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


class AudienceConfig(Table):
    """`[audience]`: who gets it. `unsubscribe_url` may hold `{email}` and `{token}`."""

    file: Path = Path("subscribers.csv")
    address_column: str = "email"
    fallbacks: dict[str, str] = {}
    unsubscribe_url: WebURL = ""
    unsubscribe_mailto: str = ""
    one_click: bool = False
    help_url: WebURL = ""

    @field_validator("unsubscribe_url")
    @classmethod
    def _has_known_places(cls, value: str) -> str:
        unknown = set(re.findall(r"\{.*?\}", value)) - {"{email}", "{token}"}
        if unknown:
            raise ValueError(f"{min(unknown)} is not filled in: there are {{email}} and {{token}}")
        return value

    @model_validator(mode="after")
    def _one_click_has_a_page(self) -> AudienceConfig:
        if self.one_click and not self.unsubscribe_url.startswith("https://"):
            raise ValueError("one_click needs an https unsubscribe_url (RFC 8058)")
        return self

    @field_validator("unsubscribe_mailto")
    @classmethod
    def _is_address(cls, value: str) -> str:
        address = value.removeprefix("mailto:").partition("?")[0]
        if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", address):
            raise ValueError('write an address like "leave@lantern.example"')
        return value


class Rate(BaseModel):
    """How many in which time, written as `"10/s"`, `"600/m"` or `"1000/h"`."""

    model_config = ConfigDict(frozen=True)

    number: int = Field(gt=0)
    seconds: int

    @model_validator(mode="before")
    @classmethod
    def _parse(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"\s*([1-9][0-9]{0,8})\s*/\s*(s|m|h)\s*", value)
        if not match:
            raise ValueError('write a rate as a number and s, m or h, like "10/s"')
        return {"number": int(match[1]), "seconds": {"s": 1, "m": 60, "h": 3600}[match[2]]}

    @property
    def per_second(self) -> float:
        """The same as messages a second."""
        return self.number / self.seconds


class SendingConfig(Table):
    """`[sending]`: how mails leave. Credentials belong into the environment or `.env`, never here.

    `domains` limits what goes to single recipient domains. `retry_after` is the first wait after a temporary refusal;
    the waits double until `give_up_after` has passed since the first.
    """

    transport: str = "auto"
    connections: int = Field(default=2, gt=0, le=50)
    max_messages_per_connection: int = Field(default=100, gt=0)
    timeout: float = Field(default=60.0, gt=0)
    rate: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    hourly_limit: int | None = Field(default=None, gt=0)
    domains: dict[str, Rate] = {}
    retry_after: Span = timedelta(minutes=1)
    give_up_after: Span = timedelta(minutes=10)
    on_unknown: Literal["resend", "skip"] = "resend"
    max_errors: int = Field(default=50, gt=0)
    bounces: str = ""
    sender: str = ""
    dkim_selector: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")
    dkim_key: Path | None = None
    dkim_domain: str = ""

    @field_validator("bounces", "sender")
    @classmethod
    def _is_mailbox(cls, value: str) -> str:
        return _mailbox(value)

    @model_validator(mode="after")
    def _selector_and_key(self) -> SendingConfig:
        if bool(self.dkim_selector) != bool(self.dkim_key):
            raise ValueError("DKIM needs both dkim_selector and dkim_key")
        return self


class ScheduleConfig(Table):
    """`[schedule]`: how often an issue goes out. `today` pretends a date, for examples and tests."""

    cadence: Literal["daily", "weekly", "monthly"] = "weekly"
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = None
    today: date | None = None

    @property
    def period(self) -> timedelta:
        """How often an issue goes out; a month counts as 30 days."""
        return {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=30)}[self.cadence]


class PreviewConfig(Table):
    """`[preview]`: `images` maps the start of image addresses to local folders, for pictures not yet online."""

    port: int = Field(default=0, ge=0, le=65535)
    images: dict[str, Path] = {}


class Server(Table):
    """An SMTP server to submit to. The password never shows in `repr` or in messages."""

    host: str
    port: int = Field(gt=0, le=65535)
    security: Literal["starttls", "tls", "none"]
    verify: bool = True
    """Whether the certificate must be valid."""
    user: str = ""
    password: SecretStr = SecretStr("")


class Paths(Table):
    """The folders and files of one newsletter, all absolute."""

    config: Path
    root: Path
    issues: Path
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
