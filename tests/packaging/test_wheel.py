"""The wheel, in an environment that has never seen this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints; it must end well and knows nothing of the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of a new environment with the wheel, which borrows only the dependencies from ours."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    base = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    packages = Path(sysconfig.get_path("purelib", vars=base))
    wheel = next(built.glob("*.whl"))
    # Without --no-deps pip would reach for the network.
    python = sysconfig.get_path("scripts", vars=base) + "/python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet",
        "--disable-pip-version-check", wheel, folder=folder,
    )  # fmt: skip
    # A folder of links and not ours itself, whose .pth file of the editable install would bring the checkout in.
    borrowed = folder / "borrowed"
    borrowed.mkdir()
    for path in {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}:
        for each in path.iterdir():
            if each.suffix != ".pth" and "newsletter_digest" not in each.name and not (borrowed / each.name).exists():
                (borrowed / each.name).symlink_to(each)
    (packages / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return Path(python).parent


def test_wheel_holds_the_themes(built: Path) -> None:
    """The wheel holds the package, its themes, the starter and the preview's files, and nothing else."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"digest", "newsletter_digest"}
    for name in (
        "digest/py.typed",
        "digest/templates/classic/theme.toml",
        "digest/templates/classic/blocks/lead.html",
        "digest/templates/base/blocks/lead.txt",
        "digest/starter/files/digest.toml",
        "digest/starter/sample/stories.xml",
        "digest/starter/ci/github-actions/.github/workflows/newsletter.yml",
        "digest/starter/ci/github-actions/scripts/publish.sh",
        "digest/starter/ci/gitlab-ci/.gitlab-ci.yml",
        "digest/preview/pages/studio.html",
        "digest/preview/assets/studio.js",
    ):
        assert name in names
    theme = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"digest/{name}" for name in theme} <= set(names)


def test_a_job_installs_the_wheel(built: Path, tmp_path: Path) -> None:
    """The requirements of the CI examples name the wheel that a clone builds, where their pages have it put."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    shutil.copy(next(built.glob("*.whl")), wheels)
    requirements = ROOT / "examples" / "github-actions" / "requirements.txt"
    pip = (sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--no-index")
    assert "Would install newsletter-digest-" in run(*pip, "--requirement", requirements, folder=tmp_path)


def test_source_distribution(built: Path) -> None:
    """The source distribution holds what builds the wheel and what tests it."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "digest/cli/__init__.py", "templates/classic/theme.toml"} <= names
    assert "tests/packaging/test_wheel.py" in names
    assert not [name for name in names if name.startswith((".venv", "examples/magazine/outbox"))]


def test_installed_elsewhere(installed: Path, tmp_path: Path) -> None:
    """`digest init` and `digest run` work from another folder, with the themes that came in the wheel."""
    where = "import digest, digest.renderer.theme as t; print(digest.__file__, t.bundled_themes(), sep='\\n')"
    for line in run(installed / "python", "-c", where, folder=tmp_path).splitlines():
        assert Path(line).is_relative_to(installed.parent)
    run(installed / "digest", "init", "x", folder=tmp_path)
    said = run(installed / "digest", "run", "-c", "x/digest.toml", folder=tmp_path)
    readers = (tmp_path / "x" / "subscribers.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert f"{len(readers)} recipients = {len(readers)} accepted" in said
    assert len(list((tmp_path / "x" / "outbox").glob("*.eml"))) == len(readers)
