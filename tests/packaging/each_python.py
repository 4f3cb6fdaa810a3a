"""Build the wheel and the source distribution, install both with each Python that is here, and send a first issue.

Needs a package index, so it is no test: `make pythons` calls it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def main() -> None:
    """Print a line for each Python and kind of package; exit with 1 when one of them fails, or none was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", action="append", help="an interpreter; by default those on the PATH")
    given = options.parse_args().python
    pythons = given or [found for version in VERSIONS if (found := shutil.which(f"python{version}"))]
    with tempfile.TemporaryDirectory() as folder:
        _run(sys.executable, "-m", "build", "--outdir", folder, str(ROOT), where=Path(folder))
        packages = sorted(path for path in Path(folder).iterdir() if path.suffix in (".whl", ".gz"))
        worked = [_works(python, package) for python in pythons for package in packages]
    if not worked or not all(worked):
        sys.exit(1)


def _works(python: str, package: Path) -> bool:
    """Whether `package`, installed with `python` alone, makes a folder and mails its first issue to the outbox."""
    kind = "wheel" if package.suffix == ".whl" else "sdist"
    with tempfile.TemporaryDirectory() as folder:
        place, scripts = Path(folder), Path(folder) / "venv" / "bin"
        try:
            version = _run(python, "--version", where=place).strip()
            _run(python, "-m", "venv", str(place / "venv"), where=place)
            _run(str(scripts / "python"), "-m", "pip", "install", "--quiet", str(package), where=place)
            _run(str(scripts / "digest"), "init", "letter", "--yes", where=place)
            said = _run(str(scripts / "digest"), "run", where=place / "letter")
        except subprocess.CalledProcessError as error:
            print(f"{python} {kind}: failed\n{error.stdout}{error.stderr}")
            return False
        accepted = next((line for line in said.splitlines() if "accepted" in line), "")
        print(f"{version} {kind}: {accepted.strip()}")
        return bool(accepted)


def _run(*command: str, where: Path) -> str:
    """What a command prints; it knows nothing of this checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
