"""collect → select → place → one frozen issue file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from digest import archive, schedule
from digest.addresses import host_of
from digest.ads import Inventory, expected, find_rules, place
from digest.config import Config
from digest.config.blocks import BlockConfig
from digest.config.schema import SourceConfig
from digest.counting import counted
from digest.errors import ConfigError, Refused, SourceError
from digest.layout import complete, lay_out, outline, read_files
from digest.models import Block, Decision, Failure, Issue, Newsletter, Status, Utm
from digest.pipeline.booked import inventory_of
from digest.pipeline.pictures import check_settings, settle_pictures, write_copies
from digest.pipeline.progress import Progress, silent
from digest.pipeline.remarks import remarks_on_layout, remarks_on_selection, sections, unknown_sections
from digest.pipeline.sensitive import judged
from digest.renderer import check_kinds, find_labels, find_theme, writing_direction
from digest.selector import Selection, propose, select
from digest.sender import sending_alone
from digest.sources import Collected, collect

CALLED_OUT = 3
"""Issues in a row after which a source that fails is more than bad luck."""


@dataclass(frozen=True)
class Planned:
    """What `plan` did. `issue` is None when there was nothing to send."""

    outcome: Literal["planned", "exists", "nothing to send"]
    issue: Issue | None
    reason: str
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Words:
    """What the editor writes over an issue; what is left empty is proposed from its stories."""

    subject: str = ""
    preheader: str = ""


def gather(
    sources: Sequence[SourceConfig],
    *,
    cache: Path | None,
    now: datetime | None = None,
    progress: Progress = silent,
) -> Collected:
    """The entries of all `sources`, and what could not be read. Raises SourceError when none gave an entry and one
    failed. `cache` is the folder that remembers what has not changed since the last call; `now` is the present for
    judging dates, by default the clock's.
    """
    done = 0

    def seen(source: SourceConfig, count: int | None, detail: str) -> None:
        nonlocal done
        done += 1
        # Why it failed is told once, at the end.
        found = counted(count, "story", "stories") if count is not None else "failed"
        progress("collect", done=done, total=len(sources), detail=f"{source.name or source.place}: {found}")

    progress("collect", total=len(sources))
    collected = collect(sources, cache=cache, on_source=seen, now=now)
    if not collected.entries and collected.failures:
        first, *others = collected.failures
        also = "; ".join(f"{other.source}: {other.error}" for other in others)
        hint = f"no source gave a story; {also}" if also else "no source gave a story"
        raise SourceError(first.error, where=first.source, hint=hint)
    return collected


def sources_at(places: Sequence[str]) -> tuple[SourceConfig, ...]:
    """A source for each URL, file or folder that was named on the command line; what it is, its content tells."""
    return tuple(_source_at(place) for place in places)


def _source_at(place: str) -> SourceConfig:
    if "://" not in place:
        return SourceConfig(kind="auto", file=Path(place).absolute())
    try:
        return SourceConfig(kind="auto", url=place)
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise ConfigError(reason, where=place, hint="or give the path of a file") from None


def plan(
    config: Config, *, today: date, replan: bool = False, words: Words | None = None, progress: Progress = silent
) -> Planned:
    """Decide everything about the issue that `today` belongs to and freeze it, unless it exists already.

    With `replan` an issue that has not gone out is decided anew; one that has is refused. What is wrong with the
    config, the ads, the notes or the theme is found before anything is collected.
    """
    day = schedule.issue_date(config.schedule, today)
    name = schedule.issue_id(config.schedule, day)
    path = config.paths.issues / name / archive.FILE
    if path.exists() and not replan:
        return Planned("exists", archive.read_issue(path), f"{name} is planned already (--replan decides anew)")
    _refuse_gone(path)
    check_settings(config)
    layout = read_files(complete(config.blocks), root=config.paths.root)
    theme = find_theme(config.theme.name, overrides=config.paths.templates, options=config.theme.options)
    check_kinds({block.kind for block in layout}, theme=theme)
    label = config.ads.label or find_labels(config.newsletter.language, theme.labels)("advertisement")
    inventory = inventory_of(config)
    now = schedule.closing_time(day, config.newsletter.timezone)
    collected = gather(config.sources, cache=config.paths.state / "http", now=now, progress=progress)
    earlier = archive.sent_before(config.paths.issues, day=day)
    progress("select", detail=counted(len(collected.entries), "story", "stories"))
    chosen = _select(config, layout, collected, earlier, now)
    if not chosen.blocks:
        known = sections(config, collected.entries, earlier)
        why = "; ".join((_why_nothing(chosen), *unknown_sections(layout, known)))
        return Planned("nothing to send", None, why, collected.failures)
    frozen = _freeze(config, day, layout, collected, chosen, inventory, earlier, label, words or Words())
    pictured = settle_pictures(frozen, config, theme=theme, now=datetime.now(UTC), progress=progress)
    issue = _marked(pictured.issue)
    with sending_alone(config.paths.state):
        _refuse_gone(path)  # collecting takes a while, in which a send may have begun
        write_copies(path.parent, pictured.copies)
        archive.write_issue(config.paths.issues, issue)
    progress("plan", done=1, total=1, detail=counted(len(issue.stories()), "story", "stories"))
    return Planned("planned", issue, "", collected.failures)


def _refuse_gone(path: Path) -> None:
    if not path.exists():
        return
    issue = archive.read_issue(path)
    if issue.status in (Status.sending, Status.sent):
        raise Refused(f"{issue.id} is {issue.status}: it cannot be planned again", hint="mails of it have left")


def _select(
    config: Config, layout: Sequence[BlockConfig], collected: Collected, earlier: Sequence[Issue], now: datetime
) -> Selection:
    return select(
        collected.entries,
        blocks=layout,
        selection=config.selection,
        carried=archive.carried(earlier),
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


def _freeze(
    config: Config,
    day: date,
    layout: Sequence[BlockConfig],
    collected: Collected,
    chosen: Selection,
    inventory: Inventory,
    earlier: Sequence[Issue],
    label: str,
    words: Words,
) -> Issue:
    placement = place(
        judged(lay_out(layout, chosen.blocks, day=day), config=config),
        inventory=inventory,
        earlier=earlier,
        dates=tuple(schedule.dates_from(config.schedule, day, until=inventory.end(day))),
        label=label,
        rules=find_rules(config.ads.rules),
        later=expected(outline(config.blocks)),
    )
    subject, preheader = propose(placement.blocks)
    known = sections(config, collected.entries, earlier)
    issue = Issue(
        id=schedule.issue_id(config.schedule, day),
        number=len(earlier) + 1,
        date=day,
        mark="",
        newsletter=_newsletter(config),
        utm=_utm(config),
        subject=words.subject or subject,
        preheader=words.preheader or preheader,
        blocks=placement.blocks,
        decisions=_renumbered(chosen.decisions, placement.blocks),
        left_over=chosen.left_over,
        slots=placement.slots,
        failures=collected.failures,
        remarks=(
            *remarks_on_selection(config, chosen=chosen, entries=collected.entries, known=known),
            *remarks_on_layout(config, layout, chosen=chosen, slots=placement.slots, known=known),
            *placement.remarks,
        ),
    )
    called_out = tuple(
        f"the source {source} has failed for {times} issues in a row"
        for source, times in archive.failing_for([*earlier, issue]).items()
        if times >= CALLED_OUT
    )
    return issue.model_copy(update={"remarks": (*issue.remarks, *called_out)})


def _marked(issue: Issue) -> Issue:
    """`issue` with the mark that follows from its content."""
    content = archive.to_json(issue).encode("utf-8")
    return issue.model_copy(update={"mark": hashlib.sha256(content).hexdigest()[:12]})


def _newsletter(config: Config) -> Newsletter:
    shared = config.newsletter.model_dump(include=set(Newsletter.model_fields))
    return Newsletter.model_validate({**shared, "direction": writing_direction(config.newsletter.language)})


def _utm(config: Config) -> Utm | None:
    """What the links of stories get: by default those that lead to the newsletter's own site."""
    links, home = config.links, host_of(config.newsletter.url)
    hosts = links.hosts or ((home,) if home else ())
    source = links.source or config.newsletter.list_id.partition(".")[0]
    return Utm(source=source, medium=links.medium, hosts=hosts) if links.utm and hosts else None


def _renumbered(decisions: Sequence[Decision], blocks: Sequence[Block]) -> tuple[Decision, ...]:
    """The decisions with each placed story's block as it stands in the issue, after empty slots have gone."""
    index = {story.id: number for number, block in enumerate(blocks) for story in block.stories}
    return tuple(
        decision if decision.block is None else decision.model_copy(update={"block": index[decision.story]})
        for decision in decisions
    )
