"""The signing key: configured, or made once and kept."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from digest.errors import ConfigError
from digest.sender.secret import signing_key


def test_the_configured_secret_wins(tmp_path: Path) -> None:
    """DIGEST_SECRET is the key, and then no file is made."""
    assert signing_key(SecretStr("from the environment"), tmp_path) == b"from the environment"
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """Many that start together agree on one key, in a file that nobody else may read."""
    state = tmp_path / "state"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: signing_key(None, state), range(16)))
    assert keys == {signing_key(SecretStr(""), state)}
    assert [path.name for path in state.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((state / "secret.key").stat().st_mode) == 0o600
    assert len(keys.pop()) == 64


def test_a_secret_that_can_be_guessed(tmp_path: Path) -> None:
    """A short DIGEST_SECRET is an error with a remedy, which does not show it; 16 bytes will do."""
    with pytest.raises(ConfigError, match="DIGEST_SECRET: shorter than 16 bytes") as caught:
        signing_key(SecretStr("hunter2"), tmp_path)
    assert "openssl" in caught.value.hint
    assert "hunter2" not in str(caught.value)
    assert signing_key(SecretStr("x" * 16), tmp_path) == b"x" * 16


def test_a_key_that_cannot_be_used(tmp_path: Path) -> None:
    """A damaged key file and a folder that cannot be made are errors with a remedy, not new keys."""
    (tmp_path / "secret.key").write_text("short\n")
    with pytest.raises(ConfigError, match=r"secret\.key: is not a key"):
        signing_key(None, tmp_path)
    with pytest.raises(ConfigError, match="DIGEST_SECRET"):
        signing_key(None, tmp_path / "secret.key" / "state")
