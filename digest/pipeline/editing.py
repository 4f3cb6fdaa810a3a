"""The editor's decisions on an issue: applied one by one, checked against the rules of the ads, written to its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from digest import archive, schedule
from digest.ads import Desk, Displaced, Reseated, find_rules, laid_out, reseat
from digest.config import Config
from digest.editing import change, decide, parted, whole
from digest.errors import ConfigError, Refused
from digest.models import (
    Block,
    Clear,
    Drop,
    Edit,
    Fill,
    Issue,
    Move,
    Note,
    Picture,
    Retell,
    Story,
    Word,
    with_edit,
)
from digest.pipeline.booked import inventory_of, ran_in
from digest.pipeline.collecting import gather
from digest.pipeline.freeze import marked, renumbered, traced
from digest.pipeline.output import theme_of
from digest.pipeline.pictures import NO_COPIES, Pictured, add_copies, pictures_in, settle_pictures
from digest.pipeline.repeats import gone_early, ran_since
from digest.pipeline.sensitive import judged
from digest.renderer import find_labels
from digest.selector import as_story, propose, story_id
from digest.sender import sending_alone

Bring = Callable[[str], Story | None]
"""The story with an id, from wherever it still can be had."""


def edit_issue(config: Config, issue: Issue, edit: Edit) -> Issue:
    """`issue` after `edit`, written to its file.

    Raises Refused, and changes nothing, when a rule of the ads is against it, when there is no such story, block or
    slot, when the file is not `issue` any more, or when mails of it have begun to leave.
    """
    _refuse_gone(issue)
    if isinstance(edit, Word):
        worded = marked(_worded(issue, edit))
        _write(config, issue, worded)
        return worded
    changed = _changed(config, issue, edit)
    pictured = _pictured(config, issue, changed, edit)
    changed = marked(pictured.issue)
    # First the copies: an issue file never names a picture that is not there. One that nobody names does no harm.
    add_copies(config.paths.issues / issue.id, pictured.copies)
    _write(config, issue, changed)
    return changed


def restore_issue(config: Config, issue: Issue, former: Issue, *, copies: Mapping[str, bytes] = NO_COPIES) -> Issue:
    """The file of `issue` as it was: `former`, an earlier state of it, with its `copies` of pictures; what a review, a
    send or a skip has decided since stays. Raises Refused like `edit_issue`."""
    decided = {"status": issue.status, "review": issue.review, "claim": issue.claim, "skip": issue.skip}
    restored = former.model_copy(update=decided)
    add_copies(config.paths.issues / issue.id, copies)
    _write(config, issue, restored)
    return restored


def reapply(issue: Issue, before: Issue | None, edits: Sequence[Edit], *, config: Config) -> Issue:
    """`issue`, newly planned, with what the editor decided on it: in `before`, the issue as it was, and `edits` now.

    Stories that the feeds have no more come from `before`. What cannot be kept is a remark; so is a story that was put
    or moved by hand, and has run in another issue since: whoever wants it twice puts it in again.
    """
    wanted = (*(before.edits if before else ()), *edits)
    if not wanted:
        return issue
    bring = _first_of(*(_held_by(each) for each in (issue, before) if each))
    own = desk(config, issue)
    ran = ran_since(config, before) if before else {}
    for edit in wanted:
        try:
            _refuse_repeated(edit, issue, ran)
            issue = apply(issue, edit, config=config, desk=own, bring=bring)
        except Refused as error:
            lost = f"a change of yours could not be kept: {error.message}"
            issue = issue.model_copy(update={"remarks": (*issue.remarks, lost)})
    return issue


def _refuse_repeated(edit: Edit, issue: Issue, ran: Mapping[str, str]) -> None:
    """Refuse to put a story back into `issue` by an earlier decision, where it `ran` since and the plan left it out."""
    if isinstance(edit, Move) and edit.story in ran and edit.story not in {story.id for story in issue.stories()}:
        raise Refused(f"“{edit.title or edit.story}” ran in {ran[edit.story]} since {issue.id} was planned")


def desk(config: Config, issue: Issue) -> Desk:
    """What the rules of the ads are held against: also what ran in later issues that a person has sent early."""
    theme = theme_of(config)
    before = ran_in(config, archive.sent_before(config.paths.issues, day=issue.date, name=issue.id))
    return Desk(
        inventory=inventory_of(config),
        earlier=(*before, *gone_early(config, day=issue.date)),
        day=issue.date,
        label=config.ads.label or find_labels(issue.newsletter.language, theme.labels)("advertisement"),
        rules=find_rules(config.ads.rules),
    )


def apply(issue: Issue, edit: Edit, *, config: Config, desk: Desk, bring: Bring) -> Issue:
    """`issue` after `edit`, without writing anything. Raises Refused when it cannot be."""
    layout, emptied = parted(change(whole(laid_out(issue.blocks, issue.slots), issue.emptied), edit, bring=bring))
    seated = _reseated(issue, judged(layout, config=config), edit, desk=desk)
    blocks = traced(config, seated.blocks, issue=issue.id)
    edits = with_edit(issue.edits, edit)
    held = {story.id for block in blocks for story in block.stories}
    return issue.model_copy(
        update={
            **_words(issue, edits, blocks),
            "blocks": blocks,
            "emptied": emptied,
            "slots": seated.slots,
            "decisions": renumbered(decide(issue.decisions, edit, blocks), blocks),
            "dropped": tuple(story for story in (*issue.stories(), *issue.dropped) if story.id not in held),
            "left_over": tuple(entry for entry in issue.left_over if story_id(entry) not in held),
            "edits": edits,
        }
    )


def _changed(config: Config, issue: Issue, edit: Edit) -> Issue:
    try:
        own = desk(config, issue)
    except ConfigError:
        told = _told_apart(config, issue, edit)
        if told is None:
            raise
        return told
    return apply(issue, edit, config=config, desk=own, bring=_first_of(_held_by(issue), _from_feeds(config, issue)))


def _told_apart(config: Config, issue: Issue, edit: Edit) -> Issue | None:
    """`issue` after an edit of words or a picture in which no rule of the ads has a say, whatever is booked.

    None when one may have: a paid ad stands beside the story, or the edit changes where any ad may stand.
    """
    beside = {story for each in issue.insertions() if each.paid for story in each.neighbours}
    if not isinstance(edit, Note | Picture) and not (isinstance(edit, Retell) and edit.story not in beside):
        return None
    blocks = change(issue.blocks, edit, bring=lambda _: None)
    if judged(blocks, config=config) != blocks:
        return None
    edits = with_edit(issue.edits, edit)
    return issue.model_copy(update={**_words(issue, edits, blocks), "blocks": blocks, "edits": edits})


def _worded(issue: Issue, edit: Word) -> Issue:
    """`issue` after `edit`, which no ad and no theme has a say in: be they broken, words can be mended."""
    change(issue.blocks, edit, bring=lambda _: None)
    edits = with_edit(issue.edits, edit)
    return issue.model_copy(update={**_words(issue, edits, issue.blocks), "edits": edits})


def _reseated(issue: Issue, layout: Sequence[Block], edit: Edit, *, desk: Desk) -> Reseated:
    """The ads in `layout`. Raises Refused with what the editor wanted, which ad it costs its slot, and by what rule."""
    try:
        return reseat(issue, layout, desk=desk, wish=edit if isinstance(edit, Fill | Clear) else None)
    except Displaced as error:
        raise Refused(f"{_not_done(edit, issue, layout)}: {error.message}", hint=error.hint) from None


def _not_done(edit: Edit, issue: Issue, layout: Sequence[Block]) -> str:
    """What the editor wanted, as something that cannot be."""
    titles = {story.id: story.title for block in (*layout, *issue.blocks) for story in block.stories}
    match edit:
        case Move():
            return f"“{titles[edit.story]}” cannot stand there"
        case Drop():
            return f"“{titles[edit.story]}” cannot be taken out"
        case Retell():
            return f"“{titles[edit.story]}” cannot be told like that"
        case Fill():
            return f"“{edit.name}” cannot run in “{edit.slot}”"
        case Note():
            return "the note cannot say that"
        case _:
            return "this cannot be"


def _words(issue: Issue, edits: Sequence[Edit], blocks: Sequence[Block]) -> dict[str, str]:
    """Subject and preheader: the editor's own, else what the stories propose."""
    subject, preheader = propose(blocks)
    words = {"subject": subject or issue.subject, "preheader": preheader}
    for edit in edits:
        if isinstance(edit, Word):
            words[edit.field] = edit.text
    return words


def _write(config: Config, issue: Issue, changed: Issue) -> None:
    path = config.paths.issues / issue.id / archive.FILE
    with sending_alone(config.paths.state):
        if archive.to_json(archive.read_issue(path)) != archive.to_json(issue):
            raise Refused(
                f"{issue.id} was changed in the meantime", where=str(path), hint="look at it again, then change it"
            )
        _refuse_gone(issue)
        archive.write_issue(config.paths.issues, changed)


def _refuse_gone(issue: Issue) -> None:
    if issue.may_have_left:
        raise Refused(f"{issue.id} is {issue.status}: it cannot be changed any more", hint="mails of it have left")


def _pictured(config: Config, issue: Issue, changed: Issue, edit: Edit) -> Pictured:
    """`changed` with the pictures that `issue` does not have settled as when it is planned.

    Raises Refused when the very picture or ad that the editor chose cannot be shown.
    """
    known = frozenset((*pictures_in(issue.blocks), *(story.image for story in issue.dropped if story.image)))
    settled = settle_pictures(changed, config, theme=theme_of(config), now=datetime.now(UTC), known=known)
    wanted, shown = pictures_in(changed.blocks), pictures_in(settled.issue.blocks)
    if isinstance(edit, Picture | Fill) and len(shown) < len(wanted):
        chosen = next(image.url for image in wanted if image not in known)
        remarks = settled.issue.remarks[len(changed.remarks) :]
        raise Refused(f"the picture {chosen} cannot be shown", hint="; ".join(remarks))
    return settled


def _held_by(issue: Issue) -> Bring:
    """From what `issue` carries, what was taken out of it, and what it left over."""

    def bring(story: str) -> Story | None:
        carried = next((each for each in (*issue.stories(), *issue.dropped) if each.id == story), None)
        entry = next((each for each in issue.left_over if story_id(each) == story), None)
        return carried or (as_story(entry) if entry else None)

    return bring


def _from_feeds(config: Config, issue: Issue) -> Bring:
    """From the sources as they are now."""

    def bring(story: str) -> Story | None:
        now = schedule.closing_time(issue.date, issue.newsletter.timezone)
        collected = gather(config.sources, cache=config.paths.state / "http", now=now)
        entry = next((each for each in collected.entries if story_id(each) == story), None)
        return as_story(entry) if entry else None

    return bring


def _first_of(*ways: Bring) -> Bring:
    return lambda story: next((found for way in ways if (found := way(story))), None)
