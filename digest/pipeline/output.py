"""An issue file → the files that are reviewed, published and sent."""

from __future__ import annotations

from pathlib import Path

from digest import archive, schedule
from digest.checks import Rendered, check
from digest.config import Config
from digest.errors import ConfigError
from digest.models import Email, Finding, Issue
from digest.pipeline.progress import Progress, silent
from digest.renderer import Theme, find_theme, render
from digest.sender import sample_message

FILES = ("email.html", "email.txt", "index.html", "message.eml")


def find_issue(config: Config, named: str | None) -> Issue:
    """The issue called `named` (an id or a folder), or the newest. Raises ConfigError when there is none."""
    if named is None:
        ids = archive.issue_ids(config.paths.issues)
        if not ids:
            hint = "make one with `digest plan`"
            raise ConfigError("there is no issue yet", where=str(config.paths.issues), hint=hint)
        return archive.read_issue(config.paths.issues / ids[-1] / archive.FILE)
    folder = Path(named)
    if (folder / archive.FILE).is_file():
        return archive.read_issue(folder / archive.FILE)
    return archive.read_issue(config.paths.issues / folder.name / archive.FILE)


def render_issue(config: Config, issue: Issue, *, progress: Progress = silent) -> Email:
    """Render `issue` and write email.html, email.txt, index.html and message.eml beside its issue file."""
    progress("render", total=1)
    email = rendered(config, issue)
    folder = config.paths.issues / issue.id
    sample = sample_message(
        email,
        mark=issue.mark,
        newsletter=issue.newsletter,
        issue_id=issue.id,
        audience=config.audience,
        date=schedule.closing_time(issue.date, issue.newsletter.timezone),
    )
    contents: tuple[str | bytes, ...] = (email.html, email.text, email.web, sample)
    for name, content in zip(FILES, contents, strict=True):
        archive.write_file(folder / name, content)
    progress("render", done=1, total=1, detail=f"{len(email.html.encode()) // 1024} kB of HTML")
    return email


def rendered(config: Config, issue: Issue) -> Email:
    """The email of `issue` in the configured theme, without writing anything."""
    return render(issue, theme=_theme(config))


def theme_folders(config: Config) -> tuple[Path, ...]:
    """The folders that the configured theme's files lie in, the user's own first."""
    return _theme(config).folders


def files(config: Config, issue: Issue) -> tuple[Path, ...]:
    """The files that `render_issue` writes."""
    return tuple(config.paths.issues / issue.id / name for name in FILES)


def _theme(config: Config) -> Theme:
    return find_theme(config.theme.name, overrides=config.paths.templates, options=config.theme.options)


def check_issue(config: Config, issue: Issue, email: Email) -> tuple[Finding, ...]:
    """What the checks find in the rendered issue, errors first."""
    return check(Rendered(issue=issue, email=email), levels=config.checks)
