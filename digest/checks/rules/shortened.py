"""What was too long for a mail stands in its web version only, and the editor may want to choose otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning


def check(rendered: Rendered) -> Iterator[Found]:
    """The email has all that the issue has, as the renderer found."""
    for finding in rendered.email.findings:
        if finding.check == "shortened":
            yield Found(finding.message, finding.where, finding.remedy)
