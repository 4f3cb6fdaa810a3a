"""The ready-made files are what their own tools take for good: schemas, linters, and the programs that read them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from digest import __version__
from tests.automation.runner import WORKFLOW
from tests.conftest import EXAMPLES

SCRIPTS = [*EXAMPLES.glob("github-actions/scripts/*.sh"), EXAMPLES / "docker" / "hourly.sh"]
GITLAB = EXAMPLES / "gitlab-ci" / ".gitlab-ci.yml"


def tool(name: str, *arguments: str | Path) -> None:
    """Run a tool that is beside this Python, or on the PATH; what it finds fails the test."""
    beside = Path(sys.executable).with_name(name)
    program = str(beside) if beside.exists() else shutil.which(name)
    if program is None:
        pytest.skip(f"there is no {name}")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_scripts() -> None:
    """shellcheck finds nothing in the scripts, and they can be run."""
    assert len(SCRIPTS) == 5
    tool("shellcheck", *SCRIPTS)
    assert all(path.stat().st_mode & 0o111 for path in SCRIPTS)


def test_the_workflow_passes_actionlint() -> None:
    """actionlint, which reads expressions and runs shellcheck on the steps, finds nothing."""
    tool("actionlint", "-no-color", WORKFLOW)


def test_the_workflow_is_safe() -> None:
    """zizmor finds no injection, no excessive permission, no credential that stays about, no action without a pin."""
    tool("zizmor", "--offline", "--no-progress", WORKFLOW)


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("vendor.github-workflows",), WORKFLOW),
        (("vendor.gitlab-ci", "--data-transform", "gitlab-ci"), GITLAB),
        (("vendor.compose-spec",), EXAMPLES / "docker" / "compose.yml"),
    ],
)
def test_schemas(arguments: tuple[str, ...], path: Path) -> None:
    """Each YAML file fits the schema of the service that reads it."""
    tool("check-jsonschema", "--builtin-schema", *arguments, path)


def test_actions_are_pinned() -> None:
    """Every action is pinned to a commit, the same one wherever it is used, and its version is beside it."""
    used = re.findall(r"uses: (\S+)(.*)", WORKFLOW.read_text(encoding="utf-8"))
    pins: dict[str, set[str]] = {}
    for action, comment in used:
        name, _, commit = action.partition("@")
        assert re.fullmatch(r"[0-9a-f]{40}", commit), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action
        pins.setdefault("/".join(name.split("/")[:2]), set()).add(commit)
    assert all(len(commits) == 1 for commits in pins.values())


def test_no_secret_where_it_is_not_needed() -> None:
    """Installing what others wrote sees no secret, and only publish.sh has what may push."""
    for job in yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values():
        assert "secrets." not in str(job.get("env"))
        for step in job["steps"]:
            text = str(step.get("env", {}))
            assert ("github.token" in text) == ("publish.sh" in step.get("run", ""))
            assert "${{" not in step.get("run", ""), "what people type comes by the environment"
            if "pip" in step.get("run", ""):
                assert text == "{}"


def test_the_version_is_ours() -> None:
    """What the jobs install is the wheel of this version."""
    wheel = f"wheels/newsletter_digest-{__version__}-py3-none-any.whl[postgres]"
    assert (EXAMPLES / "github-actions" / "requirements.txt").read_text().splitlines()[-1] == f"./{wheel}"
    assert f'DIGEST="/{wheel}"' in (EXAMPLES / "docker" / "Dockerfile").read_text()


def test_the_dockerfile() -> None:
    """hadolint finds nothing, and the program does not run as root."""
    path = EXAMPLES / "docker" / "Dockerfile"
    tool("hadolint", path)
    users = re.findall(r"^USER (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert users
    assert users[-1] not in ("root", "0")


def test_the_crontab() -> None:
    """One line that runs every hour at an odd minute, with nothing in it that cron would take for a new line."""
    lines = (EXAMPLES / "cron" / "crontab").read_text(encoding="utf-8").splitlines()
    [job] = [line for line in lines if re.match(r"[0-9*]", line)]
    minute, hour, day, month, weekday, command = job.split(maxsplit=5)
    assert 0 < int(minute) < 60
    assert int(minute) % 5
    assert (hour, day, month, weekday) == ("*", "*", "*", "*")
    assert "%" not in command
    assert command.endswith("digest run -q")
    assert [line for line in lines if line.startswith("MAILTO=")]


def test_the_units(tmp_path: Path) -> None:
    """systemd-analyze finds nothing wrong with the services and the timer."""
    for path in (EXAMPLES / "systemd").glob("newsletter*.*"):
        text = path.read_text(encoding="utf-8").replace("/opt/digest/bin/digest", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    tool("systemd-analyze", "verify", *sorted(tmp_path.iterdir()))
