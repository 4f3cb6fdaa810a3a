"""An issue file → the files that are reviewed, published and sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digest import archive, schedule
from digest.checks import Rendered, addresses, check
from digest.checks.support import Support, read_support
from digest.config import Config
from digest.errors import ConfigError, Refused
from digest.models import Email, Finding, Issue, Level, Status
from digest.pipeline.progress import Progress, silent
from digest.pipeline.record import real_content
from digest.renderer import Compiled, Theme, find_theme, render
from digest.sender import content_hash, read_audience, sample_message
from digest.sources import probe

NAMED = 5
"""Issues that are named where somebody asks for one that is not there."""
FILES = ("email.html", "email.txt", "index.html", "message.eml")
SUPPORT = Path("checks") / "caniemail.json"
"""Where a newsletter keeps newer data of what mail programs support, relative to its folder."""


def find_issue(config: Config, named: str | None) -> Issue:
    """The issue called `named` (an id or a folder), or the newest. Raises ConfigError when there is none."""
    if named is None:
        ids = archive.issue_ids(config.paths.issues)
        if not ids:
            hint = "make one with `digest plan`"
            raise ConfigError("there is no issue yet", where=str(config.paths.issues), hint=hint)
        found = (_read(config, name) for name in reversed(ids))
        # One that was skipped for want of stories has nothing to show; but where there is no other, it says why.
        return next((issue for issue in found if issue.blocks or issue.status is not Status.skipped), None) or _read(
            config, ids[-1]
        )
    if not named.strip():
        raise ConfigError("name an issue", where='""', hint="write its id, like 2026-W47, or leave it out")
    given = Path(named)
    name = given.name or given.resolve().name
    elsewhere = given.name != named and given.resolve() != (config.paths.issues / name).resolve()
    if elsewhere and (given / archive.FILE).is_file():
        # What is done with an issue is written to its own folder: a copy elsewhere is another issue.
        hint = f"this newsletter's issues are in {config.paths.issues}"
        raise ConfigError("is no issue of this newsletter", where=named, hint=hint)
    return _read(config, name)


def _read(config: Config, name: str) -> Issue:
    path = config.paths.issues / name / archive.FILE
    if not path.exists() and (ids := archive.issue_ids(config.paths.issues)):
        more = f" and {len(ids) - NAMED} before" if len(ids) > NAMED else ""
        hint = f"there is {', '.join(reversed(ids[-NAMED:]))}{more}"
        raise ConfigError("there is no such issue", where=name, hint=hint)
    return archive.open_issue(config.paths.issues, name)


def render_issue(config: Config, issue: Issue, *, progress: Progress = silent) -> Email:
    """Render `issue` and write email.html, email.txt, index.html and message.eml beside its issue file.

    Raises Refused, and writes nothing, when its mails have begun to leave and these files would say something else (a
    trial in the outbox is no reason).
    """
    progress("render", total=1)
    email = rendered(config, issue)
    content = real_content(config, issue)
    if content is not None and (content != content_hash(email, issue.mark) or _differs(config, issue, email)):
        raise Refused(
            f"the send of {issue.id} has begun, and it would look different now",
            where=str(config.paths.issues / issue.id),
            hint="its files are the record of what was sent; `digest preview` shows what it would look like now",
        )
    write_email(config, issue, email)
    progress("render", done=1, total=1, detail=f"{len(email.html.encode()) // 1024} kB of HTML")
    return email


def write_email(config: Config, issue: Issue, email: Email) -> None:
    """Write the four files of `issue`, rendered as `email`."""
    folder = config.paths.issues / issue.id
    contents: tuple[str | bytes, ...] = (email.html, email.text, email.web, _sample(config, issue, email))
    for name, content in zip(FILES, contents, strict=True):
        archive.write_file(folder / name, content)


def sent_email(config: Config, issue: Issue) -> Email:
    """What was written when the send of `issue` began, read back. Raises Refused when it is not there any more.

    Who gets the issue later gets the same as the first readers, whatever has become of theme, config and program.
    """
    try:
        html, text = (
            (config.paths.issues / issue.id / name).read_bytes().decode("utf-8", "replace") for name in FILES[:2]
        )
    except OSError as error:
        hint = "its mails have begun to leave: put the file back as it was, e.g. from version control"
        raise Refused(f"cannot be read: {error.strerror}", where=str(error.filename), hint=hint) from error
    return Email(subject=issue.subject, html=html, text=text, web="")


def _differs(config: Config, issue: Issue, email: Email) -> bool:
    """Whether the web version on disk, where there is one, is not that of `email`."""
    path = config.paths.issues / issue.id / FILES[2]
    return path.exists() and path.read_bytes() != email.web.encode("utf-8")


def rendered(config: Config, issue: Issue, *, compiled: Compiled | None = None) -> Email:
    """The email of `issue` in the configured theme, without writing anything.

    Who renders again and again gives the same `compiled` each time: it keeps the templates.
    """
    return render(issue, theme=theme_of(config), compiled=compiled)


def theme_folders(config: Config) -> tuple[Path, ...]:
    """The folders that the configured theme's files lie in, the user's own first."""
    return theme_of(config).folders


def files(config: Config, issue: Issue) -> tuple[Path, ...]:
    """The files that `render_issue` writes."""
    return tuple(config.paths.issues / issue.id / name for name in FILES)


def theme_of(config: Config) -> Theme:
    """The configured theme, with the newsletter's own changes to it."""
    return find_theme(config.theme.name, overrides=config.paths.templates, options=config.theme.options)


def check_issue(config: Config, issue: Issue, email: Email, *, online: bool = False) -> tuple[Finding, ...]:
    """What the checks find in the rendered issue, errors first. `online` also asks every address whether it answers."""
    rendered = Rendered(
        issue=issue,
        email=email,
        message=_sample(config, issue, email),
        newer_support=newer_support(config),
        columns=_columns(config),
    )
    if online:
        rendered = replace(rendered, answers=probe(addresses(rendered)))
    return check(rendered, levels=config.checks)


def failing(findings: tuple[Finding, ...], *, strict: bool = False) -> bool:
    """Whether `findings` stand in the way of a send."""
    return any(finding.level is Level.error or strict for finding in findings)


def newer_support(config: Config) -> Support | None:
    """What mail programs support, where the newsletter has fetched newer data than comes with digest."""
    kept = config.paths.root / SUPPORT
    return read_support(kept.read_bytes(), where=str(kept)) if kept.is_file() else None


def _columns(config: Config) -> tuple[str, ...] | None:
    """The merge fields that have a value; nothing while there is no list of readers, which a send would say."""
    try:
        columns = read_audience(config.audience).columns
    except ConfigError:
        return None
    return (*columns, *config.audience.fallbacks, "unsubscribe_url")


def _sample(config: Config, issue: Issue, email: Email) -> bytes:
    return sample_message(
        email,
        mark=issue.mark,
        newsletter=issue.newsletter,
        issue_id=issue.id,
        audience=config.audience,
        date=schedule.closing_time(issue.date, issue.newsletter.timezone),
    )
