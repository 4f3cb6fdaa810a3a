"""What a new newsletter is told about itself: four questions, each with a default that works."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import parseaddr, quote
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from digest.config.schema.mailbox import AS_MAILBOX, mailbox
from digest.config.table import WebURL
from digest.errors import ConfigError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ANY_DAY = "any"
"""The answer that leaves the day to whoever calls `digest run`."""
_SPECIAL = frozenset('()<>[]:;@\\,."')
"""What stands in a display name within quotes only (RFC 5322, 3.2.3)."""
_ADDRESS = re.compile(r"[^\s\"<>,;]+@[^\s\"<>,;]+")


@dataclass(frozen=True)
class Answers:
    """What `digest.toml` begins with. `sender` is a mailbox; `url` is a site or a feed, `day` a weekday, or nothing."""

    name: str = ""
    url: str = ""
    sender: str = ""
    day: str = ""
    timezone: str = "UTC"


@dataclass(frozen=True)
class Question:
    """One question: the field that it fills, its option, its words, and the default that follows from those before."""

    field: str
    option: str
    asks: str
    default: Callable[[Answers], str]
    read: Callable[[str, Answers], str]
    """The written answer as the field has it. Raises ValueError that says what to write instead."""


Ask = Callable[[Question, str, str], str]
"""Puts a question with its default to a person, with what was wrong with the last answer; "" means the default."""


def answer(given: Mapping[str, str | None], *, ask: Ask | None = None) -> Answers:
    """The answers: what is `given` by field, else what `ask` gets out of a person, else the defaults.

    A person who writes what cannot be used is asked again; what is given and cannot be used is a ConfigError.
    """
    answers = Answers(timezone=_timezone(given.get("timezone")))
    for question in QUESTIONS:
        answers = replace(answers, **{question.field: _answered(question, answers, given.get(question.field), ask)})
    return answers


def _answered(question: Question, answers: Answers, given: str | None, ask: Ask | None) -> str:
    default, problem = question.default(answers), ""
    while True:
        written = given if given is not None else ask(question, default, problem) if ask else default
        try:
            return question.read(written or default, answers)
        except ValueError as error:
            problem = str(error)
            if given is not None or ask is None:
                raise ConfigError(f'"{given}" cannot be used', where=question.option, hint=problem) from None


def _name(written: str, _answers: Answers) -> str:
    """One line of text; what no file and no header can hold is left out."""
    kept = "".join(sign if sign.isprintable() else " " for sign in written.encode("utf-8", "ignore").decode())
    if not (name := " ".join(kept.split())):
        raise ValueError('write a name, like "The Lantern"')
    return name


def _url(written: str, answers: Answers) -> str:
    written = _name(written, answers) if written.strip() else ""
    if written and "://" not in written:
        written = f"https://{written}"
    try:
        url = TypeAdapter(WebURL).validate_python(written)
        host = urlsplit(url).hostname or ""
    except (ValidationError, ValueError):
        host = ""
    if written and not ("." in host or host == "localhost"):
        raise ValueError('write the address of a site or a feed, like "https://lantern.example"')
    return written


def _sender(written: str, answers: Answers) -> str:
    """The mailbox, with the newsletter's name where it has none."""
    name, address = parseaddr(mailbox(written))
    if not _ADDRESS.fullmatch(address):
        raise ValueError(AS_MAILBOX)
    name = _name(name or answers.name, answers)
    return f'"{quote(name)}" <{address}>' if _SPECIAL & set(name) else f"{name} <{address}>"


def _day(written: str, _answers: Answers) -> str:
    start = written.strip().lower()
    if start == ANY_DAY:
        return ""
    found = [day for day in WEEKDAYS if len(start) > 1 and day.startswith(start)]
    if not found:
        raise ValueError(f'write a weekday, like "friday", or "{ANY_DAY}"')
    return found[0]


def host_of(answers: Answers) -> str:
    """The host of the newsletter's site, without `www.`; a sample one where no site on the web is known."""
    host = (urlsplit(answers.url).hostname or "").removeprefix("www.")
    return host if "." in host else "example.com"


QUESTIONS = (
    Question("name", "--name", "What is your newsletter called?", lambda _: "My Newsletter", _name),
    Question("url", "--url", "Your site, or its feed? Without one it runs on sample stories.", lambda _: "", _url),
    Question("sender", "--from", "From which address?", lambda told: f"letter@{host_of(told)}", _sender),
    Question("day", "--day", "On which weekday? With any, whenever digest run is called.", lambda _: ANY_DAY, _day),
)


def _timezone(given: str | None) -> str:
    """`given`, else this machine's time zone where it has a name, else UTC."""
    if given is not None:
        try:
            return ZoneInfo(given).key
        except (KeyError, ValueError, OSError):
            hint = 'write it like "Europe/Lisbon"'
            raise ConfigError(f'no time zone named "{given}"', where="--timezone", hint=hint) from None
    from babel.localtime import get_localzone

    try:
        return ZoneInfo(str(get_localzone())).key.removeprefix("Etc/")
    except (LookupError, ValueError, OSError):  # the machine's has no name, or one that nobody knows
        return "UTC"
