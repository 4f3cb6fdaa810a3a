"""What the jobs' tests share: a mail server, and a repository with the example in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.automation.post import READERS, Post
from tests.automation.runner import Hub


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    with post.server:
        yield post


@pytest.fixture
def hub(tmp_path: Path, post: Post) -> Hub:
    """The example in a repository, its secrets, and six readers."""
    secrets = {
        "SMTP_URL": f"smtp://127.0.0.1:{post.server.port}",
        "DIGEST_SECRET": "c0ffee" * 8,
        "SUBSCRIBERS_CSV": "\n".join(["email,name", *(f"{reader}," for reader in READERS)]),
    }
    return Hub(tmp_path / "hub", secrets)
