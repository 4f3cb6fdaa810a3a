"""What is shown in the frame: the email as its reader gets it, its text, web version, source and message."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from digest.archive import issue_ids
from digest.pipeline import find_issue, rendered, web_version
from digest.preview.clients import find_client
from digest.preview.studio import FRAME_POLICY, Studio, message_for

EMAIL_POLICY = (
    "default-src 'none'; img-src {images}; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""Of what comes from stories: pictures and styles, and nothing runs."""


@dataclass(frozen=True)
class Parts:
    """The pages of the frame."""

    studio: Studio

    def email(self, request: Request) -> Response:
        """The HTML part, byte for byte as a test to this reader has it."""
        _, message = message_for(self.studio, request)
        return _shown(part(message, "html"), request)

    def simulate(self, request: Request) -> Response:
        """The HTML part as a mail program would change it."""
        client = find_client(request.path_params["client"])
        if client is None:
            return PlainTextResponse("no such mail program", status_code=404)
        _, message = message_for(self.studio, request)
        return _shown(client.simulate(part(message, "html").decode("utf-8")).encode("utf-8"), request)

    def text(self, request: Request) -> Response:
        """The text part."""
        _, message = message_for(self.studio, request)
        text = part(message, "plain").decode("utf-8")
        return self.studio.page("text.html", policy=FRAME_POLICY, text=text)

    def web(self, request: Request) -> Response:
        """The web version, which is the same for all."""
        return _shown(self.studio.proof().email.web.encode("utf-8"), request)

    def source(self, request: Request) -> Response:
        """The HTML before or after its styles went into the tags, with the numbers of its lines."""
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import HtmlLexer

        proof = self.studio.proof()
        before = request.query_params.get("stage") == "before"
        content = proof.source if before else proof.email.html
        formatter = HtmlFormatter(linenos="inline", linespans="L", cssclass="source")
        values: dict[str, Any] = {"lines": content.count("\n"), "bytes": len(content.encode("utf-8")), "before": before}
        code = highlight(content, HtmlLexer(), formatter)
        return self.studio.page("source.html", policy=FRAME_POLICY, code=code, **values)

    def message(self, request: Request) -> Response:
        """The headers of the message and what it is made of."""
        _, content = message_for(self.studio, request)
        message = _parsed(content)
        headers = [(name, _readable(str(value))) for name, value in message.raw_items()]
        query = f"?{request.url.query}" if request.url.query else ""
        values: dict[str, Any] = {
            "headers": headers,
            "tree": tuple(_tree(message)),
            "bytes": len(content),
            "query": query,
        }
        return self.studio.page("message.html", policy=FRAME_POLICY, **values)

    def eml(self, request: Request) -> Response:
        """The whole message as a file."""
        proof, content = message_for(self.studio, request)
        headers = {"Content-Disposition": f'attachment; filename="{proof.issue.id}.eml"'}
        return Response(content, media_type="message/rfc822", headers=headers)

    def earlier(self, request: Request) -> Response:
        """The web version of an issue in the archive, as it was written, else as it would look now."""
        config = self.studio.read_config()
        name = request.path_params["issue"]
        if name not in issue_ids(config.paths.issues):
            return PlainTextResponse("no such issue", status_code=404)
        issue = find_issue(config, name)
        page = web_version(config, issue) or rendered(config, issue).web
        return _shown(page.encode("utf-8"), request)


def part(message: bytes, kind: str) -> bytes:
    """The `plain` or `html` part of `message`, decoded."""
    found = _parsed(message).get_body((kind,))
    content = found.get_payload(decode=True) if found else b""
    assert isinstance(content, bytes)
    return content


def _parsed(message: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _shown(content: bytes, request: Request) -> Response:
    """`content` as a page in the frame; the bytes are the same without pictures, which the policy forbids then."""
    images = "'none'" if request.query_params.get("images") == "off" else "http: https: data:"
    headers = {"Content-Security-Policy": EMAIL_POLICY.format(images=images)}
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)


@dataclass(frozen=True)
class Branch:
    """One part of a message: how deep it lies, its type, its encoding and its size in bytes."""

    depth: int
    kind: str
    encoding: str
    size: int


def _tree(message: EmailMessage, depth: int = 0) -> Iterator[Branch]:
    encoding = str(message.get("Content-Transfer-Encoding", ""))
    yield Branch(depth, message.get_content_type(), encoding, len(message.as_bytes()))
    if message.is_multipart():
        for each in message.iter_parts():
            assert isinstance(each, EmailMessage)
            yield from _tree(each, depth + 1)


def _readable(value: str) -> str:
    """A header's value whose letters outside ASCII the parser left as octets (RFC 6532)."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
