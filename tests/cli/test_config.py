"""Where settings come from, and what is said of one that is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.folder import Folder, digest
from tests.smtp.servers import ScriptedServer


def test_unknown_key(lantern: Folder) -> None:
    """An unknown key ends with 2, the file, the line, the key and what was probably meant."""
    lantern.edit('title = "More"', 'titel = "More"')
    result = lantern("run")
    assert result.exit_code == 2
    line = next(
        number
        for number, text in enumerate((lantern.root / "digest.toml").read_text().splitlines(), start=1)
        if "titel" in text
    )
    assert f"digest.toml:{line}" in result.stderr
    assert 'unknown key "blocks.1.titel"' in result.stderr
    assert 'did you mean "title"?' in result.stderr
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) == 2
    assert not list(lantern.root.glob("issues/*"))


def test_no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a config file the error says how to make one."""
    monkeypatch.chdir(tmp_path)
    result = digest("run")
    assert result.exit_code == 2
    assert str(tmp_path / "digest.toml") in result.stderr
    assert "digest init" in result.stderr


def test_traceback_on_request(lantern: Folder) -> None:
    """`--traceback` shows where an error comes from."""
    (lantern.root / "digest.toml").unlink()
    with pytest.raises(Exception, match="there is no such file"):
        lantern("run", "--traceback")


def test_config_from_the_environment(lantern: Folder) -> None:
    """DIGEST_CONFIG names the config, and --config goes before it."""
    named = {"DIGEST_CONFIG": str(lantern.root / "digest.toml")}
    assert digest("plan", env=named).exit_code == 0
    assert lantern.issue().id == "2026-W47"
    assert digest("plan", "-c", str(lantern.root / "other.toml"), env=named).exit_code == 2


def test_config_in_the_current_folder(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without either, it is digest.toml in the current folder."""
    monkeypatch.chdir(lantern.root)
    assert digest("plan").exit_code == 0
    assert lantern.issue().id == "2026-W47"


def test_date(lantern: Folder) -> None:
    """--date goes before the configured day and decides which issue it is."""
    assert lantern("plan", "--date", "2026-11-25").exit_code == 0
    assert lantern.issue().id == "2026-W48"
    assert lantern.issue().date.isoformat() == "2026-11-25"
    wrong = lantern("plan", "--date", "tomorrow")
    assert wrong.exit_code == 2
    assert "tomorrow" in wrong.stderr


def test_dotenv_names_a_server(lantern: Folder) -> None:
    """A server in .env gets the mail, and the process's own environment stays as it was."""
    before = dict(os.environ)
    with ScriptedServer() as server:
        lantern.write(".env", f"SMTP_URL=smtp://127.0.0.1:{server.port}\n")
        result = lantern("run")
    assert result.exit_code == 0, result.output
    assert {address for address, _ in server.taken} == {"ann@example.org", "bo@example.net", "cy@example.com"}
    assert dict(os.environ) == before
    assert not lantern.mails()
    assert "Nothing left this machine" not in result.stdout


def test_environment_before_dotenv(lantern: Folder) -> None:
    """A server in the environment goes before the one in .env."""
    lantern.write(".env", "SMTP_URL=smtp://127.0.0.1:9\n")
    with ScriptedServer() as server:
        result = lantern("run", env={"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port)})
    assert result.exit_code == 0, result.output
    assert len(server.taken) == 3


def test_outbox_wins_over_a_server(lantern: Folder) -> None:
    """`transport = "outbox"` mails nobody, whatever server is configured, and so needs no yes."""
    lantern.write("digest.toml", (lantern.root / "digest.toml").read_text() + '\n[sending]\ntransport = "outbox"\n')
    with ScriptedServer() as server:
        result = lantern("run", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
        again = lantern("send", env={"SMTP_URL": f"smtp://127.0.0.1:{server.port}"})
    assert (result.exit_code, again.exit_code) == (0, 0)
    assert server.heard == []
    assert len(lantern.mails()) == 3


def test_malformed_server(lantern: Folder) -> None:
    """A malformed SMTP_URL ends with 2 and never shows its password."""
    result = lantern("run", env={"SMTP_URL": "smtp+starttls://ann:s3cret/x@mail.example:587"})
    assert result.exit_code == 2
    assert "SMTP_URL" in result.stderr
    assert "s3cret" not in result.output
