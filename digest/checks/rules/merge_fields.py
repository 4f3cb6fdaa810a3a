"""“Dear ,” tells a reader that nobody looked: a merge field that is misspelt is empty for everyone."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, TEXT, Rendered
from digest.checks.report import Found
from digest.fields import Field, cut
from digest.models import Level
from digest.registry import suggestion

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Each merge field is a column of the subscribers file; a warning where it has words for whoever lacks it."""
    if rendered.columns is None:
        return
    for place, text in ((HTML, rendered.email.html), (TEXT, rendered.email.text)):
        for field in dict.fromkeys(cut(text, rendered.issue.mark)):
            if isinstance(field, Field) and field.name not in rendered.columns:
                said = f'the merge field "{field.name}" is no column of the subscribers file'
                level = Level.warning if field.fallback else None
                yield Found(said, place, suggestion(field.name, rendered.columns), level)
