"""“Dear {{ name }}” tells a reader that nobody looked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.rendered import HTML, TEXT, WEB, Rendered
from digest.checks.report import Found
from digest.models import Issue, Level

LEVEL = Level.error
_MARKS = re.compile(
    r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}|\*\|[\w:]+\|\*|%%[\w:-]+%%|\[%.{0,60}?%\]|<%.{0,60}?%>|\blorem ipsum\b",
    re.IGNORECASE | re.DOTALL,
)


def check(rendered: Rendered) -> Iterator[Found]:
    """No mark of a template language and no filler text is left, but for what a story itself says."""
    told = _told(rendered.issue)
    parts = {
        "issue.json: subject": rendered.email.subject,
        HTML: rendered.document.text_content(),
        TEXT: rendered.email.text,
        WEB: rendered.web.text_content(),
    }
    remedy = "mend the note, the block or the ad that says so, or the template"
    for place, text in parts.items():
        for mark in dict.fromkeys(_MARKS.findall(text)):
            if " ".join(mark.split()) not in told:
                yield Found(f"a template's mark is left: {mark[:60]}", place, remedy)


def _told(issue: Issue) -> str:
    """All that the stories say, which is theirs to say: not the words of the editor's blocks, nor those of ads."""
    said: list[str] = []
    for story in issue.stories():
        links = [link.title for link in (*story.related, *story.also_at)]
        alt = story.image.alt if story.image else ""
        said += [story.title, story.excerpt, story.section, story.author, alt, *story.points, *links]
    return " ".join(" ".join(said).split())
