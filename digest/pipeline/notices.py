"""A word to the owners on what became of an issue, once for each thing that is to be said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from digest import archive
from digest.config import Config
from digest.config.schema import Told
from digest.errors import DigestError
from digest.models import State
from digest.pipeline.message import open_supply, signer_of
from digest.sender import compose_notice, submit_notices

FILE = "notices.json"
"""In the state folder: what was said already."""
KEPT = 200
"""Notices that are remembered: many more than one issue has."""


@dataclass(frozen=True)
class Notice:
    """What is to be said: `told` of the issue `issue`, in one sentence, and lines about it."""

    told: Told
    issue: str
    sentence: str
    lines: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes it another notice: the same said twice tells nobody anything."""
        return f"{self.issue} {self.told}: {self.sentence}"


def notify(config: Config, notices: Sequence[Notice]) -> tuple[str, ...]:
    """Mail `notices` to the owners, those that have not been said and that they want; what went wrong.

    Never raises for a mail that cannot be sent: what it is about counts more. That one is said by the next run.
    """
    if not config.notify.owners:
        return ()
    said = _said(config)
    fresh = [each for each in notices if each.told in config.notify.on and each.key not in said]
    problems: list[str] = []
    for notice in fresh:
        try:
            problems += _mail(config, notice)
        except (DigestError, OSError) as error:
            reason = error.message if isinstance(error, DigestError) else str(error)
            problems.append(f"the owners could not be told: {reason}")
            break
        said.append(notice.key)
    if fresh:
        archive.write_file(config.paths.state / FILE, json.dumps(said[-KEPT:], ensure_ascii=False, indent=1) + "\n")
    return tuple(problems)


def _mail(config: Config, notice: Notice) -> list[str]:
    name = config.newsletter.name
    link = config.notify.link.replace("{issue}", notice.issue)
    lines = (*notice.lines, *([f"Its files: {link}"] if link else []))
    text = "\n".join((f"{notice.sentence}", "", *lines, "", "-- ", f"digest, for {name}"))
    author = config.newsletter.sender
    letters = [
        compose_notice(
            author=author,
            to=owner,
            subject=f"{name}: {notice.issue} {notice.told}",
            text=text,
            now=datetime.now(UTC),
            sign=signer_of(config, author),
        )
        for owner in config.notify.owners
    ]
    with open_supply(config, f"notice-{notice.issue}") as supply:
        said = submit_notices(letters, transport_factory=supply)
    return [f"{each.address} was not told: {each.reply}" for each in said if each.state is not State.accepted]


def _said(config: Config) -> list[str]:
    path = config.paths.state / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:  # half a disk's worth of nothing: better to say a thing twice
        return []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
