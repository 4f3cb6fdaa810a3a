"""Print what was collected, planned, explained and rendered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from digest.console.screen import Rows, Screen, titles
from digest.counting import counted
from digest.models import Block, Entry, Issue

if TYPE_CHECKING:
    from digest.pipeline import Planned
    from digest.sources import Collected


def print_entries(screen: Screen, collected: Collected, *, json: bool) -> None:
    """The stories as read, and what could not be read."""
    if json:
        failures = [failure.model_dump(include={"source", "error"}) for failure in collected.failures]
        screen.json({"stories": [_entry(entry) for entry in collected.entries], "failures": failures})
        return
    rows = Rows(("Published", "Popularity", "Section", "Source", "Title"))
    for entry in collected.entries:
        published = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "unknown"
        popularity = "unknown" if entry.popularity is None else f"{entry.popularity:g}"
        rows.add(published, popularity, entry.section, entry.source, entry.title)
    screen.rows(rows, caption=counted(len(collected.entries), "story", "stories"))
    for failure in collected.failures:
        screen.warn(f"{failure.source}: {failure.error}")


def _entry(entry: Entry) -> dict[str, Any]:
    names = ("title", "url", "published", "updated", "author", "section", "excerpt", "image", "popularity", "source")
    content = entry.model_dump(mode="json", include=set(names)) | {"image": entry.image.url if entry.image else None}
    return {name: content[name] for name in names}


def print_planned(screen: Screen, planned: Planned, *, json: bool) -> None:
    """What `plan` did."""
    issue = planned.issue
    if json:
        screen.json(
            {
                "outcome": planned.outcome,
                "issue": issue.id if issue else None,
                "reason": planned.reason,
                "failures": [failure.model_dump(include={"source", "error"}) for failure in planned.failures],
            }
        )
        return
    for failure in planned.failures:
        screen.warn(f"{failure.source}: {failure.error}")
    if issue is None:
        tell = screen.warn if screen.quiet else screen.say  # a named outcome, never silence
        tell(f"Nothing to send: {planned.reason}.")
        return
    if planned.reason:
        screen.say(f"{planned.reason}.")
    print_contents(screen, issue)


def print_contents(screen: Screen, issue: Issue) -> None:
    """What an issue carries, a line a block, in the order a reader meets it."""
    number = f" · No. {issue.number}" if issue.number else ""  # one that was never planned has none
    heading = f"{issue.newsletter.name} · {issue.id}{number} · {issue.date:%A} {issue.date}"
    screen.say(Text(heading, style="bold cyan"))
    if issue.subject:
        screen.say(Text.assemble(("Subject    ", "dim"), (issue.subject, "bold")))
    if issue.preheader:
        screen.say(Text.assemble(("Preheader  ", "dim"), issue.preheader))
    screen.say()
    rows = Rows()
    for block in issue.blocks:
        what = _what(block)
        if what:
            rows.add(Text(block_name(block), style="dim"), what)
    screen.rows(rows)
    for remark in issue.remarks:
        screen.warn(remark)


def block_name(block: Block) -> str:
    """How a block is called on screen: its title, else its kind, with the slot of an ad."""
    if block.continues:
        return "(continued)"
    return f"{block.kind}: {block.insertion.slot}" if block.insertion else block.title or block.kind.capitalize()


def _what(block: Block) -> str:
    if block.insertion:
        who = block.insertion.sponsor_name or "house promo"
        return f"{block.insertion.creative.headline}  ({who})"
    return titles([story.title for story in block.stories]) if block.stories else ""


def print_files(screen: Screen, issue: Issue, paths: Sequence[Path], *, json: bool) -> None:
    """Files that were written of `issue`, with their size, and which of them a person opens to look at it."""
    if json:
        screen.json({"issue": issue.id, "files": [{"path": str(path), "bytes": path.stat().st_size} for path in paths]})
        return
    rows = Rows()
    for path in paths:
        rows.add(str(path), f"{path.stat().st_size / 1024:.1f} kB", Text(_FILES.get(path.name, ""), style="dim"))
    screen.rows(rows)


_FILES = {
    "email.html": "for sending: marks like ~…~name~reader~ stand for what differs from reader to reader",
    "email.txt": "the same in plain text",
    "index.html": "the web version: open it in a browser",
    "message.eml": "a whole mail to a made-up reader: open it in a mail program",
}
