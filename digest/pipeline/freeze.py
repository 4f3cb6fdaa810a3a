"""Put what was decided into one frozen issue: stories, ads, subject, remarks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from digest import archive, schedule
from digest.addresses import host_of
from digest.ads import Inventory, Placement, expected, find_rules, place
from digest.config import Config
from digest.config.blocks import BlockConfig
from digest.layout import lay_out, outline
from digest.models import Block, Decision, Insertion, Issue, Newsletter, Utm
from digest.pipeline.booked import ran_in
from digest.pipeline.remarks import remarks_on_layout, remarks_on_selection, sections
from digest.pipeline.sensitive import judged
from digest.renderer import with_parameters, writing_direction
from digest.selector import Selection, propose
from digest.sources import Collected

CALLED_OUT = 3
"""Issues in a row after which a source that fails is more than bad luck."""


@dataclass(frozen=True)
class Material:
    """What an issue is made of: the `layout` with its files read, what can be booked, what was collected and `chosen`,
    the `earlier` issues, later ones that were sent `early`, and the `label` of ads that have none of their own."""

    day: date
    layout: Sequence[BlockConfig]
    inventory: Inventory
    label: str
    earlier: Sequence[Issue]
    early: Sequence[Issue]
    collected: Collected
    chosen: Selection


def freeze(config: Config, material: Material) -> Issue:
    """The issue, without its mark: `marked` gives it one when nothing changes any more."""
    day, chosen = material.day, material.chosen
    name = schedule.issue_id(config.schedule, day)
    placement = _placed(config, material)
    subject, preheader = propose(placement.blocks)
    issue = Issue(
        id=name,
        number=next_number((*material.earlier, *material.early)),
        date=day,
        mark="",
        newsletter=newsletter_of(config),
        utm=_utm(config),
        subject=subject,
        preheader=preheader,
        blocks=traced(config, placement.blocks, issue=name),
        decisions=renumbered(chosen.decisions, placement.blocks),
        left_over=chosen.left_over,
        slots=placement.slots,
        failures=material.collected.failures,
        remarks=_remarks(config, material, placement),
    )
    return issue.model_copy(update={"remarks": (*issue.remarks, *_called_out([*material.earlier, issue]))})


def next_number(earlier: Sequence[Issue]) -> int:
    """The number of an issue that comes after `earlier` ones, counted from 1."""
    return max((issue.number for issue in earlier), default=0) + 1


def _placed(config: Config, material: Material) -> Placement:
    day, inventory = material.day, material.inventory
    gone = {each.date for each in material.early}
    coming = schedule.dates_from(config.schedule, day, until=inventory.end(day))
    return place(
        judged(lay_out(material.layout, material.chosen.blocks, day=day), config=config),
        inventory=inventory,
        earlier=(*ran_in(config, material.earlier), *material.early),
        dates=tuple(each for each in coming if each not in gone),
        label=material.label,
        rules=find_rules(config.ads.rules),
        later=expected(outline(config.blocks)),
    )


def _remarks(config: Config, material: Material, placement: Placement) -> tuple[str, ...]:
    chosen, entries = material.chosen, material.collected.entries
    known = sections(config, entries, material.earlier)
    return (
        *remarks_on_selection(config, chosen=chosen, entries=entries, known=known),
        *remarks_on_layout(config, material.layout, chosen=chosen, slots=placement.slots, known=known),
        *placement.remarks,
    )


def _called_out(issues: Sequence[Issue]) -> tuple[str, ...]:
    return tuple(
        f"the source {source} has failed for {times} issues in a row"
        for source, times in archive.failing_for(issues).items()
        if times >= CALLED_OUT
    )


def marked(issue: Issue) -> Issue:
    """`issue` with the mark that follows from its content, which the bytes of the files that it is made of are not."""
    content = archive.to_json(issue.model_copy(update={"made_of": {}})).encode("utf-8")
    return issue.model_copy(update={"mark": hashlib.sha256(content).hexdigest()[:12]})


def newsletter_of(config: Config) -> Newsletter:
    """What an issue that is planned now says of its newsletter."""
    shared = config.newsletter.model_dump(include=set(Newsletter.model_fields))
    return Newsletter.model_validate({**shared, "direction": writing_direction(config.newsletter.language)})


def _utm(config: Config) -> Utm | None:
    """What the links of stories get: by default those that lead to the newsletter's own site."""
    links, home = config.links, host_of(config.newsletter.url)
    hosts = links.hosts or ((home,) if home else ())
    return Utm(source=_utm_source(config), medium=links.medium, hosts=hosts) if links.utm and hosts else None


def _utm_source(config: Config) -> str:
    return config.links.source or config.newsletter.list_id.partition(".")[0]


def traced(config: Config, blocks: Sequence[Block], *, issue: str) -> tuple[Block, ...]:
    """`blocks` with ads whose address tells the sponsor's analytics which booking, issue and slot a reader came by.

    Done here and not when rendered, so that the issue file has the address as it ran.
    """
    return tuple(
        block.model_copy(update={"insertion": _with_origin(config, block.insertion, issue=issue)})
        if block.insertion and config.links.utm
        else block
        for block in blocks
    )


def _with_origin(config: Config, ran: Insertion, *, issue: str) -> Insertion:
    origin = {
        "utm_source": _utm_source(config),
        "utm_medium": config.links.medium,
        "utm_campaign": ran.booking or ran.promo,
        "utm_content": f"{issue}-{ran.slot}",
    }
    url = with_parameters(ran.creative.url, origin)
    return ran.model_copy(update={"creative": ran.creative.model_copy(update={"url": url})})


def renumbered(decisions: Sequence[Decision], blocks: Sequence[Block]) -> tuple[Decision, ...]:
    """The decisions with each placed story's block as it stands in the issue, after empty slots have gone."""
    index = {story.id: number for number, block in enumerate(blocks) for story in block.stories}
    return tuple(
        decision if decision.block is None else decision.model_copy(update={"block": index[decision.story]})
        for decision in decisions
    )
