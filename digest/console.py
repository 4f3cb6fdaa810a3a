"""What people see: tables and colour on a terminal, plain lines off it, JSON on request."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from digest.errors import DigestError, Refused
from digest.models import Finding, Issue, Level, Outcome, State, Submission

if TYPE_CHECKING:
    from digest.config import Config
    from digest.pipeline import Forecast, Planned, RunResult, SendResult, Suppression
    from digest.pipeline import Progress as ProgressCallback
    from digest.sources import Collected

_STYLES = {
    Outcome.placed: "green",
    Outcome.left_out: "yellow",
    Outcome.folded: "cyan",
    Outcome.dropped: "dim",
}
_VERBS = {"collect": "Collecting", "select": "Selecting", "plan": "Planning", "render": "Rendering", "send": "Sending"}


class Screen:
    """Prints results on stdout, progress and errors on stderr."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.out = Console(quiet=quiet, highlight=False, markup=False)
        self.err = Console(stderr=True, highlight=False, markup=False)
        self.quiet = quiet
        self.verbose = verbose

    def say(self, line: str) -> None:
        """One plain line."""
        self.out.print(line, soft_wrap=True)

    def error(self, error: DigestError) -> None:
        """Two lines: what and where, then what to do."""
        first, _, hint = str(error).partition("\n")
        self.err.print(Text.assemble(("error: ", "bold red"), first), soft_wrap=True)
        if hint:
            self.err.print(Text(f"  {hint}", style="yellow"), soft_wrap=True)

    def warn(self, line: str) -> None:
        """One line on stderr that does not stop the work."""
        if not self.quiet:
            self.err.print(Text.assemble(("warning: ", "yellow"), line), soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[ProgressCallback]:
        """A progress callback: bars on a terminal, a line for each finished stage off it."""
        if self.quiet:
            yield _ignore
        elif self.err.is_terminal:
            with _bars(self.err) as bars:
                yield _on_bars(bars)
        else:
            yield self._on_lines

    def _on_lines(self, stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
        finished = total is not None and done >= total
        if detail and (stage == "collect" or finished or total is None):
            self.err.print(f"{stage}: {detail}", soft_wrap=True)

    def json(self, content: Any) -> None:
        """`content` on stdout as one JSON document, whatever the width of the terminal."""
        self.out.file.write(jsonlib.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def entries(self, collected: Collected, *, json: bool) -> None:
        """The stories as read, and what could not be read."""
        if json:
            stories = [_entry(entry) for entry in collected.entries]
            failures = [failure.model_dump() for failure in collected.failures]
            self.json({"stories": stories, "failures": failures})
            return
        table = _table("Published", "Section", "Title", "Popularity", "Source")
        for entry in collected.entries:
            published = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "unknown"
            popularity = "unknown" if entry.popularity is None else f"{entry.popularity:g}"
            table.add_row(published, entry.section, entry.title, popularity, entry.source)
        self._show(table, f"{len(collected.entries)} stories")
        for failure in collected.failures:
            self.warn(f"{failure.source}: {failure.error}")

    def planned(self, planned: Planned, *, json: bool) -> None:
        """What `plan` did."""
        issue = planned.issue
        if json:
            failures = [failure.model_dump() for failure in planned.failures]
            name = issue.id if issue else None
            self.json({"outcome": planned.outcome, "issue": name, "reason": planned.reason, "failures": failures})
            return
        for failure in planned.failures:
            self.warn(f"{failure.source}: {failure.error}")
        if issue is None:
            self.say(f"Nothing to send: {planned.reason}.")
            return
        if planned.outcome == "exists":
            self.say(f"{planned.reason}.")
        self.contents(issue)

    def contents(self, issue: Issue) -> None:
        """What an issue carries, in the order a reader meets it."""
        heading = Text.assemble(
            (f"{issue.newsletter.name} ", "bold"), f"{issue.id} · No. {issue.number} · {issue.date}"
        )
        self.out.print(heading)
        self.out.print(Text.assemble(("Subject    ", "dim"), (issue.subject, "bold")))
        self.out.print(Text.assemble(("Preheader  ", "dim"), issue.preheader))
        table = _table("Block", "What is in it")
        for block in issue.blocks:
            if block.insertion:
                who = block.insertion.sponsor_name or "house promo"
                table.add_row(f"{block.kind}: {block.insertion.slot}", f"[{who}] {block.insertion.creative.headline}")
            for number, story in enumerate(block.stories):
                table.add_row(f"{block.title or block.kind}" if number == 0 else "", story.title)
        self.out.print(table)
        for remark in issue.remarks:
            self.warn(remark)

    def explained(self, issue: Issue, *, json: bool) -> None:
        """Every decision with its reason."""
        if json:
            content = issue.model_dump(mode="json", include={"id", "decisions", "slots", "remarks"})
            self.json(content)
            return
        table = _table("Outcome", "Story", "Score", "Parts", "Why")
        for decision in issue.decisions:
            parts = " × ".join(f"{name} {value:.2f}" for name, value in decision.parts.items())
            where = decision.outcome.value
            if decision.block is not None:
                where = issue.blocks[decision.block].title or issue.blocks[decision.block].kind
            score = "" if decision.score is None else f"{decision.score:.2f}"
            style = _STYLES[decision.outcome]
            table.add_row(Text(where, style=style), decision.title, score, parts, decision.reason)
        self._show(table, f"{issue.id}: {len(issue.decisions)} stories")
        slots = _table("Slot", "Runs", "Candidate", "Why")
        for slot in issue.slots:
            for number, candidate in enumerate(slot.candidates):
                first = (slot.slot, slot.insertion or "nothing") if number == 0 else ("", "")
                slots.add_row(*first, candidate.name, candidate.reason, style="" if candidate.taken else "dim")
        self._show(slots, f"{issue.id}: {len(issue.slots)} slots")

    def files(self, paths: Sequence[Path]) -> None:
        """Files that were written, one a line, with their size."""
        for path in paths:
            self.say(f"{path}  {path.stat().st_size / 1024:.1f} kB")

    def findings(self, findings: Sequence[Finding], *, json: bool) -> None:
        """What the checks found."""
        if json:
            self.json({"findings": [vars(finding) | {"level": finding.level.value} for finding in findings]})
            return
        if not findings:
            self.out.print(Text("All checks passed.", style="green"))
            return
        table = _table("Level", "Check", "What", "Where", "Remedy")
        for finding in findings:
            style = "red" if finding.level is Level.error else "yellow"
            level = Text(finding.level.value, style=style)
            table.add_row(level, finding.check, finding.message, finding.where, finding.remedy)
        self.out.print(table)

    def serving(self, url: str) -> None:
        """Where the preview is."""
        self.out.print(f"Preview: {url}  (Ctrl-C ends it)", soft_wrap=True)

    def created(self, folder: Path, names: Sequence[str]) -> None:
        """What `init` made, and what to do next."""
        self.say(f"Made {folder} with {', '.join(names)}.")
        self.say("It works as it is, with sample stories and no mail server. Next:")
        self.say(f"  digest run -c {folder / 'digest.toml'}")
        self.say(f"  digest preview -c {folder / 'digest.toml'}")

    def would_send(self, forecast: Forecast, *, json: bool) -> None:
        """What a send would do."""
        if json:
            self.json(forecast.content())
            return
        self.say(f"Would submit {forecast.issue.id} to {forecast.pending} recipients through {forecast.server}.")
        for problem in forecast.problems:
            self.warn(problem)

    def confirm(self, forecast: Forecast, *, yes: bool, interactive: bool) -> None:
        """Ask before real mail leaves. Raises Refused when nobody agrees."""
        if yes or not forecast.live or not forecast.pending:
            return
        question = f"Submit {forecast.issue.id} to {forecast.pending} recipients through {forecast.server}?"
        if not interactive:
            raise Refused("not confirmed", hint=f"{question} Add --yes to do it from a script.")
        answer = self.err.input(Text(f"{question} [y/N] ", style="bold"))
        if answer.strip().lower() not in ("y", "yes"):
            raise Refused("not confirmed", hint="nothing was sent")

    def sent(self, result: SendResult, *, json: bool) -> None:
        """What the server said about everyone."""
        if json:
            self.json(result.content())
            return
        for problem in result.problems:
            self.warn(problem)
        self._counts(result)

    def ran(self, result: RunResult, *, json: bool) -> None:
        """A run's outcome: the issue's subject, what is in it, what was accepted, where the files are."""
        if json:
            self.json(result.content())
            return
        for problem in result.problems:
            self.warn(problem)
        if result.issue is None or result.sending is None:
            self.say(f"{result.outcome.capitalize()}: {result.reason}.")
            return
        if result.outcome == "sent":
            self.contents(result.issue)
        else:
            self.say(f"{result.outcome.capitalize()}: {result.reason}.")
        self._counts(result.sending)
        self.say(f"Files    {result.folder}")
        self.say(f"Preview  digest preview -c {result.config_path}")

    def _counts(self, result: SendResult) -> None:
        counts = result.counts
        parts = [f"{number} {name}" for name, number in asdict(counts).items() if number and name != "recipients"]
        done = Text.assemble((f"{counts.recipients} recipients", "bold"), " = ", " + ".join(parts) or "nobody")
        self.out.print(done)
        if result.outbox:
            kept = f"Nothing left this machine: no SMTP server is used. The mails are in {result.outbox}"
            self.out.print(Text(kept, style="yellow"), soft_wrap=True)

    def status(self, result: SendResult, *, json: bool) -> None:
        """How far the issue has come."""
        if json:
            self.json(result.content())
            return
        self.say(f"{result.issue.id} is {result.issue.status.value}: {result.issue.subject}")
        self._counts(result)

    def submissions(self, config: Config, submissions: Sequence[Submission], *, json: bool) -> None:
        """What the server said about each test address."""
        if json:
            rows = [vars(submission) | {"state": submission.state.value} for submission in submissions]
            self.json({"submissions": rows})
            return
        for submission in submissions:
            style = "green" if submission.state is State.accepted else "red"
            reply = f"  {submission.code} {submission.reply}" if submission.code else f"  {submission.reply}"
            self.out.print(Text.assemble((submission.state.value, style), f"  {submission.address}{reply}"))

    def suppressions(self, rows: Sequence[Suppression], *, json: bool) -> None:
        """The suppression list."""
        if json:
            self.json({"suppressions": [asdict(row) | {"added_at": row.added_at.isoformat()} for row in rows]})
            return
        table = _table("Address", "Reason", "Since")
        for row in rows:
            table.add_row(row.address, row.reason, f"{row.added_at:%Y-%m-%d}")
        self._show(table, f"{len(rows)} suppressed")

    def _show(self, table: Table, caption: str) -> None:
        table.title = caption
        table.title_justify = "left"
        self.out.print(table)


def _ignore(stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
    """Nobody watches."""


def _bars(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[detail]}"),
    )
    return Progress(*columns, console=console)


def _on_bars(bars: Progress) -> ProgressCallback:
    tasks: dict[str, Any] = {}

    def update(stage: str, *, done: int = 0, total: int | None = None, detail: str = "") -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(_VERBS.get(stage, stage), total=total or 1, detail="")
        finished = 1 if total is None else done
        bars.update(tasks[stage], completed=finished, total=total or 1, detail=Text(detail).plain[:60])

    return update


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _entry(entry: Any) -> dict[str, Any]:
    names = ("title", "url", "published", "updated", "author", "section", "excerpt", "popularity", "source")
    content = entry.model_dump(mode="json", include=set(names))
    shown: dict[str, Any] = {name: content[name] for name in names}
    shown["image"] = entry.image.url if entry.image else None
    return shown
