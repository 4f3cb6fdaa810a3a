"""Who is told what became of an issue, and who looks at it first."""

from __future__ import annotations

import re
from typing import Literal, get_args

from pydantic import field_validator

from digest.config.schema.mailbox import mailbox
from digest.config.table import Table

Told = Literal["sent", "skipped", "held", "failed", "needs you"]
"""What owners are told of. `failed` is what the next run tries again, `needs you` what only a person can settle."""


class NotifyConfig(Table):
    """`[notify]`: `reviewers` get the draft when the review begins, `owners` a word on what `on` names.

    `link` is where an issue's files can be looked at, such as the folder in the repository; `{issue}` in it becomes the
    issue's id.
    """

    owners: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    on: tuple[Told, ...] = get_args(Told)
    link: str = ""

    @field_validator("owners", "reviewers")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mailbox(each) for each in value)

    @field_validator("link")
    @classmethod
    def _leads_somewhere(cls, value: str) -> str:
        if value and not value.lower().startswith(("https://", "http://")):
            raise ValueError("write it like https://example.org/issues/{issue}")
        if unknown := set(re.findall(r"\{.*?\}", value)) - {"{issue}"}:
            raise ValueError(f"{min(unknown)} stands for nothing: write {{issue}} for the issue's id")
        return value
