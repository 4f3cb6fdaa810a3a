"""Keeps newsletters apart that would otherwise take each other's issues, readers or records for their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from digest.config.document import Document, Part
from digest.config.several import documents
from digest.errors import ConfigError

ISSUES, STATE, OUTBOX = "issues", "state", "outbox"
AUDIENCE, ADS = "subscribers.csv", "ads.toml"
_IS_CONFIG = re.compile(r"^\s*\[?\s*newsletters?\b", re.MULTILINE)
_IS_ISSUE = re.compile(r"\d{4}-.*")


def issues_folder(document: Document) -> Path:
    """Where a newsletter's issues are: beside its file, in a folder of its own where the file has several."""
    return document.own.path.parent / ISSUES / (document.name if document.is_inline else "")


def list_id_of(newsletter: Mapping[str, Any], *, fallback: str = "") -> str:
    """The list id that `[newsletter]` gives: its own, else its name and the domain of its sender.

    `fallback` stands for a name without any Latin letter or digit. "" where there is no sender.
    """
    if given := newsletter.get("list_id"):
        return str(given)
    domain = parseaddr(str(newsletter.get("from", "")))[1].rpartition("@")[2]
    written = str(newsletter.get("name", "")).lower()
    label = "".join(c if c.isascii() and c.isalnum() else "-" for c in written).strip("-")
    return f"{label or fallback or 'newsletter'}.{domain}" if domain else ""


def refuse_mixing(document: Document, siblings: Part) -> None:
    """Raise ConfigError where the newsletter would share issues or records with another, by one of these mistakes.

    Another of the same file, `siblings`, has its list id; another file in its folder is another newsletter; issues lie
    where they were before the file had several newsletters, or only one; nobody said who its readers are.
    """
    mine = _list_id(document)
    for other in documents(siblings):
        if other.name != document.name and _list_id(other) == mine:
            message = f'"{document.name}" and "{other.name}" have one list id, {mine}: they would share their records'
            hint = "give each a name of its own, or a list_id, in its [newsletter]"
            raise ConfigError(message, where=document.own.where("newsletter"), hint=hint)
    for other in _beside(document):
        together = other.is_inline != document.is_inline or issues_folder(other) == issues_folder(document)
        if together and _list_id(other) not in (mine, ""):
            name = other.own.path.name
            hint = "give each a folder of its own, or write both into one file under [newsletters.NAME]"
            message = f"{name} beside it is another newsletter, and both would use {ISSUES}/ and {STATE}/"
            raise ConfigError(message, where=str(document.own.path), hint=hint)
    _refuse_left(document)
    if document.is_inline:
        _refuse_unsaid(document)


def _list_id(document: Document) -> str:
    newsletter = document.tables.get("newsletter")
    return list_id_of(newsletter, fallback=document.name) if isinstance(newsletter, Mapping) else ""


def _beside(document: Document) -> Iterator[Document]:
    """The newsletters of other files in the newsletter's folder."""
    for path in sorted(document.own.path.parent.glob("*.toml")):
        if path.resolve() in document.files:
            continue
        try:
            if _IS_CONFIG.search(path.read_text(encoding="utf-8-sig")):
                yield from documents(Part.read(path.resolve()))
        except (ConfigError, OSError, UnicodeDecodeError):
            continue  # whatever it is, nothing can be sent from it


def _refuse_left(document: Document) -> None:
    """Refuse to begin anew beside issues that were sent from this file: its readers would get them again."""
    folder = document.own.path.parent / ISSUES
    if document.is_inline:
        left = tuple(_issues(folder))
        fitting = f"{ISSUES}/NAME/, of the newsletter that they are of, and {STATE}/ stays"
    elif document.own.path == document.main:
        folders = folder.iterdir() if folder.is_dir() else ()
        left = tuple(issue for each in folders if not _IS_ISSUE.match(each.name) for issue in _issues(each))
        fitting = f"{ISSUES}/"
    else:
        return
    if left:
        hint = f"move them to {fitting}: without them the same stories would go out again"
        raise ConfigError(
            f"{left[0].name} is in a folder that no newsletter uses now", where=str(left[0].parent), hint=hint
        )


def _issues(folder: Path) -> Iterator[Path]:
    """The folders in `folder` that hold an issue."""
    return (path.parent for path in sorted(folder.glob("*/issue.json")) if _IS_ISSUE.match(path.parent.name))


def _refuse_unsaid(document: Document) -> None:
    """Refuse to take readers or ads for a newsletter's own only because their file has the usual name."""
    root = document.own.path.parent
    for table, name, why in (
        ("audience", AUDIENCE, "who gets it"),
        ("ads", ADS, "whether these ads are its own: each newsletter counts its insertions by itself"),
    ):
        said = document.tables.get(table, {})
        if isinstance(said, Mapping) and "file" not in said and (table == "audience" or (root / name).is_file()):
            at = ".".join((*document.own.at, table))
            hint = f'say {why}: [{at}] file = "{name}"; under [defaults.{table}] it counts for all'
            raise ConfigError(f'"{at}.file" is missing', where=document.own.where("newsletter"), hint=hint)
