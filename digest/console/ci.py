"""What a run says to the CI service that it runs in: a summary of the job, and where the job can be looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from digest.commands import completed
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.pipeline import RunResult

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The file whose Markdown GitHub shows on the page of a job."""
_Told = tuple[list[tuple[str, str]], tuple[str, ...]]
"""The rows of a table, and notes below it."""
_ADDRESS = re.compile(r"https?://[^\s<>|\\]+")


def job_page(environment: Mapping[str, str]) -> str:
    """The address of the job that this runs in (GitHub Actions, GitLab CI), or nothing."""
    if run := environment.get("GITHUB_RUN_ID"):
        return (
            f"{environment.get('GITHUB_SERVER_URL', '')}/{environment.get('GITHUB_REPOSITORY', '')}/actions/runs/{run}"
        )
    return environment.get("CI_JOB_URL", "")


def add_summary(
    environment: Mapping[str, str], result: RunResult | DigestError, *, newsletter: str = "", link: str = ""
) -> str:
    """Add what a run came to, as a table, to the summary of the job, where there is one; why it could not be, or "".

    `newsletter` is its name, where it is one of several. `link` is `[notify] link`; `{issue}` in it becomes the issue's
    id. It never raises: the mails have left.
    """
    if place := environment.get(SUMMARY):
        rows, notes = _of_error(result) if isinstance(result, DigestError) else _of_result(result, link)
        table = _table([("Newsletter", newsletter), *rows], notes, options=f" -n {newsletter}" if newsletter else "")
        try:
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(table)
        except (OSError, ValueError) as error:
            return f"the job's summary ({SUMMARY}) could not be written: {error}"
    return ""


def _of_error(error: DigestError) -> _Told:
    rows = [("Outcome", "failed"), ("What", f"{error.where}: {error.message}" if error.where else error.message)]
    return [*rows, ("What to do", error.hint)], ()


def _of_result(result: RunResult, link: str) -> _Told:
    rows = [("Outcome", result.outcome), ("Why", result.reason)]
    if issue := result.issue:
        rows += [("Issue", f"{issue.id}, {issue.date}"), ("Subject", issue.subject), ("Preheader", issue.preheader)]
        rows += [("Stories", str(len(issue.stories())))] if issue.blocks else []
        rows += [("Files", link.replace("{issue}", issue.id))] if link else []
    if result.sending:
        from digest.pipeline import tally

        rows += [("Mails", tally(result.sending)), ("Through", result.sending.server)]
    missed = [f"{issue.id} was skipped, because {issue.skip.reason}" for issue in result.missed if issue.skip]
    return rows, (*missed, *result.problems)


def _table(rows: list[tuple[str, str]], notes: tuple[str, ...], *, options: str) -> str:
    lines = ["### digest run", "", "| | |", "| --- | --- |"]
    lines += [f"| {name} | {_cell(completed(value, options))} |" for name, value in rows if value]
    lines += ["", *(f"- {_cell(completed(note, options))}" for note in notes)]
    return "\n".join(lines) + "\n\n"


def _cell(text: str) -> str:
    """`text` as it is read, in a cell: what comes from feeds must not become Markdown or HTML there."""
    if _ADDRESS.fullmatch(text):
        return f"<{text}>"
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&])", r"\\\1", " ".join(text.split()))
