"""What the tests show in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from digest import archive
from digest.config import Config, load
from tests.browser.desk import opened
from tests.cli.folder import Folder
from tests.cli.running import preview
from tests.conftest import copy_example

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def config(sent_magazine: Folder) -> Config:
    return load(sent_magazine.root / "digest.toml", environment={})


@pytest.fixture(scope="session")
def email(sent_magazine: Folder) -> str:
    """The HTML of the example's issue."""
    return (sent_magazine.root / "issues" / "2026-W47" / "email.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The example with its issue planned; what a test changes there it takes back."""
    folder = copy_example("magazine", tmp_path_factory.mktemp("studio") / "magazine")
    assert folder("plan").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def address(folder: Folder) -> Iterator[str]:
    """Where the studio of `folder` answers."""
    with preview(folder) as (_, url):
        yield url


@pytest.fixture
def page(browser: Browser, address: str, folder: Folder) -> Iterator[Page]:
    """The studio of the issue as it was planned; the test's changes are taken back after it."""
    planned, before = folder.issue(), folder.tree("issues")
    with opened(browser, address) as page:
        yield page
    if folder.tree("issues") != before:
        archive.write_issue(folder.root / "issues", planned)
