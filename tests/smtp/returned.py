"""Messages as they come back, made up: delivery reports, complaints, unsubscribe mails."""

from __future__ import annotations


def bounce(
    address: str, status: str = "5.1.1", *, action: str = "failed", message_id: str = "", final: str = ""
) -> bytes:
    """A delivery report (RFC 3464)."""
    original = f"Final-Recipient: rfc822; {final or address}\nOriginal-Recipient: rfc822;{address}\n"
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: letter@lantern.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

{original}Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{address}>: no such user

--B
Content-Type: message/rfc822

From: letter@lantern.example
To: {address}
Message-ID: {message_id or "<x@elsewhere.example>"}
Subject: Lamps

Dear reader
--B--
""".encode()


def complaint(address: str, *, kind: str = "abuse", named: bool = True) -> bytes:
    """A complaint (RFC 5965)."""
    reader = f"Original-Rcpt-To: <{address}>\n" if named else ""
    return f"""From: feedback@isp.example
To: letter@lantern.example
Subject: FW: Lamps
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an email abuse report.

--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{reader}
--B
Content-Type: message/rfc822

From: letter@lantern.example
To: Reader <{address}>
Subject: Lamps

Dear reader
--B--
""".encode()


def unsubscribe(address: str, subject: str = "unsubscribe", *, more: str = "") -> bytes:
    """What a reader's mail program sends to the address of List-Unsubscribe."""
    return f"From: A Reader <{address}>\nTo: leave@lantern.example\nSubject: {subject}\n{more}\n\n".encode()


QMAIL = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: letter@lantern.example
Subject: failure notice

Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bo@example.net>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <letter@lantern.example>
"""
