"""collect → select → place → one frozen issue file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from digest import archive, schedule
from digest.ads import Inventory
from digest.config import Config
from digest.config.blocks import BlockConfig
from digest.counting import counted
from digest.errors import Changed, Refused
from digest.layout import complete, read_files
from digest.models import Edit, Failure, Issue, Review
from digest.pipeline.booked import inventory_of, ran_in
from digest.pipeline.collecting import gather
from digest.pipeline.editing import reapply
from digest.pipeline.freeze import Material, freeze, marked
from digest.pipeline.inputs import contents
from digest.pipeline.pictures import check_settings, settle_pictures, write_copies
from digest.pipeline.progress import Progress, silent
from digest.pipeline.remarks import sections, unknown_sections
from digest.pipeline.repeats import gone_early
from digest.renderer import Theme, check_kinds, find_labels, find_theme
from digest.selector import Selection, hand_on, select
from digest.sender import sending_alone
from digest.sources import Collected


@dataclass(frozen=True)
class Planned:
    """What `plan` did. `issue` is None when there was nothing to send."""

    outcome: Literal["planned", "exists", "nothing to send"]
    issue: Issue | None
    reason: str
    failures: tuple[Failure, ...] = ()


def plan(
    config: Config, *, day: date, replan: bool = False, edits: Sequence[Edit] = (), progress: Progress = silent
) -> Planned:
    """Decide everything about the issue of the date `day` and freeze it, unless it exists already.

    With `replan` an issue that has not gone out is decided anew, but for what the editor decided by hand; one that has
    gone out is refused. `edits` are the editor's, too. What is wrong with the config, the ads, the notes or the theme
    is found before anything is collected.
    """
    name = schedule.issue_id(config.schedule, day)
    path = config.paths.issues / name / archive.FILE
    if path.exists() and not replan:
        return _there(archive.open_issue(config.paths.issues, name))
    before = _unsent(path)
    made_of = contents(config)  # before they are read: what changes meanwhile is told as changed, never as taken in
    ready = _ready(config)
    now = schedule.closing_time(day, config.newsletter.timezone)
    collected = gather(config.sources, cache=config.paths.state / "http", now=now, progress=progress)
    earlier = ran_in(config, archive.sent_before(config.paths.issues, day=day, name=name))
    early = gone_early(config, day=day)
    skipped = tuple(map(hand_on, archive.skipped_before(config.paths.issues, day=day, name=name)))
    progress("select", detail=counted(len(collected.entries), "story", "stories"))
    carried = archive.carried((*earlier, *skipped, *early))
    chosen = _select(config, ready.layout, collected, (*earlier, *skipped), carried=carried, now=now)
    if not chosen.blocks:
        known = sections(config, collected.entries, earlier)
        why = "; ".join((_why_nothing(chosen), *unknown_sections(ready.layout, known)))
        return Planned("nothing to send", None, why, collected.failures)
    material = Material(day, ready.layout, ready.inventory, ready.label, earlier, early, collected, chosen)
    frozen = freeze(config, material)
    frozen = frozen.model_copy(update={"made_of": made_of})
    edited = reapply(frozen, before, edits, config=config)
    pictured = settle_pictures(edited, config, theme=ready.theme, now=datetime.now(UTC), progress=progress)
    with sending_alone(config.paths.state):
        there = _unchanged(path, before)
        if _approved(there) and not _approved(before):
            return Planned("exists", there, f"{name} was approved in the meantime, as it is (--replan decides anew)")
        review = _kept(there)
        issue = marked(pictured.issue.model_copy(update={"review": review}))
        write_copies(path.parent, pictured.copies)
        archive.write_issue(config.paths.issues, issue)
    progress("plan", done=1, total=1, detail=counted(len(issue.stories()), "story", "stories"))
    return Planned("planned", issue, "", collected.failures)


def _there(issue: Issue) -> Planned:
    how = f"was skipped, because {issue.skip.reason}" if issue.skip else "is planned already"
    return Planned("exists", issue, f"{issue.id} {how} (--replan decides anew)")


@dataclass(frozen=True)
class _Ready:
    layout: Sequence[BlockConfig]
    theme: Theme
    label: str
    inventory: Inventory


def _ready(config: Config) -> _Ready:
    """All that an issue is made of but its stories. What is wrong with it is said before anything is collected."""
    check_settings(config)
    layout = read_files(complete(config.blocks), root=config.paths.root)
    theme = find_theme(config.theme.name, overrides=config.paths.templates, options=config.theme.options)
    check_kinds({block.kind for block in layout}, theme=theme)
    label = config.ads.label or find_labels(config.newsletter.language, theme.labels)("advertisement")
    return _Ready(layout, theme, label, inventory_of(config))


def _unsent(path: Path) -> Issue | None:
    """The issue at `path`, where there is one. Raises Refused when mails of it have left."""
    if not path.exists():
        return None
    issue = archive.open_issue(path.parent.parent, path.parent.name)
    if issue.may_have_left:
        raise Refused(f"{issue.id} is {issue.status}: it cannot be planned again", hint="mails of it have left")
    return issue


def _unchanged(path: Path, before: Issue | None) -> Issue | None:
    """The issue as its file has it now. Collecting takes a while, in which a send may have begun, or somebody may have
    changed or planned the issue: raises Changed for these. What became of its review meanwhile counts."""
    try:
        now = _unsent(path)
    except Refused as error:
        raise Changed(error.message, hint=error.hint) from None
    if _but_review(now) != _but_review(before):
        name = path.parent.name
        raise Changed(f"{name} was changed in the meantime", where=str(path), hint="plan it again to keep that, too")
    return now


def _approved(issue: Issue | None) -> bool:
    return issue is not None and issue.review.state == "approved"


def _but_review(issue: Issue | None) -> str:
    return archive.to_json(issue.model_copy(update={"review": Review()})) if issue else ""


def _kept(before: Issue | None) -> Review:
    """What is left of the review of the issue as it was: a hold. Nobody has seen, or approved, the new one."""
    if before is None or before.review.state != "held":
        return Review()
    return before.review.model_copy(update={"drafted": None, "reached": ()})


def _select(
    config: Config,
    layout: Sequence[BlockConfig],
    collected: Collected,
    earlier: Sequence[Issue],
    *,
    carried: Mapping[str, str],
    now: datetime,
) -> Selection:
    return select(
        collected.entries,
        blocks=layout,
        selection=config.selection,
        carried=carried,
        cadence=config.schedule.period,
        now=now,
        weights={source.name: source.weight for source in config.sources if source.name},
        earlier=earlier,
    )


def _why_nothing(chosen: Selection) -> str:
    """The reason that most stories have, but for their dates; of equals the first by the alphabet."""
    reasons = Counter(re.sub(r", \d{4}-\d\d-\d\d$", "", decision.reason) for decision in chosen.decisions)
    most = min(reasons, key=lambda reason: (-reasons[reason], reason))
    return f"none of {reasons.total()} stories may run: most often because {most}"
