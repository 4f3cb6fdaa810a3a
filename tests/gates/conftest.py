"""Each content rendered once with each theme, for all gates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from digest import pipeline
from digest.config import Config, load
from digest.fields import fill
from digest.models import Email, Issue
from digest.renderer import theme_names
from tests.gates.contents import CONTENTS, SHARED

THEMES = theme_names()


@dataclass(frozen=True)
class Sample:
    """One content in one theme. `page` is the HTML part as a reader gets it, `message` the whole mail."""

    name: str
    config: Config
    issue: Issue
    email: Email
    page: str
    message: bytes


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Config]:
    """The config of a content, whose issue has been planned."""

    @cache
    def plan(content: str) -> Config:
        shared: Path | None = request.getfixturevalue("shared") if content in SHARED else None
        folder = CONTENTS[content](tmp_path_factory.mktemp("gates") / "letter", shared)
        config = load(folder.root / "digest.toml", environment={})
        assert pipeline.plan(config, day=pipeline.issue_day(config)).issue
        return config

    return plan


@pytest.fixture(scope="session")
def sample(planned: Callable[[str], Config]) -> Callable[[str, str], Sample]:
    """A content in a theme, rendered once."""

    @cache
    def render(content: str, theme: str) -> Sample:
        config = planned(content)
        if theme != config.theme.name:  # the example sets options of its own theme
            config = config.model_copy(update={"theme": type(config.theme)(name=theme)})
        issue = pipeline.find_issue(config, None)
        email = pipeline.render_issue(config, issue)
        message = (config.paths.issues / issue.id / "message.eml").read_bytes()
        values = {"name": "Ann", "unsubscribe_url": "https://lantern.example/leave?email=ann%40example.org&token=x"}
        page = fill(email.html, issue.mark, values, encode=lambda value: value.replace("&", "&amp;"))
        return Sample(f"{content} in {theme}", config, issue, email, page, message)

    return render


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `content` and `theme` holds for each of them."""
    if {"content", "theme"} <= set(metafunc.fixturenames):
        pairs = [(content, theme) for content in CONTENTS for theme in THEMES]
        metafunc.parametrize(("content", "theme"), pairs)
