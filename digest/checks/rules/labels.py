"""A label without words in the newsletter's language stands in English."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning


def check(rendered: Rendered) -> Iterator[Found]:
    """Every label is in the newsletter's language, as the renderer found."""
    for finding in rendered.email.findings:
        if finding.check == "labels":
            yield Found(finding.message, finding.where, finding.remedy)
