"""A runner of GitHub's jobs, as far as our workflow needs one: each step in bash, in a checkout of a local repository.

The actions that the workflow uses are played: a checkout is a clone, the cache is a folder, Python is the one of the
tests. What the steps run is real: the scripts, git, openssl and digest, which mails to a server on loopback.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.automation.expressions import filled, holds

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLE = ROOT / "examples" / "github-actions"
WORKFLOW = EXAMPLE / ".github" / "workflows" / "newsletter.yml"


class RunnerLost(Exception):
    """The machine went away: no further step, not even those that run `always()`."""


@dataclass
class Step:
    """What became of a step: `success`, `failure` or `skipped`, and what it said."""

    name: str
    outcome: str
    said: str = ""


@dataclass
class Job:
    """One run of a job of the workflow, `send` or `archive`. `before` is called with a step's name before it runs.

    `lost_in` is the step whose processes get SIGKILL once `lose` returns; with `cancelled`, its first process gets
    SIGINT, which is what GitHub does, and the steps after it have their turn.
    """

    hub: Hub
    number: int
    now: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _name: None
    lost_in: str = ""
    lose: Callable[[], None] = lambda: None
    cancelled: bool = False
    branch: str = "main"
    job: str = "send"
    needs: str = ""
    steps: list[Step] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    machine: int = 0

    @property
    def folder(self) -> Path:
        """The checkout: in the same place on each machine, as there."""
        return self.hub.root / f"machine-{self.machine}" / "checkout"

    @property
    def failed(self) -> list[str]:
        return [step.name for step in self.steps if step.outcome == "failure"]

    @property
    def outcome(self) -> str:
        return self.names.get("steps.claim.outputs.outcome", "")

    def said(self, name: str) -> str:
        """What a step said that was run."""
        [step] = [step for step in self.steps if step.name == name and step.outcome != "skipped"]
        return step.said

    def run(self) -> Job:
        """Take every step, to the end or until the runner is lost; on another machine than jobs that run now."""
        self.hub.running += 1
        self.machine = self.hub.running
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        self.folder.parent.mkdir()
        job = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"][self.job]
        self.names = {f"inputs.{name}": text for name, text in self.inputs.items()}
        self.names |= {f"secrets.{name}": text for name, text in self.hub.secrets.items()}
        self.names |= {"github.event_name": "workflow_dispatch" if self.inputs else "schedule"}
        self.names |= {"github.run_id": str(self.number), "github.run_attempt": "1", "github.token": "token-of-the-job"}
        self.names |= {"github.ref_name": self.branch, "github.event.repository.default_branch": "main"}
        self.names |= {"needs.send.outputs.outcome": self.needs, "vars.ARCHIVE_URL": self.hub.archive_url}
        try:
            for step in job["steps"] if holds(job["if"], self.names, succeeded=True) else ():
                self._take(step, job.get("env", {}))
        except RunnerLost:
            self.steps.append(Step("the runner", "failure", "lost"))
        self.hub.running -= 1
        return self

    def _take(self, step: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        name = step.get("name") or step["uses"].partition("@")[0]
        self.before(name)
        if holds(step.get("if", ""), self.names, succeeded=not self.failed):
            taken = self._run(name, step, environment) if "run" in step else self._play(name, step)
        else:
            taken = Step(name, "skipped")
        self.steps.append(taken)
        if "id" in step:
            self.names[f"steps.{step['id']}.outcome"] = taken.outcome

    def _run(self, name: str, step: Mapping[str, Any], environment: Mapping[str, str]) -> Step:
        output = self.folder.parent / "output"
        output.write_text("")
        given = {key: filled(str(text), self.names) for key, text in {**environment, **step.get("env", {})}.items()}
        # What GitHub gives by itself; PATH leads to the digest and the pip of the test.
        own = {"PATH": f"{self.hub.programs}:{os.environ['PATH']}", "HOME": str(self.folder.parent)}
        own |= {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.folder.parent / "summary.md")}
        own |= {"GITHUB_RUN_ID": str(self.number), "DIGEST_TEST_NOW": self.now, "PUBLISH_PAUSE": "0"}
        own |= {"GITHUB_SERVER_URL": "https://forge.example", "GITHUB_REPOSITORY": "quay/letter", "LANG": "C.UTF-8"}
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"], self.names)]
        with subprocess.Popen(
            script,
            cwd=self.folder,
            env={**own, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            if name == self.lost_in:
                self.lose()
                if not self.cancelled:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.communicate()
                    raise RunnerLost
                process.send_signal(signal.SIGINT)
            said, _ = process.communicate()
        for line in output.read_text().splitlines():
            key, _, text = line.partition("=")
            self.names[f"steps.{step['id']}.outputs.{key}"] = text
        return Step(name, "failure" if process.returncode else "success", f"{said}\n(exit {process.returncode})")

    def _play(self, name: str, step: Mapping[str, Any]) -> Step:
        action = step["uses"].partition("@")[0]
        if action == "actions/checkout":
            assert step["with"]["persist-credentials"] is False
            ref = ["-b", filled(step["with"]["ref"], self.names)]
            clone = ["git", "clone", "-q", "--depth=1", *ref, f"file://{self.hub.remote}", self.folder]
            subprocess.run(clone, check=True)
        elif action.startswith("actions/cache/"):
            key, kept = filled(step["with"]["key"], self.names), self.folder / step["with"]["path"]
            if action.endswith("save"):
                shutil.copy(kept, self.hub.cache / key)
            elif newest := self.hub.cached(step["with"]["restore-keys"]):
                shutil.copy(newest, kept)
        elif action == "actions/upload-pages-artifact":
            shutil.copytree(self.folder / step["with"]["path"], self.hub.root / "pages")
        else:
            assert action in ("actions/setup-python", "actions/deploy-pages")
        return Step(name, "success")


class Hub:
    """A forge: a repository with the example in it, the cache and the secrets of its jobs."""

    def __init__(self, root: Path, secrets: Mapping[str, str]) -> None:
        self.root = root
        self.secrets = dict(secrets)
        self.remote = root / "remote.git"
        self.cache = root / "cache"
        self.programs = root / "programs"
        self.archive_url = ""
        self.running = 0
        self._jobs = 0
        self.cache.mkdir(parents=True)
        self.programs.mkdir()
        self._program("digest", f'exec {sys.executable} {HERE / "digest_at.py"} "$@"')
        self._program("python3", f'[ "$2" = pip ] && exit; exec {sys.executable} "$@"')
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.remote], check=True)
        with self.editing() as folder:
            shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)

    def _program(self, name: str, line: str) -> None:
        (self.programs / name).write_text(f"#!/bin/sh\nexport PYTHONPATH={ROOT}\n{line}\n")
        (self.programs / name).chmod(0o755)

    def job(self, now: str, **more: Any) -> Job:
        """A run at the time `now` (UTC); `inputs` make it one that a person started."""
        self._jobs += 1
        return Job(self, self._jobs, now, **more)

    def cached(self, prefix: str) -> Path | None:
        """The newest entry of the cache whose key begins with `prefix`."""
        found = [path for path in self.cache.iterdir() if path.name.startswith(prefix)]
        return max(found, key=lambda path: int(path.name.removeprefix(prefix).partition("-")[0]), default=None)

    def editing(self) -> Editing:
        """A clone, as a person has it; what is changed in it while the context lasts is committed and pushed."""
        return Editing(self)

    def refuse_pushes(self) -> Path:
        """No push is taken while this file is there."""
        hook = self.remote / "hooks" / "pre-receive"
        hook.write_text("#!/bin/sh\necho 'the forge is down' >&2\nexit 1\n")
        hook.chmod(0o755)
        return hook

    def show(self, path: str) -> str:
        """A file, as it is published."""
        return self.git("show", f"main:{path}")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", self.remote, *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
        )
        return done.stdout


class Editing:
    """See `Hub.editing`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def __enter__(self) -> Path:
        self._folder = self._hub.root / f"person-{len(list(self._hub.root.iterdir()))}"
        subprocess.run(["git", "clone", "-q", self._hub.remote, self._folder], check=True, stderr=subprocess.DEVNULL)
        return self._folder

    def __exit__(self, *_exception: object) -> None:
        author = ["-c", "user.name=Ed", "-c", "user.email=ed@quay.example"]
        for command in (["checkout", "-q", "-B", "main"], ["add", "-A"], [*author, "commit", "-qm", "Edit"]):
            subprocess.run(["git", *command], cwd=self._folder, check=True)
        subprocess.run(["git", "push", "-q", "origin", "main"], cwd=self._folder, check=True)
