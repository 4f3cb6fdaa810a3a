"""Who writes to the readers, and when."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from digest.config.schema.mailbox import AS_MAILBOX, mailbox
from digest.config.table import Table, WebURL
from digest.models import Link


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
            raise ValueError(AS_MAILBOX)
        return mailbox(value)

    @field_validator("reply_to")
    @classmethod
    def _may_have_address(cls, value: str) -> str:
        return mailbox(value)

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


class ScheduleConfig(Table):
    """`[schedule]`: how often an issue goes out. `today` pretends a date, for examples and tests."""

    cadence: Literal["daily", "weekly", "monthly"] = "weekly"
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = None
    today: date | None = None

    @property
    def period(self) -> timedelta:
        """How often an issue goes out; a month counts as 30 days."""
        return {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=30)}[self.cadence]
