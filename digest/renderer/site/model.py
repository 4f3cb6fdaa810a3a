"""What the web archive is made of: the issues with their web versions, and where it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from digest.models import Image, Issue, Newsletter
from digest.renderer.links import safe_url
from digest.renderer.site.letter import Letter

NEWEST = 24
"""Issues on the first page. Where there are more, each year has a page of its own."""


@dataclass(frozen=True)
class Archived:
    """An issue in the archive with what its web version shows. `draft`: it was not sent, and search engines pass by."""

    issue: Issue
    letter: Letter
    draft: bool = False

    @property
    def path(self) -> str:
        """Where its page is, below the archive's address."""
        return f"{self.issue.id}/"

    @property
    def image(self) -> Image | None:
        """The picture of its first story that has one, which stands for it in lists and where it is shared."""
        found = (story.image for story in self.issue.stories() if story.image and safe_url(story.image.url))
        return next(found, None)

    @property
    def own_image(self) -> str:
        """The path of that picture where it is a copy of the archive's own, else ""."""
        url = self.image.url if self.image else ""
        own = next((name for name in self.letter.pictures if url.endswith(f"/{self.path}{name}")), "")
        return f"{self.path}{own}" if own else ""


@dataclass(frozen=True)
class Site:
    """What an archive is made of. `url` is its address with a slash at the end; `issues` come oldest first and went out
    at `at` of their days, or later."""

    newsletter: Newsletter
    url: str
    issues: Sequence[Archived]
    at: time = time(0)

    @property
    def public(self) -> Sequence[Archived]:
        """What programs are told of: no drafts. Newest first."""
        return [each for each in reversed(self.issues) if not each.draft]

    @property
    def years(self) -> Mapping[int, Sequence[Archived]]:
        """The issues of each year that has a page of its own, newest first in both."""
        found: dict[int, list[Archived]] = {}
        for each in reversed(self.issues) if len(self.issues) > NEWEST else ():
            found.setdefault(each.issue.date.year, []).append(each)
        return found
