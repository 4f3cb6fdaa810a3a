"""The words of an issue as its editor changes them, and the studio's own as sentences."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from digest.editing import block_names
from digest.errors import DigestError
from digest.models import Edit, Issue, Note, Picture, Retell, Story, Word
from digest.preview.trouble import Trouble

WORDS = (Word, Retell, Picture, Note)
"""Edits of words, and of the address of a picture."""
_NO_SENTENCE = re.compile(r"[\w-]*[./_@:=\[\\][\w./-]|`|\"|“")
"""How something begins that is spelt as it is: a file, a key, an address, what is quoted."""


def words_of(issue: Issue, edit: Edit) -> str | None:
    """What the words that `edit` changes say in `issue` (a picture: its address); None when it is about no words, or
    about what is not there."""
    match edit:
        case Word():
            return issue.subject if edit.field == "subject" else issue.preheader
        case Retell():
            story = _story(issue, edit.story)
            return (story.title if edit.field == "title" else story.excerpt) if story else None
        case Picture():
            story = _story(issue, edit.story)
            return (story.image.url if story.image else "") if story else None
        case Note():
            named = dict(zip(block_names(issue.blocks), issue.blocks, strict=True))
            return str(named[edit.block].options.get("text", "")) if edit.block in named else None
        case _:
            return None


def same_words(one: str, other: str) -> bool:
    """Whether both say the same; fields of a page end lines in their own way, and trim."""
    return one.split() == other.split()


def sentence(words: str) -> str:
    """`words` with a capital letter, but for what is spelt as it is, and one full stop; "" stays."""
    words = words.strip()
    if not words:
        return ""
    first = words if _NO_SENTENCE.match(words) else words[0].upper() + words[1:]
    return first if first.rstrip("”\"')")[-1:] in (".", "!", "?", "…") else f"{first}."


def refusal(error: DigestError | Trouble, *, conflict: bool = False) -> dict[str, Any]:
    """`error` as JSON for a page that asked for a change, in sentences."""
    where, message = error.where, error.message
    if re.search(r":\d+", where):  # a file is to be mended, and nothing is wrong with what was asked for
        where, message = "", f"“{_named(where)}” has to be mended first: {message}"
    said = {"error": sentence(message), "where": where, "hint": sentence(error.hint)}
    return {**said, "conflict": conflict}


def _named(where: str) -> str:
    return PurePath(where).name if PurePath(where).is_absolute() else where


def _story(issue: Issue, name: str) -> Story | None:
    return next((each for each in issue.stories() if each.id == name), None)
