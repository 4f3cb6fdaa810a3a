"""Each mail program mends tags that do not fit together in its own way, and moves words out of a broken table."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Every tag of a template is closed in its place, and what is in a table is in its cells, as the renderer found."""
    for finding in rendered.email.findings:
        if finding.check == "markup":
            yield Found(finding.message, finding.where, finding.remedy)
