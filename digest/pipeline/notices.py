"""A word to the owners on what became of an issue, once for each thing that is to be said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from digest import archive
from digest.commands import completed
from digest.config import Config
from digest.config.schema import Told
from digest.errors import DigestError
from digest.models import State, Submission
from digest.pipeline.message import open_supply, server_name, signer_of
from digest.pipeline.record import open_ledger, transport
from digest.sender import Ledger, compose_plain, submit_plain

LONGEST = 60
"""Characters of a subject after the newsletter's name."""
_IN_VAIN = {
    State.refused: "was not told: the mail server refused it when it was first said",
    State.unknown: "may not have been told: the mail server never said that it took it",
}


@dataclass(frozen=True)
class Notice:
    """What is to be said: `told` of the issue `issue`, in one sentence, and lines about it. `because` is what
    tells it apart from another in the same words: an editor's decision, a person. `subject` is what its mail is called
    after the newsletter's name, where that is not the issue and what is told."""

    told: Told
    issue: str
    sentence: str
    lines: tuple[str, ...] = ()
    because: str = ""
    subject: str = ""

    @property
    def words(self) -> str:
        """What makes it another notice: the same said twice, or with other counts, tells nobody anything."""
        return f"{self.told}: {re.sub(r'[0-9][0-9,]*', '#', self.sentence)} {self.because}".rstrip()


def of_script(issue: str, words: str, lines: Sequence[str]) -> Notice:
    """What a script around digest found while `issue` was at hand; its mail is called by the first of its `words`."""
    first = " ".join(words.split())
    if len(first) > LONGEST:
        whole, _, _ = first[:LONGEST].rpartition(" ")
        first = f"{whole or first[:LONGEST]}…"
    return Notice("needs you", issue, words, (*lines, f"The issue: {issue}"), subject=first)


def notify(config: Config, notices: Sequence[Notice]) -> tuple[str, ...]:
    """Mail `notices` to the owners, those that have not been said and that they want; what went wrong, each once.

    Never raises for a mail that cannot be sent: what it is about counts more. What the server has neither taken nor
    refused for good is said again by the next run; what may have come, as the server did not say, once more.
    """
    wanted = [each for each in notices if each.told in config.notify.on]
    if not (config.notify.owners and wanted):
        return ()
    problems: list[str] = []
    try:
        with open_ledger(config) as ledger:
            for notice, owner in product(wanted, config.notify.owners):
                problems += _tell(config, _as_named(config, ledger, notice.issue), notice, owner)
    except (DigestError, OSError) as error:
        problems.append(untold(error))
    return tuple(dict.fromkeys(problems))


def unreached(config: Config, notice: Notice) -> tuple[str, ...]:
    """The owners to whom `notice` went in vain, for good: nobody tells them again, and they may not know of it."""
    if not config.notify.owners:
        return ()
    with open_ledger(config) as ledger:
        known = _as_named(config, ledger, notice.issue)
        return tuple(
            f"{owner} {told}"
            for owner in config.notify.owners
            for state, told in _IN_VAIN.items()
            if known.was_noticed(notice.issue, f"{owner}: {notice.words} ({state})")
        )


def _tell(config: Config, ledger: Ledger, notice: Notice, owner: str) -> list[str]:
    """Mail `notice` to `owner`, who has not heard it yet; what went wrong."""
    words = f"{owner}: {notice.words}"
    if ledger.was_noticed(notice.issue, words):
        return []
    said, perhaps = _mail(config, notice, owner), f"{words} (perhaps)"
    if said.state is State.unknown and not ledger.was_noticed(notice.issue, perhaps):
        ledger.take_down_notice(notice.issue, perhaps, at=datetime.now(UTC))
    elif said.state is not State.deferred:
        ledger.take_down_notice(notice.issue, words, at=datetime.now(UTC))
        if said.state is not State.accepted:
            ledger.take_down_notice(notice.issue, f"{words} ({said.state})", at=datetime.now(UTC))
    return [] if said.state is State.accepted else [_not_told(config, said)]


def _not_told(config: Config, said: Submission) -> str:
    """What came of a word to one owner, and who says so."""
    reply = f"{server_name(config)}: {said.words}"
    if said.state is State.unknown:
        return f"whether {said.address} was told is not known ({reply})"
    later = "; the next run tells it again" if said.state is State.deferred else ""
    return f"{said.address} was not told: {reply}{later}"


def untold(error: DigestError | OSError) -> str:
    """What is said where `error` keeps the owners from being told."""
    return f"the owners could not be told: {error.message if isinstance(error, DigestError) else error}"


def _as_named(config: Config, ledger: Ledger, name: str) -> Ledger:
    """`ledger` under the list id that the issue `name` has: a renamed newsletter tells nothing of its past again."""
    try:
        issue = archive.find(config.paths.issues, name)
    except DigestError:  # an issue file that cannot be read may be what is to be told
        issue = None
    return ledger.through(transport(config), newsletter=issue.newsletter.list_id) if issue else ledger


def _mail(config: Config, notice: Notice, owner: str) -> Submission:
    name = config.newsletter.name
    link = config.notify.link.replace("{issue}", notice.issue)
    options = f" -n {config.paths.newsletter}" if config.paths.newsletter else ""
    lines = (*notice.lines, *([f"Its files: {link}"] if link else []))
    text = "\n".join((notice.sentence, "", *lines, "", "-- ", f"digest, for {name}"))
    author = config.newsletter.sender
    mail = compose_plain(
        author=author,
        to=owner,
        subject=f"{name}: {notice.subject or f'{notice.issue} {notice.told}'}",
        text=completed(text, options),
        now=datetime.now(UTC),
        sign=signer_of(config, author),
    )
    with open_supply(config, f"notice-{notice.issue}") as supply:
        return submit_plain([mail], transport_factory=supply)[0]
