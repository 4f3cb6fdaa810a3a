"""Every shell command of the README, the guides and the examples' pages works as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from digest import archive
from digest.config import load
from digest.models import Status
from tests.cli.folder import Folder, feed, small
from tests.conftest import EXAMPLES, MADE

ROOT = Path(__file__).parents[2]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
    if "_build" not in path.parts
}
SERVES = "serves until it is stopped: tests/cli/test_preview.py starts it"
NETWORK = "asks the network, which tests never do: "
DOCKER = "needs Docker: tests/automation reads the files that it is given"
SYSTEM = "changes the machine: tests/automation reads the files that it installs"
INSTALLS = "installs: tests/packaging does so with the wheel"
ELSEWHERE: Mapping[str, str] = {
    "make demo": "CI runs it: .github/workflows/ci.yml",
    "make test": "is what runs this test",
    "make lint types check-imports": "is a part of `make test`",
    ".venv/bin/python -m pytest tests/unit -q": "is a part of `make test`",
    "make screenshots": "draws pictures for minutes, to be looked at",
    ".venv/bin/python docs/contact_sheet.py": "draws a picture, to be looked at",
    "make docs": "tests/docs/test_site.py builds the site",
    "python3 -m venv .venv && .venv/bin/pip install .": INSTALLS,
    ". .venv/bin/activate": INSTALLS,
    "pip install pillow": INSTALLS,
    "docker compose up --detach --build": DOCKER,
    "docker compose run --rm newsletter doctor": DOCKER,
    "docker compose logs newsletter": DOCKER,
    ".venv/bin/pip wheel --no-deps --wheel-dir my-letter/wheels .": INSTALLS,
    ".venv/bin/pip wheel --no-deps --wheel-dir letter/wheels .": INSTALLS,
    "python3 -m venv ~/letter/.venv": INSTALLS,
    "~/letter/.venv/bin/pip install .": INSTALLS,
    "(cd ~/letter && .venv/bin/digest preview)": SERVES,
    "(crontab -l; cat examples/cron/crontab) | crontab -": SYSTEM,
    "python3 -m venv /opt/digest": SYSTEM,
    "/opt/digest/bin/pip install .": SYSTEM,
    "useradd --system --home-dir /var/lib/newsletter --shell /usr/sbin/nologin newsletter": SYSTEM,
    "install --directory --owner=newsletter --group=newsletter --mode=700 /var/lib/newsletter": SYSTEM,
    "runuser -u newsletter -- /opt/digest/bin/digest init /var/lib/newsletter": SYSTEM,
    "install -m 600 /var/lib/newsletter/.env.example /etc/newsletter.env": SYSTEM,
    "cp examples/systemd/newsletter*.service examples/systemd/newsletter.timer /etc/systemd/system/": SYSTEM,
    "systemctl daemon-reload": SYSTEM,
    "systemd-run --pty --uid=newsletter -p EnvironmentFile=/etc/newsletter.env"
    " -p WorkingDirectory=/var/lib/newsletter /opt/digest/bin/digest doctor": SYSTEM,
    "systemctl enable --now newsletter.timer": SYSTEM,
    "digest preview": SERVES,
    "digest preview 2026-W47 --no-open --port 8080": SERVES,
    "digest preview -n town": SERVES,
    "digest preview -n harbour -c examples/several/digest.toml": SERVES,
    "digest check --online": f"{NETWORK}tests/cli/test_checks.py has a site on loopback",
    "digest check --dns --selector s1": f"{NETWORK}tests/cli/test_checks.py has a resolver of its own",
    "digest checks update": f"{NETWORK}tests/cli/test_checks.py",
    "digest checks update data.json": "tests/cli/test_checks.py, with a file that is there",
    "digest checks update caniemail-2.0.2.tgz": "tests/unit/test_checks_support.py, with a file that is there",
    "digest send 2026-W47 --ledger-lost skip": "tests/cli/test_run.py, with a ledger that is lost",
    "digest collect https://lantern.example/wp-json/wp/v2/posts": f"{NETWORK}tests/unit/test_sources_wordpress.py",
}
"""What is not run here, and why, or where it is."""


def commands(page: str) -> Iterator[str]:
    """The lines of a page's shell blocks without their comments; in the examples' pages, of the indented blocks too."""
    for token in MarkdownIt().parse(PAGES[page]):
        indented = token.type == "code_block" and page.startswith("examples/")
        if indented or (token.type == "fence" and token.info.strip() in {"sh", "bash", "shell", "console"}):
            for line in token.content.splitlines():
                if command := re.sub(r"(^|\s+)#\s.*", "", line).strip():
                    yield command


def nothing(root: Path) -> None:
    """An empty folder."""


def planned(root: Path) -> None:
    """A newsletter with an issue that is rendered, and where it would be published."""
    folder = small(root)
    folder.edit('name = "The Lantern"', 'name = "The Lantern"\narchive_url = "https://lantern.example/letters"')
    assert folder("plan").exit_code == folder("render").exit_code == 0


def sent(root: Path) -> None:
    """A newsletter with an issue that was sent."""
    planned(root)
    folder = Folder(root)
    archive.write_issue(root / "issues", folder.issue().model_copy(update={"status": Status.sent}))


def several(root: Path) -> None:
    """The newsletters of the page, which read a file."""
    folder = small(root)
    config = PAGES["docs/newsletters.md"].split("```toml\n")[1].partition("```")[0]
    folder.write("digest.toml", config.replace('url = "https://lantern.example/feed/"', 'file = "feed.xml"'))
    folder.write("feed.xml", feed("Lamps of the north", "A harbour in fog", "Bread at dawn"))
    folder.write("subscribers.csv", "email,town,world\nann@example.org,yes,no\nbo@example.net,yes,yes\n")


def examples(root: Path) -> None:
    """The examples, as a clone of the repository has them."""
    shutil.copytree(EXAMPLES, root / "examples", ignore=shutil.ignore_patterns(*MADE))


def at_home(root: Path) -> None:
    """The examples, and digest where cron's page installs it, which knows today's date."""
    examples(root)
    write_program(root.parent / "letter" / ".venv" / "bin" / "digest")


def write_program(path: Path) -> None:
    """`digest`, as it is on the PATH once it is installed."""
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'from digest.cli import main; main()' \"$@\"\n")
    path.chmod(0o755)
    python = path.with_name("python")  # that of the environment it is installed in: Debian has none of this name
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)


def mailchimp(root: Path) -> None:
    """Readers from Mailchimp."""
    shutil.copytree(EXAMPLES / "from-mailchimp", root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*MADE))


FOLDERS: Mapping[str, Callable[[Path], None]] = {
    "README.md": nothing,
    "docs/start.md": nothing,
    "docs/archive.md": sent,
    "docs/newsletters.md": several,
    "docs/moving.md": mailchimp,
    "examples/cron/README.md": at_home,
}
"""In which folder a page's commands are run; others in one with a planned issue."""
RUN = [page for page in PAGES if set(commands(page)) - set(ELSEWHERE)]


@pytest.mark.parametrize("page", RUN)
def test_the_commands_of_a_page_work(page: str, tmp_path: Path) -> None:
    """One after the other, in one shell, they do what they shall: none fails."""
    root, bin_folder = tmp_path / "here", tmp_path / "bin"
    root.mkdir()
    prepare = FOLDERS.get(page, examples if page.startswith("examples/") else planned)
    prepare(root)
    write_program(bin_folder / "digest")
    script = "\n".join(("set -eux", *(each for each in commands(page) if each not in ELSEWHERE)))
    environment = {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        **{
            f"GIT_{who}_{what}": "nell@lantern.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        },
        # What `digest init` makes is of today; all the other stories are of that day's week.
        **({} if prepare in (nothing, at_home) else {"DIGEST_DATE": "2026-11-20"}),
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=root, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_run_elsewhere_is_documented() -> None:
    """The list of what is not run here names nothing that no page has."""
    assert set(ELSEWHERE) <= {command for page in PAGES for command in commands(page)}


SERVERS = sorted({each for page in PAGES for each in commands(page) if each.startswith("SMTP_")})


@pytest.mark.parametrize("line", SERVERS)
def test_the_servers_are_understood(line: str, lantern: Folder) -> None:
    """Each SMTP_URL of the documentation is one, with a host and a port, and encrypted where it has a password."""
    lantern.write(".env", line)
    server = load(lantern.root / "digest.toml", environment={}).server
    assert server is not None
    assert server.host in line
    assert bool(server.user) == ("@" in line) == (server.security != "none")
