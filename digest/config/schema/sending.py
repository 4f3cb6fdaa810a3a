"""Who gets an issue, through which server, and how fast."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_serializer, model_validator

from digest.config.schema.mailbox import mailbox
from digest.config.table import Span, Table, WebURL


class AudienceConfig(Table):
    """`[audience]`: who gets it. `unsubscribe_url` may hold `{email}` and `{token}`."""

    file: Path = Path("subscribers.csv")
    address_column: str = "email"
    only: dict[str, str] = {}
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

    @model_serializer
    def _as_written(self) -> str:
        return f"{self.number}/{ {1: 's', 60: 'm', 3600: 'h'}[self.seconds] }"

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
    timeout: Span = Field(default=timedelta(minutes=1), gt=timedelta(0))
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
    def _ismailbox(cls, value: str) -> str:
        return mailbox(value)

    @model_validator(mode="after")
    def _selector_and_key(self) -> SendingConfig:
        if bool(self.dkim_selector) != bool(self.dkim_key):
            raise ValueError("DKIM needs both dkim_selector and dkim_key")
        return self


class Server(Table):
    """An SMTP server to submit to. The password never shows in `repr` or in messages."""

    host: str
    port: int = Field(gt=0, le=65535)
    security: Literal["starttls", "tls", "none"]
    verify: bool = True
    """Whether the certificate must be valid."""
    user: str = ""
    password: SecretStr = SecretStr("")
