"""What all tests share: no settings of the machine they run on, a magazine, a small newsletter, the shared inputs."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import shutil
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main
import typer.testing
from coverage import Coverage
from hypothesis import HealthCheck, settings

from digest.renderer import Compiled, rendering
from digest.renderer.environment import make_environment
from tests.browser.chromium import ARGUMENTS, find
from tests.cli.folder import Folder, small
from tests.postgres import Unavailable, postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLES = Path(__file__).parents[1] / "examples"
MADE = ("issues", "state", "outbox")
"""What a run leaves in a newsletter's folder."""


UNCOUNTED = ("year", "automation", "browser", "gates")
"""Folders in which coverage counts no lines, as in tests with this mark: others go through the same ones."""
LONG = ("year", "automation", "browser", "gates", "packaging", "contract", "property", "docs")
"""Folders with files that take long, the longest first."""


def pytest_configure() -> None:
    """No property depends on how fast the machine is."""
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: no worker is left alone with it at the end, when the others have nothing to do."""
    order = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(LONG)))


def pytest_collection_finish() -> None:
    """What collecting has made stays: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count no lines in a test that is `uncounted`, in its fixtures and in the processes that it starts: on Python 3.11
    counting takes as long as the work."""
    counting = Coverage.current()
    if counting is None or not (item.path.parent.name in UNCOUNTED or item.get_closest_marker("uncounted")):
        return (yield)
    counting.stop()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        try:
            return (yield)
        finally:
            counting.start()


@pytest.fixture(scope="session", autouse=True)
def _no_settings() -> Iterator[None]:
    """No mail server, no wish for colours and no CI job of whoever runs the tests."""
    prefixes = ("SMTP_", "EMAIL_", "DIGEST_")
    others = {"FORCE_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "TTY_COMPATIBLE", "GITHUB_ACTIONS"}
    others |= {"GITHUB_STEP_SUMMARY", "GITHUB_RUN_ID", "CI_JOB_URL"}
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in others or (name.startswith(prefixes) and name != "DIGEST_SHARED"):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    """The themes' templates are compiled, and the command's options read from its functions, once and not in each test:
    a process of `digest` does so once, too, and it is half of what most of its commands take."""
    kept = Compiled()

    def make(*arguments: Any, compiled: Compiled | None = None, **named: Any) -> Any:
        return make_environment(*arguments, compiled=kept if compiled is None else compiled, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "make_environment", make)
        patch.setattr(typer.testing, "_get_command", functools.cache(typer.main.get_command))
        yield


def copy_example(name: str, to: Path) -> Folder:
    """A copy of one of the examples, without what earlier runs left in it."""
    shutil.copytree(EXAMPLES / name, to, ignore=shutil.ignore_patterns(*MADE))
    return Folder(to)


@pytest.fixture
def magazine(tmp_path: Path) -> Folder:
    """A copy of `examples/magazine` as it comes out of a fresh clone."""
    return copy_example("magazine", tmp_path / "magazine")


@pytest.fixture(scope="session")
def sent_magazine(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A copy of `examples/magazine` after its run; not to be changed."""
    folder = copy_example("magazine", tmp_path_factory.mktemp("sent") / "magazine")
    assert folder("run").exit_code == 0
    return folder


# Playwright's event loop runs in this thread while it is open: no test of another module may find it there, and what
# needs a loop of its own (the example's run) is done before.
@pytest.fixture(scope="module")
def browser(sent_magazine: Folder) -> Iterator[Browser]:
    """Chromium; not having one fails, since `make test` installs it."""
    from playwright.sync_api import sync_playwright

    path = find()
    assert path, "no Chrome or Chromium: run python tests/browser/chromium.py --install"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def lantern(tmp_path: Path) -> Folder:
    """A small newsletter: four stories, three readers, no mail server."""
    return small(tmp_path / "lantern")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared inputs: `DIGEST_SHARED`, or `shared` beside the repository."""
    folder = Path(os.environ.get("DIGEST_SHARED") or Path(__file__).parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("the shared inputs are not here: name their folder in DIGEST_SHARED")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running PostgreSQL server."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(postgres())
        except Unavailable as error:
            pytest.skip(str(error))
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    import sqlalchemy as sa

    name = f"digest_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.exec_driver_sql(f"CREATE DATABASE {name}")
    yield sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as db:
        db.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
