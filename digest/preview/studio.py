"""What all pages of the studio share: the issue as it is, the editor's hand on it, and how pages are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from digest.config import Config
from digest.errors import DigestError
from digest.models import Issue, Recipient, Status
from digest.pipeline import find_issue, is_next, preview_message
from digest.preview.changes import Changes
from digest.preview.freshness import Freshness
from digest.preview.proof import Proof, Proofs
from digest.preview.trouble import trouble_of
from digest.preview.workbench import Workbench, revision

HERE = Path(__file__).parent
READER = "reader@example.com"
"""To whom an issue is shown as long as nobody is chosen: a reader of whom nothing is known."""
FRAME_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-same-origin allow-popups allow-downloads"
)
"""Of the studio's own pages in a frame: no script runs there."""


@dataclass(frozen=True)
class Studio:
    """One issue on the desk: `named` is its id, None for the newest. `token` is what a change has to bring."""

    read_config: Callable[[], Config]
    named: str | None
    changes: Changes
    token: str

    @cached_property
    def proofs(self) -> Proofs:
        """The issue and what is made of it."""
        return Proofs(self.read_config, self.named)

    @cached_property
    def bench(self) -> Workbench:
        """The editor's hand."""
        return Workbench(self.read_config, self.named)

    @cached_property
    def freshness(self) -> Freshness:
        """What has changed since the issue was planned."""
        return Freshness(self.bench.made)

    @cached_property
    def templates(self) -> Environment:
        """The studio's own pages, in which everything is escaped."""
        environment = Environment(
            loader=FileSystemLoader(HERE / "pages"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["kilobytes"] = lambda count: f"{count / 1024:.1f} kB"
        return environment

    def issue(self) -> tuple[Config, Issue]:
        """The config and the issue as their files have them, rendered or not."""
        config = self.read_config()
        return config, find_issue(config, self.named)

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

    def state(self) -> dict[str, Any]:
        """What the page needs to know to be up to date."""
        shown = self.proofs.now()
        found: dict[str, Any] = {"print": shown.proof.fingerprint if shown.proof else "", "trouble": None}
        config = shown.proof.config if shown.proof else None
        try:
            config, issue = self.issue()
        except DigestError as error:
            return found | {"issue": None, "trouble": trouble_of(error, config).content()}
        if shown.error:
            found["trouble"] = trouble_of(shown.error, config).content()
        return found | {
            "issue": issue.id,
            "revision": revision(issue),
            "subject": issue.subject,
            "preheader": issue.preheader,
            "status": issue.status.value,
            "frozen": issue.status in (Status.sending, Status.sent),
            "outdated": self.freshness.outdated(config, issue) if is_next(config, issue) else (),
            **self.bench.can(issue),
        }


def reader_of(parameters: Mapping[str, str]) -> Recipient:
    """The reader whom a request names: `reader` is the address, `field.<name>` what a merge field says."""
    fields = {name.removeprefix("field."): value for name, value in parameters.items() if name.startswith("field.")}
    return Recipient(parameters.get("reader", "").strip() or READER, fields)


def message_for(studio: Studio, request: Request) -> tuple[Proof, bytes]:
    """The message that a test submits to the reader whom `request` names."""
    proof = studio.proof()
    return proof, preview_message(proof.config, proof.issue, proof.email, reader_of(request.query_params))
