"""What all pages of the studio share: the issue as it is, the editor's hand on it, and how pages are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from digest.config import Config
from digest.editing import MOST
from digest.errors import DigestError
from digest.models import Issue
from digest.pipeline import changed_since, check_ads, is_next, preview_message
from digest.preview.proof import Proof, Proofs
from digest.preview.trouble import Trouble, trouble_of
from digest.preview.wishes import reader_of
from digest.preview.words import sentence
from digest.preview.workbench import Workbench, revision

HERE = Path(__file__).parent
FRAME_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-same-origin allow-popups allow-downloads"
)
"""Of the studio's own pages in a frame: no script runs there."""


def pages() -> Environment:
    """The studio's own pages, in which everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "pages"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["most"] = MOST
    environment.filters["sentence"] = sentence
    environment.filters["kilobytes"] = lambda count: f"{count / 1024:.1f} kB"
    return environment


@dataclass(frozen=True)
class Studio:
    """One issue on the desk: `proofs` are what is made of it, `bench` is the editor's hand, `templates` are the pages
    around it. `cookie` is what a browser may read it by."""

    read_config: Callable[[], Config]
    cookie: str
    proofs: Proofs
    bench: Workbench
    templates: Environment

    def issue(self) -> tuple[Config, Issue]:
        """The config and the issue as their files have them, rendered or not. Raises DigestError when there is none."""
        return self.proofs.read()

    def page(self, name: str, *, status: int = 200, policy: str = "", **values: Any) -> HTMLResponse:
        """The page called `name` with `values`; a fragment of the studio unless it has a `policy` of its own."""
        headers = {"Content-Security-Policy": policy} if policy else None
        content = self.templates.get_template(name).render(**values)
        return HTMLResponse(content, status_code=status, headers=headers)

    def proof(self) -> Proof:
        """What is shown now, be it the last that was good. Raises DigestError when there has been none."""
        shown = self.proofs.now()
        if shown.proof is None:
            raise shown.error or DigestError("there is nothing to show")
        return shown.proof

    def trouble(self, error: DigestError) -> Trouble:
        """`error` as a page shows it, with the lines around it, be it the config itself that cannot be read."""
        try:
            config: Config | None = self.read_config()
        except DigestError:
            config = self.proofs.last.config if self.proofs.last else None
        return trouble_of(error, config)

    def state(self) -> dict[str, Any]:
        """What the page needs to know to be up to date."""
        shown = self.proofs.now()
        try:
            config, issue = self.issue()
        except DigestError as error:
            # Whoever opens the page now sees no email at all.
            return {"issue": None, "print": "", "trouble": self.trouble(error).content()}
        frozen = has_left(issue)
        trouble = shown.error or _wrong_with_ads(config)
        return {
            "print": shown.proof.fingerprint if shown.proof else "",
            "trouble": self.trouble(trouble).content() if trouble else None,
            "issue": issue.id,
            "revision": revision(issue),
            "subject": issue.subject,
            "preheader": issue.preheader,
            **standing(issue),
            "frozen": frozen,
            "outdated": changed_since(config, issue) if is_next(config, issue) and not frozen else (),
            **self.bench.can(issue),
        }


def standing(issue: Issue) -> dict[str, str]:
    """How far `issue` has come, and why it is on hold; "" when it is not."""
    on_hold = issue.standing == "on hold"
    return {
        "status": issue.status.value,
        "standing": issue.standing,
        "hold": issue.review.reason if on_hold else "",
    }


def has_left(issue: Issue) -> bool:
    """Whether mails of `issue` have begun to leave, so that it is only looked at."""
    return issue.may_have_left


def _wrong_with_ads(config: Config) -> DigestError | None:
    try:
        check_ads(config)
    except DigestError as error:
        return error
    return None


def message_for(studio: Studio, request: Request) -> tuple[Proof, bytes]:
    """The message that a test submits to the reader whom `request` names."""
    proof = studio.proof()
    return proof, preview_message(proof.config, proof.issue, proof.email, reader_of(request.query_params))
