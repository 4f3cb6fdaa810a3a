"""What the tests show in the browser."""

from __future__ import annotations

import pytest

from digest.config import Config, load
from tests.cli.folder import Folder


@pytest.fixture(scope="session")
def config(sent_magazine: Folder) -> Config:
    return load(sent_magazine.root / "digest.toml", environment={})


@pytest.fixture(scope="session")
def email(sent_magazine: Folder) -> str:
    """The HTML of the example's issue."""
    return (sent_magazine.root / "issues" / "2026-W47" / "email.html").read_text(encoding="utf-8")
