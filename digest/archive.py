"""Issue files on disk: written atomically, read back, and asked what earlier issues carried."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from digest.errors import ConfigError, explained
from digest.models import SCHEMA, Entry, Issue, Status, Story

FILE = "issue.json"
_ID = re.compile(r"[0-9]{4}-(W[0-9]{2}|[0-9]{2}(-[0-9]{2})?)")
_HEAD = 1024
"""Characters in which an issue file has said its status."""


def write_file(path: Path, content: str | bytes) -> None:
    """Put `content` at `path` so that a reader, or a crash, sees the old file or the new one, never a part.

    Raises MachineError that names `path`: of a full disk the system does not say for which file there was no room.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise explained(error, path=str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def to_json(issue: Issue) -> str:
    """The bytes of `issue.json`: keys in a fixed order, one fact a line, so that versions diff by line."""
    content = issue.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"schema_version": issue.schema_version, **content}, ensure_ascii=False, indent=2) + "\n"


def write_issue(folder: Path, issue: Issue) -> Path:
    """Write `folder/<id>/issue.json` and return its path."""
    path = folder / issue.id / FILE
    write_file(path, to_json(issue))
    return path


def read_issue(path: Path) -> Issue:
    """The issue in the file at `path`. Raises ConfigError when it is absent, damaged or of another format."""
    try:
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            raise ValueError("it is empty")
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise ValueError("it is not an object")
    except FileNotFoundError:
        raise ConfigError("there is no such issue", where=str(path), hint="make it with `digest plan`") from None
    except (OSError, ValueError, RecursionError) as error:
        hint = "restore it from version control, or delete it and make it anew with `digest plan`"
        raise ConfigError(f"not a readable issue file: {error}", where=str(path), hint=hint) from error
    _refuse_other_format(path, raw.get("schema_version"))
    try:
        return Issue.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        hint = "undo the edit, or delete it and make it anew with `digest plan`"
        raise ConfigError(f"{key}: {first['msg']}", where=str(path), hint=hint) from None


def open_issue(folder: Path, name: str) -> Issue:
    """The issue with the id `name` in `folder`. Raises ConfigError like `read_issue`, and when it is another issue's:
    a folder that was copied or renamed must not pass for an issue that was sent."""
    path = folder / name / FILE
    issue = read_issue(path)
    if issue.id != name:
        hint = f"rename its folder to {issue.id}"
        if (folder / issue.id / FILE).exists():
            hint = f"{issue.id} has a folder of its own: keep the copy elsewhere, or under a name like {issue.id}-copy"
        raise ConfigError(f"holds the issue {issue.id}", where=str(path), hint=hint)
    return issue


def find(folder: Path, name: str) -> Issue | None:
    """The issue with the id `name` in `folder`, None when there is none. Raises ConfigError like `open_issue`."""
    return open_issue(folder, name) if (folder / name / FILE).exists() else None


def _refuse_other_format(path: Path, version: object) -> None:
    if isinstance(version, int) and version > SCHEMA:
        hint = "upgrade: pip install -U newsletter-digest"
        raise ConfigError(
            f"made by a newer digest (format {version}, this one reads {SCHEMA})", where=str(path), hint=hint
        )
    if not isinstance(version, int) or version < SCHEMA:
        told = f"format {version}" if isinstance(version, int) else "it names no format"
        hint = "delete it and make it anew with `digest plan`; one that was sent, read with the digest that made it"
        raise ConfigError(f"made by an older digest ({told}, this one reads {SCHEMA})", where=str(path), hint=hint)


def newest_first(folder: Path) -> Iterator[Issue]:
    """The issues in `folder`, each read when it is asked for."""
    return (open_issue(folder, name) for name in reversed(issue_ids(folder)))


def latest(folder: Path, *, most: int) -> tuple[Issue, ...]:
    """The last `most` issues in `folder`, newest first."""
    return tuple(islice(newest_first(folder), most))


def open_ones(folder: Path, *, most: int) -> Iterator[Issue]:
    """Those of the last `most` issues in `folder` that were neither sent nor skipped, newest first.

    Of the others only the head is read, where `write_issue` puts id and status: to read one whole that chose among some
    hundred stories takes 6 to 11 ms, and a scheduled run asks every hour. A file that begins otherwise is read whole.
    """
    for name in reversed(issue_ids(folder)[-most:]):
        if _says_settled(folder, name):
            continue
        issue = open_issue(folder, name)
        if issue.status not in (Status.sent, Status.skipped):
            yield issue


def _says_settled(folder: Path, name: str) -> bool:
    with (folder / name / FILE).open(encoding="utf-8", errors="replace") as file:
        head = file.read(_HEAD)
    return re.search(rf'^  "id": "{name}",\n(.*\n){{,3}}  "status": "(sent|skipped)",$', head, re.MULTILINE) is not None


def issue_ids(folder: Path) -> tuple[str, ...]:
    """The ids of the issues in `folder`, oldest first; folders that are not named like an issue do not count."""
    if not folder.is_dir():
        return ()
    names = [path.parent.name for path in folder.glob(f"*/{FILE}")]
    return tuple(sorted((name for name in names if first_day(name)), key=lambda name: (first_day(name), name)))


def first_day(name: str) -> date | None:
    """The first day of the week, month or day that an issue's id names; None when `name` is no issue's id."""
    if not _ID.fullmatch(name):
        return None  # also `2026-W47-2`, as a copy may be called: to Python it is a day
    try:
        if "W" in name:
            return date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        return date.fromisoformat(name if len(name) > 7 else f"{name}-01")
    except ValueError:
        return None


def sent_before(folder: Path, *, day: date, name: str = "", most: int | None = None) -> tuple[Issue, ...]:
    """The issues in `folder` that have gone out, or begun to, before that with the id `name` of the date `day`, oldest
    first: the sent log.

    An issue that was only planned, or skipped, has carried nothing. One of the same date counts: it is of another
    cadence, which the newsletter has had that day. With `most` only that many issues before it are looked at.
    """
    unsent = (Status.planned, Status.skipped)
    return tuple(issue for issue in _before(folder, day, name, most) if issue.status not in unsent)


def skipped_before(folder: Path, *, day: date, name: str) -> tuple[Issue, ...]:
    """The issues in `folder` that were planned but stay unsent, from before the one called `name`, oldest first."""
    return tuple(issue for issue in _before(folder, day, name) if issue.status is Status.skipped and issue.decisions)


def _before(folder: Path, day: date, name: str, most: int | None = None) -> list[Issue]:
    others = [each for each in issue_ids(folder) if each != name and (first_day(each) or day) <= day]
    issues = [open_issue(folder, each) for each in others[-most if most else 0 :]]
    return sorted((issue for issue in issues if issue.date <= day), key=lambda issue: (issue.date, issue.id))


def carried(issues: Iterable[Issue]) -> dict[str, str]:
    """Which issue carried each story last, by each of its names."""
    return {name: issue.id for issue in issues for story in issue.stories() for name in names(story)}


def names(story: Entry | Story) -> tuple[str, ...]:
    """What the sent log knows a story by: its identity and, where the source gives one, `source guid`."""
    return (story.identity, f"{story.source} {story.guid}") if story.guid else (story.identity,)


def failing_for(issues: Sequence[Issue]) -> Mapping[str, int]:
    """For how many issues in a row, up to the last of `issues` (oldest first), each source has failed altogether.

    A source of which only some records could not be read has not failed, and one that answered once starts anew.
    """
    found: dict[str, int] = {}
    failing: set[str] | None = None
    for issue in reversed(issues):
        failed = {failure.source for failure in issue.failures if not failure.partial}
        failing = failed if failing is None else failing & failed
        if not failing:
            break
        for source in failing:
            found[source] = found.get(source, 0) + 1
    return dict(sorted(found.items()))


def inside(folder: Path, path: str) -> Path | None:
    """The file that `path` names in `folder`; None when there is none, or when it lies outside."""
    try:
        folder = folder.resolve()
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name too long, a null byte, a loop of links
        return None
