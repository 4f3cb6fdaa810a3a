"""A label without words in the newsletter's language stands in English."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding


def check(rendered: Rendered) -> Iterator[Finding]:
    """Every label is in the newsletter's language, as the renderer found."""
    yield from (finding for finding in rendered.email.findings if finding.check == "labels")
