"""The panels around the email: outline, details of what is chosen, checks, inbox, readers, archive, sponsors."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from digest.checks.rules import preheader, subject
from digest.checks.rules.size import CLIPPED
from digest.config import Config
from digest.errors import DigestError
from digest.models import Issue, Level
from digest.pipeline import (
    ad_calendar,
    earlier_issues,
    find_readers,
    is_next,
    newer_support,
    offers,
    sponsor_names,
    sponsor_report,
    today,
)
from digest.preview import inbox
from digest.preview.clients import clients
from digest.preview.guard import cookie_name
from digest.preview.outline import Ad, Group, Item, left_out, outline
from digest.preview.studio import FRAME_POLICY, Studio, has_left
from digest.preview.support import support_of
from digest.preview.why import why

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https: data:; connect-src 'self'; "
    "frame-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
LONGEST = {"subject": subject.LONGEST, "preheader": preheader.LONGEST}
"""Characters up to which the checks have nothing to say."""
READERS = 20
"""Readers that a search shows."""
AHEAD = 8
"""Issues that the calendar looks ahead."""


@dataclass(frozen=True)
class Panels:
    """The pages and fragments of the studio itself."""

    studio: Studio

    def home(self, request: Request) -> Response:
        """The studio. Whoever has come with the token gets a cookie to read by; the token itself stands in no page."""
        values: dict[str, Any] = {"issue": None, "clients": clients()}
        with contextlib.suppress(DigestError):  # which /state tells
            config, issue = self.studio.issue()
            values |= {"plannable": is_next(config, issue), "frozen": has_left(issue), "longest": LONGEST}
            values |= self._outlined(issue)
        page = self.studio.page("studio.html", policy=PAGE_POLICY, **values)
        name = cookie_name(request.headers["host"])
        page.set_cookie(name, self.studio.cookie, path="/", httponly=True, samesite="strict")
        return page

    def state(self, request: Request) -> Response:
        """What a page needs to be up to date."""
        return JSONResponse(self.studio.state())

    def outline(self, request: Request) -> Response:
        """The blocks with what stands in them, and what is left out."""
        _, issue = self.studio.issue()
        return self.studio.page("outline.html", **self._outlined(issue))

    def details(self, request: Request) -> Response:
        """What is known of the story, slot or block that is chosen, and what can be done with it."""
        config, issue = self.studio.issue()
        chosen = request.query_params
        groups = outline(issue)
        values: dict[str, Any] = {
            "issue": issue,
            "groups": groups,
            "frozen": has_left(issue),
        }
        if "story" in chosen:
            return self._story(chosen["story"], issue, groups, values)
        if "slot" in chosen:
            return self._slot(chosen["slot"], config, issue, groups, values)
        group = next((each for each in groups if each.name and each.name == chosen.get("block")), None)
        if group:
            return self.studio.page("details_block.html", group=group, **values)
        return self.studio.page("details_none.html", **values)

    def checks(self, request: Request) -> Response:
        """The findings, what takes the room, and what mail programs support."""
        proof = self.studio.proof()
        groups = outline(proof.issue, proof.email.sizes)
        size = len(proof.email.html.encode("utf-8"))
        support = support_of(proof.email.html, newer_support(proof.config))
        counts = {level.value: sum(each.level is level for each in proof.findings) for level in Level}
        values: dict[str, Any] = {
            "findings": proof.findings,
            "counts": counts,
            "groups": groups,
            "size": size,
            "most": CLIPPED,
        }
        return self.studio.page("checks.html", support=support, **values)

    def inbox(self, request: Request) -> Response:
        """The row of the issue in four inboxes."""
        _, issue = self.studio.issue()
        return self.studio.page("inbox.html", issue=issue, rows=inbox.rows(issue))

    def readers(self, request: Request) -> Response:
        """Readers in whose columns the words occur."""
        config, _ = self.studio.issue()
        words = request.query_params.get("words", "")
        found = find_readers(config, words, limit=READERS + 1)
        return self.studio.page("readers.html", readers=found[:READERS], more=len(found) > READERS)

    def archive(self, request: Request) -> Response:
        """The other issues."""
        config, issue = self.studio.issue()
        issues, broken = earlier_issues(config, issue)
        return self.studio.page("archive.html", issues=issues, broken=broken)

    def sponsors(self, request: Request) -> Response:
        """Who has which slot in the issues to come, and the way to the report."""
        config, _ = self.studio.issue()
        calendar = ad_calendar(config, today=today(config), issues=AHEAD)
        return self.studio.page("sponsors.html", calendar=calendar, names=sponsor_names(config))

    def report(self, request: Request) -> Response:
        """The report as a sponsor gets it."""
        from digest.ads.paper import to_html

        config, _ = self.studio.issue()
        content = to_html(sponsor_report(config, today=today(config)))
        return HTMLResponse(content, headers={"Content-Security-Policy": FRAME_POLICY})

    def _outlined(self, issue: Issue) -> dict[str, Any]:
        return {"issue": issue, "groups": outline(issue), "left": left_out(issue)}

    def _story(self, name: str, issue: Issue, groups: tuple[Group, ...], values: dict[str, Any]) -> Response:
        found = why(issue, name, groups=groups)
        rows = [row for group in groups for row in group.rows]
        item = next((row for row in rows if isinstance(row, Item) and row.story.id == name), None)
        if found is None:
            return self.studio.page("details_none.html", **values)
        pictures = {story.image.url: story.image for story in issue.stories() if story.image}
        return self.studio.page("details_story.html", why=found, item=item, pictures=pictures.values(), **values)

    def _slot(
        self, name: str, config: Config, issue: Issue, groups: tuple[Group, ...], values: dict[str, Any]
    ) -> Response:
        rows = [row for group in groups for row in group.rows]
        ad = next((row for row in rows if isinstance(row, Ad) and row.name == name), None)
        if ad is None:
            return self.studio.page("details_none.html", **values)
        return self.studio.page("details_slot.html", ad=ad, offers=offers(config, issue, name), **values)
