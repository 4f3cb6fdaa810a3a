"""Issue files → the web archive: which issues are in it, and a folder that holds the site, whole at every moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from digest import archive
from digest.config import Config
from digest.counting import counted
from digest.errors import ConfigError, DigestError, Refused
from digest.models import Issue, Status
from digest.pipeline.freeze import newsletter_of
from digest.pipeline.output import FILES, find_issue, rendered, theme_of
from digest.pipeline.pictures import FOLDER as PICTURES
from digest.pipeline.progress import Progress, silent
from digest.pipeline.publishing import Changes, publish, published
from digest.renderer import Archived, Letter, Site, read_letter, render_site, safe_url

_DRAFTS = (Status.planned, Status.tried)


@dataclass(frozen=True)
class Problem:
    """An issue that cannot be shown, and why. With `stays`, the page that it had is left as it was."""

    issue: str
    error: str
    stays: bool


@dataclass(frozen=True)
class Built:
    """What is in an archive at `url`: the ids of its `issues`, oldest first, and what became of the files of `folder`.

    `unsent` are left out because nobody was mailed, `problems` because they cannot be shown.
    """

    folder: Path
    url: str
    issues: tuple[str, ...]
    unsent: tuple[str, ...]
    problems: tuple[Problem, ...]
    changes: Changes


def build_archive(
    config: Config,
    folder: Path,
    *,
    url: str = "",
    also: Sequence[str] = (),
    drafts: bool = False,
    progress: Progress = silent,
) -> Built:
    """Make the site of all issues that were sent in `folder`, for the address `url` (by default `archive_url`).

    `also` are ids of issues that are about to be sent. With `drafts` those that were planned or tried are in it, for a
    look. Files of others in `folder` stay, and so does the page of an issue that cannot be shown any more: mails lead
    there. Raises ConfigError without an address or for an id that there is not, and Refused, with nothing changed, when
    `folder` is no place for it, or has issues and there is none.
    """
    home = _address(config, url)
    _refuse_own_folders(config, folder)
    wanted = frozenset(find_issue(config, name).id for name in also)
    chosen = _choose(config, wanted, drafts=drafts, there=published(folder), progress=progress)
    _refuse_to_empty(config, folder, chosen)
    site = Site(newsletter_of(config), home, chosen.issues, at=config.schedule.not_before)
    content: dict[str, bytes | Path] = dict(_copies(config, site))
    for path, text in render_site(site, theme=theme_of(config)):
        content[path] = text.encode("utf-8")
        progress("archive", done=len(content), total=len(content) + 1, detail=path)
    changes = publish(folder, content, keep=[each.issue for each in chosen.problems])
    progress("archive", done=1, total=1, detail=f"{len(content)} files")
    ids = tuple(each.issue.id for each in chosen.issues)
    return Built(folder, home, ids, chosen.unsent, chosen.problems, changes)


def _address(config: Config, url: str) -> str:
    """Where the archive is published, with a slash at the end."""
    where, given = ("--url", url) if url else ("[newsletter] archive_url", config.newsletter.archive_url)
    address = safe_url(given)
    if not address.startswith("http"):
        hint = 'set archive_url under [newsletter], or give --url: an address like "https://lantern.example/letters"'
        raise ConfigError("the archive needs the address where it is published", where=where, hint=hint)
    if urlsplit(address).query or urlsplit(address).fragment:
        hint = "its pages have addresses below it: leave out what follows ? and #"
        raise ConfigError("the archive's address has a query", where=where, hint=hint)
    return f"{address.rstrip('/')}/"


@dataclass(frozen=True)
class _Chosen:
    issues: tuple[Archived, ...]
    unsent: tuple[str, ...]
    problems: tuple[Problem, ...]


def _choose(
    config: Config, also: Collection[str], *, drafts: bool, there: Collection[str], progress: Progress
) -> _Chosen:
    """The issues that are in the archive, oldest first, with what is left out and why; `there` have a page so far."""
    found: list[Archived] = []
    unsent: list[str] = []
    problems: list[Problem] = []
    names = archive.issue_ids(config.paths.issues)
    for done, name in enumerate(names, start=1):
        try:
            issue = find_issue(config, name)
            public = issue.may_have_left or name in also
            if public or (drafts and issue.status in _DRAFTS):
                found.append(Archived(issue, _letter(config, issue), draft=not public))
            else:
                unsent.append(name)
        except DigestError as error:
            problems.append(Problem(name, str(error).partition("\n")[0], stays=name in there))
        progress("read", done=done, total=len(names), detail=name)
    found.sort(key=lambda each: (each.issue.date, each.issue.id))
    return _Chosen(tuple(found), tuple(unsent), tuple(problems))


def _refuse_own_folders(config: Config, folder: Path) -> None:
    """What the newsletter itself lives in is no place for a site."""
    place, paths = folder.resolve(), config.paths
    own = (paths.issues, paths.records, paths.outbox, paths.templates)
    if paths.root.resolve().is_relative_to(place) or any(place.is_relative_to(each.resolve()) for each in own):
        hint = 'give a folder of its own, like "site"'
        raise Refused("holds the newsletter itself", where=str(folder), hint=hint)


def _refuse_to_empty(config: Config, folder: Path, chosen: _Chosen) -> None:
    """Pages to which mails lead are not taken away because the issues are somewhere else."""
    known = {*chosen.unsent, *(each.issue for each in chosen.problems)}
    lost = [name for name in published(folder) if name not in known]
    if lost and not chosen.issues:
        has = f"has {counted(len(lost), 'issue')}, and none that was sent is in {config.paths.issues}"
        hint = "put the issues back, or delete the folder if it is to be empty"
        raise Refused(has, where=str(folder), hint=hint)


def _letter(config: Config, issue: Issue) -> Letter:
    """The web version of `issue` as it was sent, or as it is rendered now where there is none any more."""
    folder = config.paths.issues / issue.id
    path = folder / FILES[2]
    try:
        page = path.read_text(encoding="utf-8") if path.exists() else rendered(config, issue).web
        beside = {f"{PICTURES}/{each.name}" for each in (folder / PICTURES).glob("*") if each.is_file()}
        home = f"{issue.newsletter.archive_url.rstrip('/')}/{issue.id}/"
        letter = read_letter(page, home=home, beside=beside)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot be shown: {error}", where=str(path)) from error
    if f"~{issue.mark}~" in page:
        # Somebody copied email.html over it.
        raise ConfigError("is no web version: it has merge fields", where=str(path))
    return letter


def _copies(config: Config, site: Site) -> Iterator[tuple[str, Path]]:
    """The pictures that the issues have copies of, by their paths in the site."""
    for each in site.issues:
        for name in each.letter.pictures:
            yield each.path + name, config.paths.issues / each.issue.id / name
