"""What was too long for a mail stands in its web version only, and the editor may want to choose otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.report import Rendered
from digest.models import Finding


def check(rendered: Rendered) -> Iterator[Finding]:
    """The email has all that the issue has, as the renderer found."""
    yield from (finding for finding in rendered.email.findings if finding.check == "shortened")
