"""Who writes to the readers, and when."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from digest.config.schema.mailbox import AS_MAILBOX, mailbox
from digest.config.table import Duration, Table, WebURL
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


_TIME = r"([01]\d|2[0-3]):[0-5]\d"
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ScheduleConfig(Table):
    """`[schedule]`: how often an issue goes out, and when. `today` pretends a date, for examples and tests.

    `day` is a weekday, or of a monthly newsletter a day of the month. `every` is the number of weeks from one issue to
    the next; `start` is a day in a week that has one. An issue goes out on its day at `not_before`, in the newsletter's
    time zone, or as soon after that as a run is called, up to `not_after` later: what is older stays unsent. From
    `review` before that time on it is planned and can be looked at. One with fewer stories than `min_stories` is thin:
    "carry" leaves its stories to the next issue, "skip" does not, "send" sends it all the same.
    """

    cadence: Literal["daily", "weekly", "monthly"] = "weekly"
    day: Weekday | Annotated[int, Field(ge=1, le=31)] | None = None
    every: int = Field(default=1, ge=1, le=52)
    start: date | None = None
    not_before: time = time(0)
    not_after: Duration | None = None
    review: Duration | None = None
    min_stories: int = Field(default=1, ge=1)
    if_thin: Literal["carry", "skip", "send"] = "carry"
    today: date | None = None

    @field_validator("day", mode="before")
    @classmethod
    def _is_day(cls, value: object) -> object:
        """A weekday in capitals, too. A number is judged here, as a union would complain of each of its members."""
        day = value.strip().lower() if isinstance(value, str) else value
        number = int(day) if isinstance(day, str) and day.isdecimal() else day
        of_month = isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 31
        if not (day is None or day in get_args(Weekday) or of_month):
            raise ValueError("no such day: write one of monday … sunday, or a day of the month from 1 to 31")
        return number

    @field_validator("not_before", mode="before")
    @classmethod
    def _is_time(cls, value: object) -> object:
        """As TOML has a time, or in quotes, also without the first zero. A number would count as seconds."""
        text = f"0{value}" if isinstance(value, str) and re.match(r"\d:", value) else value
        if not isinstance(text, time) and not (isinstance(text, str) and re.match(_TIME, text)):
            raise ValueError('no time of day: write it like "07:00"')
        return text

    @model_validator(mode="after")
    def _fit_together(self) -> ScheduleConfig:
        if isinstance(self.day, int) and self.cadence != "monthly":
            raise ValueError(f'day = {self.day} is a day of the month: set cadence = "monthly", or name a weekday')
        if isinstance(self.day, str) and self.cadence != "weekly":
            raise ValueError(f'day = "{self.day}" is for a weekly newsletter: set cadence = "weekly", or leave it out')
        if self.every > 1 and self.cadence != "weekly":
            raise ValueError("every counts weeks: it is for a weekly newsletter")
        if self.every > 1 and not (self.start and self.day):
            raise ValueError("every needs start, a day in a week that has an issue, and day, its weekday")
        if self.not_before.tzinfo:
            raise ValueError("not_before is in the newsletter's time zone: write it without one")
        return self

    @model_validator(mode="after")
    def _one_after_the_other(self) -> ScheduleConfig:
        """The next issue's review begins when this one is due or later, and this one is too late when the next is
        due, so that one issue at a time is to be sent."""
        shortest = timedelta(days=28) if self.cadence == "monthly" else self.period
        if self.review and self.review >= shortest:
            raise ValueError("review is as long as the time between two issues: make it shorter")
        if self.not_after and self.not_after > shortest:
            raise ValueError("not_after is longer than the time between two issues: make it shorter")
        return self

    @property
    def period(self) -> timedelta:
        """How often an issue goes out; a month counts as 30 days."""
        days = {"daily": 1, "weekly": 7 * self.every, "monthly": 30}[self.cadence]
        return timedelta(days=days)

    @property
    def lateness(self) -> timedelta:
        """How long after its time an issue may still go out: `not_after`, else half a cadence, at least 18 hours.

        Scheduled workflows of GitHub have come 14 hours late.
        """
        return self.not_after or max(timedelta(hours=18), self.period / 2)
