"""What tests of commands share: a clock that can be set, and a newsletter in which all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from digest.pipeline import domain
from tests.cli.folder import Folder
from tests.cli.healthy import CONFIG, RECORDS, Healthy, fresh_feed
from tests.smtp import servers
from tests.smtp.servers import Behave, ScriptedServer, usual
from tests.web import website


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock that a run goes by, in UTC."""

    def set_to(text: str) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(tz)

        monkeypatch.setattr("digest.pipeline.clock.datetime", Clock)

    return set_to


@pytest.fixture
def behave() -> Behave:
    return usual


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behave: Behave) -> Iterator[Healthy]:
    """All that a newsletter needs, on loopback."""
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.CERTIFICATE))
    records = dict(RECORDS)
    monkeypatch.setattr(domain, "resolver", lambda: lambda name, kind: records.get((name, kind), []))
    folder = Folder(tmp_path / "saltmarsh")
    offers = ("STARTTLS", "AUTH PLAIN")
    with website({"/feed.xml": fresh_feed()}) as site, ScriptedServer(behave, offers=offers, tls="starttls") as server:
        folder.write("digest.toml", CONFIG.replace("URL", site.base))
        folder.write("subscribers.csv", "email,name\nann@saltmarsh-reader.org,Ann\nbo@saltmarsh-reader.org,Bo\n")
        folder.write(".env", f"SMTP_URL=smtp+starttls://ann:hunter22@localhost:{server.port}\n").chmod(0o600)
        yield Healthy(folder, site, server, records)
