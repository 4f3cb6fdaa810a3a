"""What `digest init` writes is there to be replaced: a reader who finds it knows that nobody read the issue."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import TEXT, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
MARK = "Replace this sample"
"""Stands in the note, the ad and the promo that `digest init` writes."""


def check(rendered: Rendered) -> Iterator[Found]:
    """No words of the samples that `digest init` makes are left."""
    number = " ".join(rendered.email.text.split()).count(MARK)
    if number:
        said = f"{number} of the samples" if number > 1 else "a sample"
        yield Found(
            f"{said} of `digest init` would be sent",
            TEXT,
            f'look for "{MARK}" in note.md and ads.toml, and write your own or take it out',
        )
