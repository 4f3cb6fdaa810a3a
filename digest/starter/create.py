"""Write the starter's files into a folder: all of them or none, and never over one that is there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest.errors import ConfigError, Refused
from digest.registry import suggestion
from digest.starter.answers import WEEKDAYS, Answers, host_of

CONFIG = "digest.toml"
GITIGNORE = ".gitignore"
SAMPLE = "stories.xml"
_HERE = Path(__file__).parent
_SCRIPTS = ("requirements.txt", *(f"scripts/{name}.sh" for name in ("audience", "publish", "run", "state")))
_CI = {
    "github": {"github-actions": (".github/workflows/newsletter.yml", *_SCRIPTS)},
    "gitlab": {"gitlab-ci": (".gitlab-ci.yml",), "github-actions": _SCRIPTS},
}
"""The files of each CI system, by the example that they are from."""
_CRON = "23 * * * 4-6"
"""When the examples' issue of a Friday is looked after: the day before, the day, and the day after."""
_AGO = re.compile(r"\{hours ago: (\d+)\}")
_VALUE = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Feed:
    """Where the stories come from: the address and the kind of a source, and the `site` that it belongs to."""

    url: str
    kind: str = "feed"
    site: str = ""


@dataclass(frozen=True)
class Created:
    """What was written, what was there and is kept, and the lines that a .gitignore that is kept lacks.

    `day` is one for which `digest run --date` makes an issue of the sample stories, and None where there are none.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    unignored: tuple[str, ...]
    day: date | None


def workflows() -> tuple[str, ...]:
    """The CI systems of which there is a workflow."""
    return tuple(sorted(_CI))


def _automation(ci: str) -> Iterator[tuple[str, Path]]:
    """The files of the workflow for `ci`, by name: those of the examples, which are tested."""
    inside = _HERE / "ci"  # in the wheel; in a checkout they are where one looks for examples
    examples = inside if inside.is_dir() else _HERE.parents[1] / "examples"
    for folder, names in _CI[ci].items():
        for name in names:
            yield name, examples / folder / name


def check(folder: Path, *, ci: str | None = None) -> None:
    """Raises Refused where `folder` cannot become a newsletter's, ConfigError where there is no workflow for `ci`."""
    if os.path.lexists(folder / CONFIG):
        hint = "it is a newsletter already: name another folder"
        raise Refused(f"{CONFIG} is there already", where=str(folder), hint=hint)
    if os.path.lexists(folder) and not folder.is_dir():
        raise Refused("is not a folder", where=str(folder), hint="name a new or an empty folder")
    if ci is not None and ci not in workflows():
        raise ConfigError(f'there is no "{ci}"', where="--ci", hint=suggestion(ci, workflows()))


def create(
    folder: Path,
    answers: Answers,
    *,
    feed: Feed | None = None,
    ci: str = "",
    day: date | None = None,
    now: datetime | None = None,
) -> Created:
    """Make `folder` a newsletter's: on `feed`, or on sample stories dated back from `now`, or the noon of `day`; with
    the workflow for `ci`.

    A file that is there stays as it is. Raises what `check` does, and then writes nothing; what was written goes again
    when the rest cannot be.
    """
    check(folder, ci=ci or None)
    zone = ZoneInfo(answers.timezone)
    moment = datetime.combine(day, time(12), tzinfo=zone) if day else (now or datetime.now(UTC)).astimezone(zone)
    day = _last(answers.day, moment.date())
    newest = min(moment, datetime.combine(day, time(23, 0), tzinfo=zone))
    values = _values(answers, feed, day)
    contents = {name: _filled(path, values, newest) for name, path in _files(feed, ci)}
    kept = tuple(name for name in contents if os.path.lexists(folder / name))
    written = tuple(name for name in contents if name not in kept)
    unignored = _missing(folder / GITIGNORE, contents[GITIGNORE]) if GITIGNORE in kept else ()
    _write(folder, {name: contents[name] for name in written})
    return Created(folder, written, kept, unignored, None if feed else day)


def _files(feed: Feed | None, ci: str) -> Iterator[tuple[str, Path]]:
    """The files by the name that they get, digest.toml first.

    `dot-gitignore` becomes `.gitignore`, so that no tool takes ours for its own.
    """
    folders = [_HERE / "files", *([] if feed else [_HERE / "sample"])]
    found = {}
    for start in folders:
        for path in sorted(start.rglob("*")):
            if path.is_file():
                parts = path.relative_to(start).parts
                found["/".join(re.sub("^dot-", ".", part) for part in parts)] = path
    yield CONFIG, found.pop(CONFIG)
    yield from found.items()
    if ci:
        yield from _automation(ci)


def _last(weekday: str, today: date) -> date:
    """The last such day up to `today`; `today` where it may be any."""
    return today - timedelta(days=(today.weekday() - WEEKDAYS.index(weekday)) % 7) if weekday else today


def _values(answers: Answers, feed: Feed | None, day: date) -> Mapping[str, str]:
    """What stands for `$name` and the like in the files."""
    site = feed.site if feed else f"https://{host_of(answers)}"
    host = (urlsplit(site).hostname or "").removeprefix("www.")
    days = f'day = "{answers.day}"' if answers.day else '# day = "friday"'
    return {
        "title": answers.name,
        "name": _toml(answers.name),
        "sender": _toml(answers.sender),
        "site": _toml(site),
        "reason": _toml(f"You get this letter because you signed up at {host}."),
        "timezone": _toml(answers.timezone),
        "sources": _source(feed, day),
        "day": f"{days:<42} # `digest run` waits for this day",
        "first": day.isoformat(),
        "last": (day + timedelta(days=365)).isoformat(),
        "cron": _cron(answers.day),
    }


def _cron(day: str) -> str:
    """When an issue of `day` is looked after, as cron counts: Sunday is 0. Every day where it may be any."""
    if not day:
        return "23 * * * *"
    the_day = (WEEKDAYS.index(day) + 1) % 7
    return "23 * * * " + ",".join(str(number) for number in sorted((the_day + off) % 7 for off in (-1, 0, 1)))


def _source(feed: Feed | None, day: date) -> str:
    if feed is None:
        return (
            'name = "Sample stories"                      # invented, and too old to run a week after they were made:\n'
            f'file = "{SAMPLE}"                         # `digest run --date {day}` still makes that day\'s issue\n'
            '# url = "https://example.com/feed/"         # yours, instead of file'
        )
    return "\n".join((*([f'kind = "{feed.kind}"'] if feed.kind != "feed" else []), f"url = {_toml(feed.url)}"))


def _toml(text: str) -> str:
    """`text` as a TOML string."""
    import tomli_w

    return tomli_w.dumps({"a": text}).removeprefix("a = ").rstrip("\n")


def _filled(path: Path, values: Mapping[str, str], newest: datetime) -> str:
    text = path.read_text(encoding="utf-8")
    dated = _AGO.sub(lambda match: format_datetime(newest - timedelta(hours=int(match[1]))), text)
    if path.parent.name != "scripts":  # where $name is the shell's
        dated = _VALUE.sub(lambda match: values.get(match[1], match[0]), dated)
    return dated.replace(_CRON, values["cron"])


def _missing(gitignore: Path, ours: str) -> tuple[str, ...]:
    """The lines of `ours` that the file has not: what is personal or secret and would be committed."""
    try:
        there = {line.strip() for line in gitignore.read_text(encoding="utf-8", errors="replace").splitlines()}
    except OSError:
        there = set()
    return tuple(line for line in ours.splitlines() if line and not line.startswith("#") and line not in there)


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    """Write all files or, whatever happens, none; never over one that appeared in the meantime."""
    with ExitStack() as undo:
        for name, text in contents.items():
            path = folder / name
            for parent in reversed(path.parents):
                if not parent.is_dir():
                    parent.mkdir()
                    undo.callback(parent.rmdir)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                undo.callback(path.unlink)
                file.write(text)
            if path.suffix == ".sh":
                path.chmod(0o755)
        undo.pop_all()
