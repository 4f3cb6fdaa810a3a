"""The mail server: it can be reached, speaks TLS with a valid certificate, and lets us in. Nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address

from digest.config.schema import Server
from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fault, fine, warning
from digest.pipeline.record import transport
from digest.sender import meet

RANK = 90
ONLINE = True
LIMIT = 60.0
ANSWER = 15.0
"""Seconds for each of the server's answers; a send may give it more (`[sending] timeout`)."""
SOON = timedelta(days=14)
"""A certificate that is to be renewed by a machine is so a month before its end: at two weeks that has failed."""


def look(patient: Patient) -> Iterator[Sign]:
    """A connection opens up to the point at which a mail would begin."""
    config = patient.config
    name, server = transport(config), config.server
    if name != "smtp":
        yield fine(f"none is used: mails go to the {name}, and nobody is mailed")
        return
    if server is None:
        yield fault("no server is named, and [sending] transport is smtp", "set SMTP_URL in .env")
        return
    place = f"{server.host}:{server.port}"
    met = asyncio.run(meet(server, patience=min(config.sending.timeout.total_seconds(), ANSWER)))
    login = f"lets {server.user} in" if server.user else "answers (no login is configured)"
    secured = f" over {met.tls}" if met.tls else ""
    until = f", certificate until {met.until:%Y-%m-%d}" if met.until else ""
    yield fine(f"{place} {login}{secured}{until}; no mail was begun")
    if not met.tls and not _is_near(server):
        yield warning("mails, and a password, go there in clear", "write smtp+starttls:// or smtps:// in SMTP_URL")
    elif met.tls and not server.verify:
        yield warning(
            "its certificate is not checked (SMTP_VERIFY=no)", "anybody could answer in its place: take that out"
        )
    if met.until and met.until - patient.now < SOON:
        left = counted(max(0, (met.until - patient.now).days), "day")
        yield warning(f"its certificate ends in {left}", "have it renewed: after that, nothing is sent")


def _is_near(server: Server) -> bool:
    """Whether it is on this machine."""
    try:
        return ip_address(server.host).is_loopback
    except ValueError:
        return server.host == "localhost"
