"""What every transport keeps: the bundled ones, found by their file names, and one from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.schema import SendingConfig, Server
from digest.errors import ConfigError
from digest.models import State, Submission
from digest.registry import names
from digest.sender import transports
from digest.sender.catcher import Catcher
from digest.sender.transports import open_transport, transport_name
from tests.smtp.small_issue import cleared

MESSAGE = b"From: letter@lantern.example\r\nSubject: x\r\n\r\n.dots and all\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Catcher(tmp_path / "server", label="x") as catcher:
        yield Server(host=catcher.host, port=catcher.port, security="none")


@pytest.mark.parametrize("name", [*names(transports.__name__), "digest.sender.transports.memory:open_supply"])
def test_a_transport_takes_messages(name: str, server: Server, tmp_path: Path) -> None:
    """Each supplies connections that accept several messages, answer with the address as given, and close twice."""
    sending = SendingConfig.model_validate({"transport": name})

    async def submit() -> list[Submission]:
        first, second = supply(), supply()
        said = []
        for transport in (first, second, first):
            if transport is not first or not said:
                await transport.connect()
            envelope = ("letter@lantern.example", "o'hara@example.com")
            said.append(await transport.submit(*envelope, MESSAGE, cleared=cleared()))
        for transport in (first, second, first):
            await transport.close()
        return said

    with open_transport(sending, server=server, outbox=tmp_path / "outbox", label="2026-W47") as supply:
        said = asyncio.run(submit())
        assert [(one.address, one.state, one.code) for one in said] == [("o'hara@example.com", State.accepted, 250)] * 3
        assert all(filed.read_bytes() == MESSAGE for filed in tmp_path.rglob("*.eml"))


def test_auto_takes_the_server_where_there_is_one(server: Server) -> None:
    """Without a server mail stays on this machine; with one it goes there; a setting overrides both."""
    assert transport_name(SendingConfig(), server=None) == "outbox"
    assert transport_name(SendingConfig(), server=server) == "smtp"
    assert transport_name(SendingConfig(transport="outbox"), server=server) == "outbox"
    assert transport_name(SendingConfig(transport="desk.mail:open_supply"), server=None) == "desk.mail:open_supply"


@pytest.mark.parametrize(
    ("name", "hint"), [("smpt", 'did you mean "smtp"'), ("nowhere", "there are: auto, memory, outbox, smtp")]
)
def test_a_transport_that_is_not_there(name: str, hint: str) -> None:
    """An unknown transport is a configuration error with what may be said; none of them throws mail away."""
    with pytest.raises(ConfigError) as caught:
        transport_name(SendingConfig(transport=name), server=None)
    assert hint in caught.value.hint
    assert caught.value.where == "[sending] transport"


def test_smtp_needs_a_server(tmp_path: Path) -> None:
    """To ask for smtp without naming a server is a configuration error that names the setting."""
    sending = SendingConfig(transport="smtp")
    with (
        pytest.raises(ConfigError, match="SMTP_URL"),
        open_transport(sending, server=None, outbox=tmp_path, label="x"),
    ):
        pass
