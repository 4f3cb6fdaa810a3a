"""The composed message: encodings, headers, splicing, and what hostile values cannot do."""

from __future__ import annotations

import html
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hmac import digest
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.config.schema import AudienceConfig
from digest.fields import fill, mark_field
from digest.models import Email, Newsletter, Recipient
from digest.sender import headers
from digest.sender.compose import Compiled, compile_message, sample_message
from digest.sender.headers import clean

MARK = "0123456789abcdef"
DATE = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
SECRET = b"s" * 32
NAME = mark_field(MARK, "name", "reader")
LINK = mark_field(MARK, "unsubscribe_url")
NEWSLETTER = Newsletter(
    name="The Lantern",
    sender="The Lantern <letter@lantern.example>",
    reply_to="desk@lantern.example",
    list_id="lantern.lantern.example",
    archive_url="https://lantern.example/archive",
)


def compiled(
    *,
    subject: str = "News",
    text: str = f"Dear {NAME}\n{LINK}\n",
    body: str = f'<p>Dear {NAME}</p><a href="{LINK}">x</a>\n',
    newsletter: Newsletter = NEWSLETTER,
    test: bool = False,
    issue_id: str = "2026-W47",
    **audience: Any,
) -> Compiled:
    return compile_message(
        Email(subject=subject, html=body, text=text, web=""),
        mark=MARK,
        newsletter=newsletter,
        issue_id=issue_id,
        secret=SECRET,
        audience=AudienceConfig(**audience),
        test=test,
    )


def parsed(raw: bytes) -> EmailMessage:
    """The message as Python's email package reads it; no defects anywhere, no line that SMTP forbids."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    for part in message.walk():
        assert part.defects == []
        assert [field.defects for field in part.values() if field.defects] == []
    return message


def parts(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML, with line ends as composed and without the last one."""
    text, body = message.iter_parts()
    assert (text.get_content_type(), body.get_content_type()) == ("text/plain", "text/html")
    decoded = [part.get_payload(decode=True).decode("utf-8") for part in (text, body)]
    first, second = (one.replace("\r\n", "\n").rstrip("\n") for one in decoded)
    return first, second


def message_for(issue: Compiled, address: str = "ann@example.org", **fields: str) -> EmailMessage:
    return parsed(issue.message(Recipient(address, fields), date=DATE))


def test_the_headers() -> None:
    """What mailbox providers expect of a newsletter is there, once each."""
    issue = compiled(unsubscribe_url="https://lantern.example/u?e={email}&t={token}", one_click=True)
    message = message_for(issue, name="Zoë Ångström")
    token = urlsafe_b64encode(digest(SECRET, b"ann@example.org", "sha256")).rstrip(b"=").decode()
    link = f"https://lantern.example/u?e=ann%40example.org&t={token}"
    assert {name: str(value) for name, value in message.items() if name not in ("Message-ID", "Content-Type")} == {
        "From": "The Lantern <letter@lantern.example>",
        "To": "Zoë Ångström <ann@example.org>",
        "Subject": "News",
        "Date": "Fri, 20 Nov 2026 06:30:00 +0000",
        "List-Unsubscribe": f"<{link}>, <mailto:desk@lantern.example?subject=unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Reply-To": "desk@lantern.example",
        "List-ID": "The Lantern <lantern.lantern.example>",
        "List-Help": "<mailto:desk@lantern.example?subject=help>",
        "List-Archive": "<https://lantern.example/archive>",
        "Feedback-ID": "2026-W47:lantern:newsletter:lanternexample",
        "MIME-Version": "1.0",
    }
    assert re.fullmatch(r"<2026-W47\.[0-9a-f]{32}@lantern\.example>", message["Message-ID"])
    assert link in parts(message)[0]
    assert f'href="{html.escape(link)}"' in parts(message)[1]


def test_without_a_page_to_unsubscribe() -> None:
    """Without a URL the mail address unsubscribes, in the header and in the body; one-click has to be asked for."""
    issue = compiled(newsletter=NEWSLETTER.model_copy(update={"reply_to": "", "archive_url": ""}))
    message = message_for(issue)
    assert message["List-Unsubscribe"] == "<mailto:letter@lantern.example?subject=unsubscribe>"
    assert "mailto:letter@lantern.example?subject=unsubscribe" in parts(message)[0]
    assert {"List-Unsubscribe-Post", "List-Archive", "Reply-To"}.isdisjoint(message.keys())
    assert "List-Unsubscribe-Post" not in message_for(compiled(unsubscribe_url="https://lantern.example/u"))


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("out@lantern.example", "mailto:out@lantern.example?subject=unsubscribe"),
        ("mailto:out@lantern.example?subject=stop", "mailto:out@lantern.example?subject=stop"),
    ],
)
def test_a_configured_mail_address(written: str, url: str) -> None:
    """`unsubscribe_mailto` may be a bare address or a whole mailto URL."""
    assert message_for(compiled(unsubscribe_mailto=written))["List-Unsubscribe"] == f"<{url}>"


def test_message_ids() -> None:
    """One id for a reader of a newsletter's issue, however the address is written; else another; none guessable."""
    issue = compiled()
    ann = issue.message_id("ann@example.org")
    assert issue.message_id(" ANN@Example.ORG") == ann
    for later in (0, 1):  # a message that is repeated has another date, and the same id
        assert issue.message_id("ann@example.org", date=DATE + timedelta(later)) == ann
    assert issue.message(Recipient("ann@example.org"), date=DATE) == issue.message(
        Recipient("ann@example.org"), date=DATE
    )
    daily = NEWSLETTER.model_copy(update={"list_id": "daily.lantern.example"})
    others = {
        issue.message_id("bob@example.org"),
        compiled(issue_id="2026-W48").message_id("ann@example.org"),
        compiled(newsletter=daily).message_id("ann@example.org"),  # or a mailbox would fold the two newsletters
    }
    assert ann not in others
    assert "ann" not in ann


def test_tests_are_marked_and_never_folded() -> None:
    """A test has its own subject and a Message-ID of its own each time."""
    test = compiled(test=True)
    first, second = (parsed(test.message(Recipient("a@b.example"), date=DATE + timedelta(n))) for n in (0, 1))
    assert first["Subject"] == "[Test] News"
    ids = {first["Message-ID"], second["Message-ID"], compiled().message_id("a@b.example")}
    assert len(ids) == 3


def test_fallbacks() -> None:
    """A blank value takes the mark's fallback, and without one the configured one."""
    text = f"{NAME} / {mark_field(MARK, 'town')} / {mark_field(MARK, 'email')}"
    issue = compiled(text=text, subject=f"For {NAME}", fallbacks={"town": "your town", "name": "friend"})
    message = message_for(issue, name=" ", town="")
    assert parts(message)[0] == "reader / your town / ann@example.org"
    assert message["Subject"] == "For reader"
    assert message["To"] == "ann@example.org"
    assert parts(message_for(issue, name="Ann", town="Quelmo"))[0] == "Ann / Quelmo / ann@example.org"


def test_addresses_in_other_scripts() -> None:
    """A domain outside ASCII is punycode on the wire; a local part outside ASCII stays as it is (RFC 6532)."""
    assert message_for(compiled(), "ann@bücher.example")["To"] == "ann@xn--bcher-kva.example"
    assert "\r\nTo: zoë@example.org\r\n".encode() in compiled().message(Recipient("zoë@example.org"), date=DATE)
    issue = compiled(newsletter=NEWSLETTER.model_copy(update={"sender": "Bücher <post@bücher.example>"}))
    assert issue.sender == "post@xn--bcher-kva.example"
    assert message_for(issue)["From"] == "Bücher <post@xn--bcher-kva.example>"


HOSTILE = [
    "Ann\r\nBcc: all@example.org",
    "Ann\n\n<script>alert(1)</script>",
    '"; drop, \\ "quoted" <x@y.example>, z@y.example',
    "=?utf-8?q?=0D=0ABcc:_all@example.org?=",
    "{{ 7 * 7 }}{% raw %}",
    "x" * 10_000,
    "é" * 10_000,
    "\u2028\u2029\x85\x00\x1b[31m",
    f"~{MARK}~email~~",
    "O'Hara, Siobhán (desk)",
    "Ann\ud800",
    "",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_names(value: str) -> None:
    """No value adds a header, a recipient, a line or markup, or makes a line too long."""
    issue = compiled(subject=f"For {NAME}", unsubscribe_url="https://lantern.example/u?t={token}")
    message = message_for(issue, name=value)
    assert message.keys() == message_for(issue, name="Ann").keys()
    assert [mailbox.addr_spec for mailbox in message["To"].addresses] == ["ann@example.org"]
    text, body = parts(message)
    shown = clean(value).strip() or "reader"
    assert text.split("\n")[0] == f"Dear {shown}"
    assert body.startswith(f"<p>Dear {html.escape(shown)}</p><a href=")


def test_hostile_settings() -> None:
    """Line breaks and overlong values in the newsletter's own settings do no harm either."""
    newsletter = Newsletter(
        name="The\r\nBcc: x@y.example Lantern " + "é" * 500,
        sender='"A\nB" <letter@lantern.example>',
        reply_to="desk@lantern.example\r\nBcc: x@y.example",
        list_id="a>\r\nBcc: b",
        archive_url="https://lantern.example/" + "a" * 1000,
    )
    issue = compiled(newsletter=newsletter, issue_id="../W 47\r\n", unsubscribe_url="https://l.example/" + "b" * 990)
    message = message_for(issue)
    assert "Bcc" not in message
    assert "List-Archive" not in message
    assert "l.example/b" not in message["List-Unsubscribe"]


@pytest.mark.parametrize("name", ["Ann", "Ann B. Carter", "Zoë", "Nguyễn Thị Hoa", "山田" * 30, 'A "B" \\C', "=?x?="])
def test_display_names_survive(name: str) -> None:
    """A name comes out of a mail reader as it went in."""
    raw = headers.mailbox("To", name, "a@example.org") + b"\r\n"
    to = message_from_bytes(raw, policy=default)["To"]
    assert to.addresses[0].display_name.replace(" ", "") == name.replace(" ", "")
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))


@given(st.text(max_size=400))
@example("word " * 100)
@example("é" * 300)
@example("x" * 200)
def test_subjects_survive(text: str) -> None:
    """Any text comes out of the Subject as it went in, with single spaces, folded at 78."""
    raw = headers.unstructured("Subject", text)
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert message_from_bytes(raw + b"\r\n", policy=default)["Subject"].strip() == " ".join(clean(text).split())


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=120),
        st.text("ab =.\n\t~_-é", max_size=200),
        st.builds(
            lambda name, fallback: mark_field(MARK, name, fallback), st.sampled_from(["name", "town"]), st.text()
        ),
    ),
    max_size=12,
).map("".join)
VALUES = st.dictionaries(
    st.sampled_from(["name", "town"]), st.one_of(st.text(), st.text("=. \té<", max_size=200), st.sampled_from(HOSTILE))
)


@given(TEXTS, TEXTS, VALUES)
@example(
    "0\x80𐀀0\x80\x80\x80\x80\x80𐀀𐀀 \n" + "x" * 75 + " \n" + "x" * 76 + "\t", "x" * 76 + NAME + " \n", {"name": "x" * 76}
)
def test_splicing_is_filling(text: str, body: str, values: dict[str, str]) -> None:
    """Whatever the texts, fields and values: the parsed parts are what `fields.fill` makes of the originals."""
    message = message_for(compiled(text=text, body=body), **values)
    cleaned = {name: clean(value) for name, value in values.items()}
    filled = (
        fill(text, MARK, cleaned, encode=clean),
        fill(body, MARK, cleaned, encode=lambda value: html.escape(clean(value))),
    )
    expected = tuple(re.sub("\r\n|\r", "\n", one).rstrip("\n") for one in filled)
    assert parts(message) == tuple(one.encode("utf-8", "replace").decode() for one in expected)


def test_the_boundary() -> None:
    """It depends on the content only, and no body can hold it."""
    first = compiled(text="--=_x\n=_").message(Recipient("a@b.example"), date=DATE)
    assert first == compiled(text="--=_x\n=_").message(Recipient("a@b.example"), date=DATE)
    assert first.count(b"=_") == 4  # in the header, before each part, at the end


def test_the_sample() -> None:
    """message.eml is a function of the issue, addressed to nobody, signed with no real key."""
    email = Email(subject=f"For {NAME}", html=f"<p>{LINK}</p>", text=LINK, web="")
    audience = AudienceConfig(unsubscribe_url="https://l.example/{token}")
    made = [
        sample_message(email, mark=MARK, newsletter=NEWSLETTER, issue_id="x", audience=audience, date=DATE)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert parsed(made[0])["To"] == "Reader <reader@example.com>"


def test_the_secret_does_not_show() -> None:
    """The signing key is in no repr."""
    assert "ssss" not in repr(compiled())
