"""Print why each story and ad is in an issue or not, and the whole way of one story."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from digest.addresses import identify
from digest.console.issues import block_name
from digest.console.screen import Rows, Screen
from digest.counting import counted
from digest.errors import ConfigError
from digest.models import (
    Clear,
    Decision,
    Drop,
    Edit,
    Fill,
    Free,
    Issue,
    Move,
    Note,
    Outcome,
    Picture,
    Retell,
    Story,
    Word,
)

_STYLES = {Outcome.placed: "green", Outcome.left_out: "yellow", Outcome.folded: "cyan", Outcome.dropped: "dim"}


def print_explained(screen: Screen, issue: Issue, *, json: bool) -> None:
    """Every decision with its reason."""
    if json:
        screen.json(issue.model_dump(mode="json", include={"id", "decisions", "slots", "remarks", "edits"}))
        return
    rows = Rows(("Where", "Score", "Story", "Why", "Parts of the score"))
    for decision in issue.decisions:
        score = "" if decision.score is None else f"{decision.score:.2f}"
        where = Text(_where(issue, decision), style=_STYLES[decision.outcome])
        rows.add(where, score, decision.title, decision.reason, _parts(decision))
    screen.rows(rows, caption=f"{issue.id}: {_counted(issue)}")
    _print_sensitive(screen, issue)
    _print_slots(screen, issue)
    _print_edits(screen, issue)
    for remark in issue.remarks:
        screen.warn(remark)


def _print_sensitive(screen: Screen, issue: Issue) -> None:
    rows = Rows(("Ads beside it", "Story", "Why"))
    for story in issue.stories():
        if story.sensitive:
            none = story.sensitive.level == "no_ads"
            rows.add(
                Text("none" if none else "some", style="red" if none else "yellow"), story.title, story.sensitive.reason
            )
    if rows.rows:
        screen.rows(rows, caption=f"\n{issue.id}: {len(rows.rows)} sensitive stories")


def _print_slots(screen: Screen, issue: Issue) -> None:
    slots = Rows(("Slot", "Runs", "Candidate", "Why"))
    for slot in issue.slots:
        for candidate in slot.candidates:
            mark = Text("yes", style="green") if candidate.taken else Text("no", style="dim")
            slots.add(slot.slot, mark, candidate.name, candidate.reason)
        if slot.moved:
            slots.add(slot.slot, Text("moved", style="yellow"), "", slot.moved)
        if not slot.insertion:
            slots.add(slot.slot, Text("nothing", style="yellow"), "", slot.reason)
    screen.rows(slots, caption=f"\n{issue.id}: {counted(len(issue.slots), 'slot')}")


def _print_edits(screen: Screen, issue: Issue) -> None:
    """What the editor decided by hand, in that order."""
    titles = {decision.story: decision.title for decision in issue.decisions}
    rows = Rows(("By hand", "What", "How"))
    for edit in issue.edits:
        rows.add(Text(edit.action, style="magenta"), *_told(edit, titles))
    if rows.rows:
        screen.rows(rows, caption=f"\n{issue.id}: {counted(len(issue.edits), 'decision')} of the editor")


def _told(edit: Edit, titles: Mapping[str, str]) -> tuple[str, str]:
    """What an edit is about, and what it says of it."""
    match edit:
        case Move():
            return titles.get(edit.story, edit.title), f"to place {edit.place + 1} of {edit.block}"
        case Drop() | Free():
            return titles.get(edit.story, edit.title), ""
        case Retell():
            return titles.get(edit.story, edit.title), f"{edit.field}: {edit.text}"
        case Picture():
            return titles.get(edit.story, edit.title), edit.image.url if edit.image else "no picture"
        case Word():
            return edit.field, edit.text
        case Note():
            return edit.block, edit.text
        case Fill():
            return f"slot {edit.slot}", f"{edit.name}, creative {edit.creative + 1}" if edit.creative else edit.name
        case Clear():
            return f"slot {edit.slot}", "nothing"


def _where(issue: Issue, decision: Decision) -> str:
    return decision.outcome.value if decision.block is None else block_name(issue.blocks[decision.block])


def _parts(decision: Decision) -> str:
    return " × ".join(f"{name} {value:.2f}" for name, value in decision.parts.items())


def _counted(issue: Issue) -> str:
    outcomes = [decision.outcome for decision in issue.decisions]
    counts = [f"{outcomes.count(each)} {each.value}" for each in Outcome if each in outcomes]
    return ": ".join(filter(None, (counted(len(outcomes), "story", "stories"), ", ".join(counts))))


def print_way(screen: Screen, issue: Issue, address: str, *, json: bool) -> None:
    """The whole way of the story at `address`: every decision on it, who told it instead, and what stands beside it.

    Raises ConfigError when the issue knows no such story.
    """
    found = [decision for decision in issue.decisions if identify(decision.url) == identify(address)]
    if not found:
        hint = "`digest explain` lists the stories that were collected"
        raise ConfigError(f"{issue.id} knows no story at {address}", hint=hint)
    tellers = [
        each for each in issue.decisions if each.story in {decision.event for decision in found if decision.event}
    ]
    stood_in = [each for each in issue.decisions if each.event in {decision.story for decision in found}]
    story = next((each for each in issue.stories() if each.id == found[0].story), None)
    if json:
        content = {"decisions": found, "told_by": tellers, "tells_for": stood_in}
        shown = {name: [each.model_dump(mode="json") for each in each_of] for name, each_of in content.items()}
        screen.json({"id": issue.id, **shown, "story": story.model_dump(mode="json") if story else None})
        return
    for decision in found:
        _print_decision(screen, issue, decision)
    _print_others(screen, issue, "Told by", tellers)
    _print_others(screen, issue, "Tells also for", stood_in)
    if story:
        _print_beside(screen, story)


def _print_decision(screen: Screen, issue: Issue, decision: Decision) -> None:
    screen.say(Text(decision.title, style="bold"))
    rows = Rows()
    rows.add(Text("From", style="dim"), " · ".join(part for part in (decision.source, decision.section) if part))
    rows.add(Text("Address", style="dim"), decision.url)
    rows.add(Text("Where", style="dim"), Text(_where(issue, decision), style=_STYLES[decision.outcome]))
    rows.add(Text("Why", style="dim"), decision.reason)
    if decision.score is not None:
        rows.add(Text("Score", style="dim"), f"{decision.score:.3f} = {_parts(decision)}")
        # Each event once: its other tellings stand in no one's way.
        scores = [each.score for each in issue.decisions if each.score is not None and not each.event]
        rank = f"{sum(score > decision.score for score in scores) + 1} of {len(scores)} events by score"
        rows.add(Text("Rank", style="dim"), rank)
    if decision.carried_from:
        rows.add(Text("Before", style="dim"), f"{decision.carried_from} had no room for it")
    screen.rows(rows)


def _print_others(screen: Screen, issue: Issue, heading: str, others: list[Decision]) -> None:
    rows = Rows()
    for each in others:
        score = "" if each.score is None else f"{each.score:.2f}"
        rows.add(Text(_where(issue, each), style=_STYLES[each.outcome]), score, each.source, each.title)
    if others:
        screen.rows(rows, caption=f"\n{heading}")


def _print_beside(screen: Screen, story: Story) -> None:
    rows = Rows()
    for link in story.related:
        rows.add(Text("related", style="dim"), link.title, f"earlier, in {link.issue}" if link.issue else "")
    for link in story.also_at:
        rows.add(Text("also at", style="dim"), link.title, link.url)
    if story.related or story.also_at:
        screen.rows(rows, caption="\nBeside it")
