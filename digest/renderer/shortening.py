"""What an email that is too long leaves out: excerpts first, then stories from the end. The web version stays whole.

Templates say what may go, with `{% call optional_excerpt(story) %}…{% endcall %}` around an excerpt and
`{% call optional_story(story) %}…{% endcall %}` around a story (several stories, where they share a row), and what the
email says instead with `{% call if_shortened() %}…{% endcall %}`. Ads, notes, the lead and the footer are not optional.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from digest.models import Finding, Issue, Level, Story

AIM = 80 * 1024
"""Bytes of HTML for which excerpts go: Gmail counts in its own way, so that 102 kB are not certain (docs/themes.md)."""
MOST = 101 * 1024
"""Bytes of HTML for which stories go: what Gmail shows (102 kB), less 1 kB for what merge fields add."""

Part = Callable[..., Markup]


@dataclass(frozen=True)
class Cuts:
    """The stories, by their number in the issue, that an email has without their excerpt or not at all."""

    excerpts: frozenset[int] = frozenset()
    stories: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.excerpts or self.stories)


def parts(issue: Issue) -> Mapping[str, Part]:
    """What the HTML templates mark optional parts with: comments that carry the issue's mark, which no story knows."""
    turns = itertools.count()
    numbers = {story.id: number for number, story in enumerate(issue.stories())}

    def wrap(name: str, content: str) -> Markup:
        begin, end = _begin(issue.mark, name), _end(issue.mark, name)
        return Markup(f"{begin}{content}{end}")  # noqa: S704 - the caller escapes

    def excerpt(story: Story, caller: Callable[[], str]) -> Markup:
        return wrap(f"excerpt-{numbers[story.id]}", caller())

    def stories(*together: Story, caller: Callable[[], str]) -> Markup:
        return wrap("story-" + "-".join(str(numbers[story.id]) for story in together), caller())

    def shortened(caller: Callable[[], str]) -> Markup:
        return wrap(f"rest-{next(turns)}", caller())

    return {"optional_excerpt": excerpt, "optional_story": stories, "if_shortened": shortened}


def plain_parts(cuts: Cuts) -> Mapping[str, Part]:
    """The same for the text templates, which are given the issue as `shorten` leaves it."""

    def shortened(caller: Callable[[], str]) -> Markup:
        return Markup(caller() if cuts else "")  # noqa: S704 - plain text

    return {"if_shortened": shortened}


def find_cuts(page: str, issue: Issue) -> Cuts:
    """What must go from `page`, the email of `issue` with all its marks.

    Excerpts go from the end until it has at most AIM bytes, then stories until it has at most MOST; the first story of
    each block stays.
    """
    sizes = {name: len(keep(part, issue.mark).encode("utf-8")) for name, part in _find(page, issue.mark).items()}
    size = len(keep(page, issue.mark).encode("utf-8"))
    if size > AIM:
        size += sum(sizes[name] for name in sizes if name.startswith("rest-"))
    excerpts: set[int] = set()
    for number in sorted((_numbers(name)[0] for name in sizes if name.startswith("excerpt-")), reverse=True):
        if size > AIM:
            excerpts.add(number)
            size -= sizes[f"excerpt-{number}"]
    first, stories = _first_of_blocks(issue), set[int]()
    for name in sorted((name for name in sizes if name.startswith("story-")), key=_numbers, reverse=True):
        numbers = set(_numbers(name))
        if size > MOST and not first & numbers:
            stories |= numbers
            size -= sizes[name] - sum(sizes[f"excerpt-{number}"] for number in numbers & excerpts)
    return Cuts(frozenset(excerpts - stories), frozenset(stories))


def keep(page: str, mark: str, cuts: Cuts | None = None) -> str:
    """`page` without what `cuts` names, and without any marks of optional parts. By default it stays whole."""
    cuts = cuts or Cuts()
    for name, part in _find(page, mark).items():
        numbers = set(_numbers(name))
        cut = {"excerpt": cuts.excerpts, "story": cuts.stories}.get(name.partition("-")[0])
        if (numbers & cut) if cut is not None else not cuts:
            page = page.replace(_begin(mark, name) + part + _end(mark, name), "")
    return re.sub(rf"<!--~{re.escape(mark)}~/?(?:rest|excerpt|story)-[\d-]+-->", "", page)


def apply(issue: Issue, cuts: Cuts) -> Issue:
    """`issue` without what `cuts` names, for the text part."""
    number = -1
    blocks = []
    for block in issue.blocks:
        kept = []
        for story in block.stories:
            number += 1
            if number not in cuts.stories:
                kept.append(story.model_copy(update={"excerpt": ""}) if number in cuts.excerpts else story)
        blocks.append(block.model_copy(update={"stories": tuple(kept)}))
    return issue.model_copy(update={"blocks": tuple(blocks)})


def findings(cuts: Cuts, *, web: bool) -> tuple[Finding, ...]:
    """What the editor is told; `web` says whether readers are sent to a web version that has the rest."""
    if not cuts:
        return ()
    counts = ((len(cuts.excerpts), "excerpt", "excerpts"), (len(cuts.stories), "story", "stories"))
    what = " and ".join(f"{count} {one if count == 1 else more}" for count, one, more in counts if count)
    where = "stand in the web version only" if web else "are left out"
    remedy = "carry fewer stories, or show the long lists as headlines"
    if not web:
        remedy += "; with an archive_url, the email links to the rest"
    return (Finding(Level.warning, "shortened", f"the email is too long: {what} {where}", "email.html", remedy),)


def _begin(mark: str, name: str) -> str:
    return f"<!--~{mark}~{name}-->"


def _end(mark: str, name: str) -> str:
    return f"<!--~{mark}~/{name}-->"


def _find(page: str, mark: str) -> dict[str, str]:
    """The optional parts of `page` by name, with the marks of those inside."""
    found: dict[str, str] = {}
    for begin in re.finditer(rf"<!--~{re.escape(mark)}~((?:rest|excerpt|story)-[\d-]+)-->", page):
        end = page.find(_end(mark, begin[1]), begin.end())
        if end >= 0:
            found[begin[1]] = page[begin.end() : end]
    return found


def _numbers(name: str) -> list[int]:
    return [int(number) for number in name.split("-")[1:]]


def _first_of_blocks(issue: Issue) -> set[int]:
    first, number = set(), 0
    for block in issue.blocks:
        if block.stories:
            first.add(number)
        number += len(block.stories)
    return first
