"""The job of `examples/gitlab-ci`, run as GitLab's runner does: all of its lines in one bash, `-eo pipefail`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping

import yaml

from tests.automation.post import DUE, NEXT, READERS, Post, status
from tests.automation.runner import Hub
from tests.conftest import EXAMPLES

JOBS = yaml.safe_load((EXAMPLES / "gitlab-ci" / ".gitlab-ci.yml").read_text(encoding="utf-8"))


def run(hub: Hub, now: str, *, lose: Callable[[], None] | None = None, **variables: str) -> tuple[int, str]:
    """A pipeline's job `newsletter` at a time (UTC): its exit code, and what it said. With `lose`, its machine goes
    away when that returns."""
    checkout = hub.root / "runner" / "checkout"
    shutil.rmtree(checkout.parent, ignore_errors=True)
    checkout.parent.mkdir()
    subprocess.run(["git", "clone", "-q", "--depth=20", f"file://{hub.remote}", checkout], check=True)
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=checkout, check=True)
    job, kept = JOBS["newsletter"], hub.cache / "newsletter.state"
    if kept.exists():
        shutil.copy(kept, checkout)
    own = {"CI_PROJECT_DIR": str(checkout), "CI_COMMIT_BRANCH": "main", "PUBLISH_PAUSE": "0", "LANG": "C.UTF-8"}
    own |= {"CI_PROJECT_URL": f"file://{hub.remote}".removesuffix(".git"), "DIGEST_TEST_NOW": now}
    own |= {"PATH": f"{hub.programs}:{os.environ['PATH']}", "HOME": str(checkout.parent)}
    with subprocess.Popen(
        ["bash", "-eo", "pipefail", "-c", "\n".join((*job["before_script"], *job["script"]))],
        cwd=checkout,
        env={**own, **_given(JOBS["variables"], own), **hub.secrets, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        if lose:
            lose()
            os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
    [state] = [cache for cache in job["cache"] if cache["key"] == "newsletter-state"]
    assert state == {"key": "newsletter-state", "paths": ["newsletter.state"], "when": "always"}
    if not lose and (checkout / "newsletter.state").exists():
        shutil.copy(checkout / "newsletter.state", kept)
    return process.returncode, said


def _given(variables: Mapping[str, str | Mapping[str, str]], known: Mapping[str, str]) -> dict[str, str]:
    """The variables with their first values, and those that they name filled in."""
    values = {name: each if isinstance(each, str) else each["value"] for name, each in variables.items()}
    for name, value in known.items():
        values = {each: text.replace(f"${name}", value) for each, text in values.items()}
    return values


def test_a_normal_week(hub: Hub, post: Post) -> None:
    """Nothing before the time, one issue at it, nothing after."""
    assert run(hub, "2026-11-20 06:23")[0] == 0
    assert post.mails == []
    code, said = run(hub, DUE)
    assert code == 0, said
    assert post.everyone_once()
    assert status(hub) == "sent"
    assert run(hub, NEXT)[0] == 0
    assert post.everyone_once()


def test_a_claim_that_cannot_be_published(hub: Hub, post: Post) -> None:
    """Every job fails, nobody is mailed, the owner hears of it once, and the run whose push is taken sends."""
    assert run(hub, "2026-11-20 06:23")[0] == 0
    hook = hub.refuse_pushes()
    for now in (DUE, NEXT):
        code, said = run(hub, now)
        assert (code, post.mails) == (1, [])
        assert "Nothing could be pushed to main" in said
    assert post.notices == ["The Quay Letter: 2026-W47 cannot be published: the repository takes no push."]
    hook.unlink()
    assert run(hub, "2026-11-20 09:23")[0] == 0
    assert post.everyone_once()


def test_a_lost_runner_during_the_send(hub: Hub, post: Post) -> None:
    """Every later run refuses until a person has decided."""
    post.slow_after = 3

    def lose() -> None:
        while len(post.mails) <= 3:
            time.sleep(0.02)

    assert run(hub, DUE, lose=lose)[0] < 0
    post.slow_after = None
    had = list(post.mails)
    code, said = run(hub, NEXT)
    assert code == 6
    assert "--ledger-lost skip" in said
    assert post.mails == had
    assert run(hub, "2026-11-20 09:23", ISSUE="2026-W47", LEDGER_LOST="resend", NEW_LEDGER="true")[0] == 0
    assert set(post.mails) == set(READERS)
    assert status(hub) == "sent"


def test_a_failed_push_after_the_send(hub: Hub, post: Post) -> None:
    """The job fails and says so, and the next one publishes the result without a mail."""
    hook = hub.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\n[ -e seen ] && exit 1\ntouch seen\n")
    hook.chmod(0o755)
    code, said = run(hub, DUE)
    assert code == 1
    assert "The mails have left, and the repository does not know" in said
    assert (post.everyone_once(), status(hub)) == (True, "sending")
    hook.unlink()
    assert run(hub, NEXT)[0] == 0
    assert (post.everyone_once(), status(hub)) == (True, "sent")


def test_a_state_that_went_missing(hub: Hub, post: Post) -> None:
    """The job stops, whoever insists, until a person lets a new ledger count; that mails nobody, and is kept."""
    assert run(hub, DUE)[0] == 0
    kept = hub.cache / "newsletter.state"
    kept.unlink()
    for variables in ({}, {"FORCE": "true"}):
        code, said = run(hub, "2026-11-27 07:23", **variables)
        assert (code, "NEW_LEDGER" in said, kept.exists()) == (6, True, False)
    code, said = run(hub, "2026-11-27 07:33", NEW_LEDGER="true")
    assert (code, kept.exists()) == (0, True), said
    assert run(hub, "2026-11-27 07:43")[0] == 0
    assert post.everyone_once()


def test_a_look_and_a_test(hub: Hub, post: Post) -> None:
    """They mail nobody else and change nothing."""
    code, said = run(hub, DUE, DRY_RUN="true")
    assert code == 0
    assert "6 recipients" in said
    assert run(hub, DUE, TEST_ADDRESS="ed@quay.example")[0] == 0
    assert Counter(reader for reader, _ in post.server.taken) == {"ed@quay.example": 1}
    assert hub.git("log", "--format=%s", "main") == "Edit\n"
