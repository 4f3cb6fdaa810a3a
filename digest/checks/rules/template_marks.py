"""“Dear {{ name }}” tells a reader that nobody looked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest import archive
from digest.checks.rendered import HTML, TEXT, WEB, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
_MARKS = re.compile(
    r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}|\*\|[\w:]+\|\*|%%[\w:-]+%%|\[%.{0,60}?%\]|<%.{0,60}?%>|\blorem ipsum\b",
    re.IGNORECASE | re.DOTALL,
)


def check(rendered: Rendered) -> Iterator[Found]:
    """No mark of a template language and no filler text is left, but for what a story itself says."""
    content = " ".join(archive.to_json(rendered.issue).split())
    parts = {
        "issue.json: subject": rendered.email.subject,
        HTML: rendered.document.text_content(),
        TEXT: rendered.email.text,
        WEB: rendered.web.text_content(),
    }
    for place, text in parts.items():
        for mark in dict.fromkeys(_MARKS.findall(text)):
            if place.endswith("subject") or " ".join(mark.split()) not in content:
                yield Found(f"a template's mark is left: {mark[:60]}", place, "mend the template or the config")
