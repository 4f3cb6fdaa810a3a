"""The smaller parts, run by themselves: where the readers come from, the crontab's command, the container's loop."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.automation.runner import EXAMPLE, HERE, ROOT, Hub
from tests.conftest import EXAMPLES
from tests.postgres import Unavailable, find_programs
from tests.smtp.servers import CERTIFICATE
from tests.web import website

CSV = "email,name\nann@example.org,Ann\n"


def audience(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXAMPLE / "scripts" / "audience.sh"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_readers_from_a_secret(tmp_path: Path) -> None:
    """The secret is the file, which others on the machine cannot read."""
    assert audience(tmp_path, SUBSCRIBERS_CSV=CSV.strip(), SUBSCRIBERS_URL="").returncode == 0
    assert (tmp_path / "subscribers.csv").read_text() == CSV
    assert (tmp_path / "subscribers.csv").stat().st_mode & 0o077 == 0


def test_readers_from_an_address(tmp_path: Path) -> None:
    """An https address gives the file; one that fails, or without TLS, ends the job and leaves no half of a list."""
    with website({"/list.csv?key=k": CSV}) as site:
        refused = audience(tmp_path, SUBSCRIBERS_URL=f"{site.base}/list.csv?key=k")
        assert refused.returncode
        assert site.asked == []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        site.socket = context.wrap_socket(site.socket, server_side=True)
        base = site.base.replace("http:", "https:")
        trust = {"CURL_CA_BUNDLE": str(CERTIFICATE)}
        gone = audience(tmp_path, SUBSCRIBERS_URL=f"{base}/gone", **trust)
        assert gone.returncode
        assert "404" in gone.stderr
        assert not (tmp_path / "subscribers.csv").exists()
        assert audience(tmp_path, SUBSCRIBERS_URL=f"{base}/list.csv?key=k", **trust).returncode == 0
    assert (tmp_path / "subscribers.csv").read_text() == CSV


def test_readers_from_a_database(tmp_path: Path, postgres_url: str) -> None:
    """A query gives the file; one that fails ends the job."""
    try:
        programs = find_programs()
    except Unavailable as error:
        pytest.skip(str(error))
    url = sa.make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    path = {"PATH": f"{programs}:{os.environ['PATH']}", "DATABASE_URL": url}
    done = audience(tmp_path, SUBSCRIBERS_SQL="SELECT 'ann@example.org' AS email, 'Ann' AS name", **path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "subscribers.csv").read_text() == CSV
    assert audience(tmp_path, SUBSCRIBERS_SQL="SELECT nonsense", **path).returncode


def test_no_readers(tmp_path: Path) -> None:
    """Where none of the three is set, the job ends and says which there are."""
    done = audience(tmp_path)
    assert done.returncode == 2
    assert "SUBSCRIBERS_URL" in done.stderr


def test_the_crontab_runs(tmp_path: Path) -> None:
    """The crontab's command sends from ~/letter, and writes nothing that cron would mail unless something is wrong."""
    letter = tmp_path / "letter"
    (letter / ".venv" / "bin").mkdir(parents=True)
    for name in ("digest.toml", "feed.xml"):
        (letter / name).write_text((EXAMPLE / name).read_text())
    program = letter / ".venv" / "bin" / "digest"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} {HERE / "digest_at.py"} "$@"\n')
    program.chmod(0o755)
    line = (EXAMPLES / "cron" / "crontab").read_text().splitlines()[-1]

    def call(now: str) -> subprocess.CompletedProcess[str]:
        environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "DIGEST_TEST_NOW": now}
        command = ["sh", "-c", line.split(maxsplit=5)[5]]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    early = call("2026-11-20 06:23")
    assert (early.returncode, early.stdout + early.stderr) == (0, "")
    nobody = call("2026-11-20 07:23")
    assert nobody.returncode == 2
    assert "subscribers.csv" in nobody.stderr
    (letter / "subscribers.csv").write_text(CSV)
    sent = call("2026-11-20 08:23")
    assert (sent.returncode, sent.stdout + sent.stderr) == (0, "")
    assert len(list((letter / "outbox").glob("2026-*.eml"))) == 1


DIGEST = '#!/bin/sh\necho "digest $*"\nexit 5\n'
SLEEP = f"""#!{sys.executable}
import os, pathlib, signal, sys
if not pathlib.Path("slept").exists():
    pathlib.Path("slept").touch()
    sys.exit()
def stopped(*_):
    os.write(1, b"stopped\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, stopped)
print("sleep", *sys.argv[1:], flush=True)
signal.pause()
"""


def test_the_containers_loop(tmp_path: Path) -> None:
    """Without arguments it calls `digest run` again and again, also after one that fails; a stop reaches what runs."""
    for name, text in (("digest", DIGEST), ("sleep", SLEEP)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    loop = EXAMPLES / "docker" / "hourly.sh"
    once = subprocess.run([loop, "doctor"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (once.stdout, once.returncode) == ("digest doctor\n", 5)
    with subprocess.Popen([loop], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        heard = [process.stdout.readline() for _ in range(3)]
        assert heard == ["digest run\n", "digest run\n", "sleep 3600\n"]
        process.terminate()
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(30) == 0


def test_the_example_is_a_newsletter(hub: Hub) -> None:
    """What is in the repository has no reader in it."""
    names = hub.git("ls-tree", "-r", "--name-only", "main").splitlines()
    assert "digest.toml" in names
    assert not [name for name in names if "subscribers" in name or name.startswith(("state", "outbox"))]
