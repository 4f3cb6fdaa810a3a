"""Pages move between planning and sending, and a reader who meets a 404 does not come back."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import HTML, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error


def check(rendered: Rendered) -> Iterator[Found]:
    """Every address answers; asked only with `--online`."""
    for address, trouble in (rendered.answers or {}).items():
        if trouble:
            yield Found(f"{address[:80]}: {trouble}", HTML, "mend the address in its source, or exclude the story")
