"""A browser for the tests, and what they show in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from digest.config import Config, load
from tests.browser.chromium import ARGUMENTS, find
from tests.cli.folder import Folder


# Playwright's event loop runs in this thread while it is open: no test of another module may find it there, and what
# needs a loop of its own (the example's run) is done before.
@pytest.fixture(scope="module")
def browser(sent_magazine: Folder) -> Iterator[Browser]:
    """Chromium; not having one fails, since `make test` installs it."""
    path = find()
    assert path, "no Chrome or Chromium: run python tests/browser/chromium.py --install"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def config(sent_magazine: Folder) -> Config:
    return load(sent_magazine.root / "digest.toml", environment={})


@pytest.fixture(scope="session")
def email(sent_magazine: Folder) -> str:
    """The HTML of the example's issue."""
    return (sent_magazine.root / "issues" / "2026-W47" / "email.html").read_text(encoding="utf-8")
