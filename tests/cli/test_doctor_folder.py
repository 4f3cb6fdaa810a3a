"""`digest doctor` on what lies in the folder: disk, secrets, repository, audience, ads, theme, samples."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.folder import digest
from tests.cli.healthy import DOMAIN, Healthy


@pytest.mark.parametrize("name", ["issues", "state"])
def test_a_folder_that_cannot_be_written(healthy: Healthy, name: str) -> None:
    """A file in the folder's place, so that root cannot write there either."""
    healthy.folder.write(name, "")
    _, said = healthy.look()
    assert f"{name}/ cannot be written" in said["disk"][0]["message"]


@pytest.mark.parametrize(("megabytes", "health"), [(3, "fault"), (200, "warning")])
def test_a_full_disk(healthy: Healthy, monkeypatch: pytest.MonkeyPatch, megabytes: int, health: str) -> None:
    """Too little room is told in numbers, before a send finds out."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=megabytes * 1024 * 1024))
    assert f"{megabytes} MB are left" in healthy.only("disk", health)


@pytest.mark.parametrize(("mode", "health"), [(0o644, "fault"), (0o640, "warning")])
def test_secrets_that_others_can_read(healthy: Healthy, mode: int, health: str) -> None:
    """.env with a password in it is its owner's alone."""
    (healthy.folder.root / ".env").chmod(mode)
    assert f"mode {mode:o}" in healthy.only("secrets", health)


def test_an_env_that_is_no_text(healthy: Healthy) -> None:
    """A .env in another encoding is the config's fault; nothing else breaks over it."""
    (healthy.folder.root / ".env").write_bytes(b"SMTP_PASSWORD=\xff\n")
    code, said = healthy.look()
    assert code == 1
    assert said.pop("config")[0]["message"].endswith("invalid start byte")
    assert {each["health"] for signs in said.values() for each in signs} == {"skipped"}


def test_state_that_others_can_read(healthy: Healthy) -> None:
    """The key and the ledger are nobody else's business."""
    healthy.folder.write("state/secret.key", "x" * 40).chmod(0o644)
    assert "state/secret.key" in healthy.only("secrets", "warning")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("# SMTP_URL=smtp+starttls://ann:hunter22@mail.example:587", "smtp+starttls://"),
        ('# smtp_password = "hunter22"', '"smtp_password"'),
    ],
)
def test_a_password_in_the_config(healthy: Healthy, line: str, what: str) -> None:
    """A password in digest.toml, be it in a comment, is found by its line and not repeated; a placeholder is none."""
    healthy.folder.edit("[newsletter]", f"[newsletter]\n# smtp://user:password@host\n{line}")
    said = healthy.only("secrets")
    assert "line 4 of digest.toml holds a secret: " in said
    assert what in said
    assert "hunter22" not in said


def test_what_is_no_password(healthy: Healthy) -> None:
    """A section called Secret or a placeholder is no secret; a login in the address of a feed is a warning."""
    weights = '[selection.sections]\nSecret = 2\nPassword = 1.5\n\n[schedule]\n# password = "password"'
    healthy.folder.edit("[schedule]", weights)
    assert healthy.look() == (0, {})
    healthy.folder.edit("[newsletter]", "[newsletter]\n# https://ann:hunter22@feeds.saltmarsh.org/all")
    assert "an address with a password (https://…)" in healthy.only("secrets", "warning")


def test_an_audience_that_cannot_be_read(healthy: Healthy) -> None:
    """A file in another encoding, rows that are no readers, nobody at all."""
    path = healthy.folder.root / "subscribers.csv"
    path.write_bytes("email,name\nann@saltmarsh-reader.org,J\xfcrgen\n".encode("latin-1"))
    assert "not UTF-8" in healthy.only("audience")
    healthy.folder.write("subscribers.csv", "email\nann@saltmarsh-reader.org\nANN@saltmarsh-reader.org\nnobody\n")
    said = healthy.only("audience", "warning")
    assert "is already in row 2" in said
    assert "(and 1 more)" in said
    path.unlink()
    assert "there is no subscribers file" in healthy.only("audience")
    healthy.folder.write("subscribers.csv", "email\n")
    assert "nobody to send to" in healthy.only("audience")


def test_everybody_suppressed(healthy: Healthy) -> None:
    """A list of people who may not be mailed is a list of nobody."""
    healthy.folder("suppress", "add", "ann@saltmarsh-reader.org", "bo@saltmarsh-reader.org")
    assert "2 suppressed" in healthy.only("audience")


def test_samples_that_would_be_sent(healthy: Healthy) -> None:
    """Once there is a mail server, a made-up sender is a fault, and so is what readers would see of the samples."""
    healthy.folder.edit(DOMAIN, "example.com")
    healthy.folder.edit("2 Sluice Lane, Saltmarsh", "1 Example Street, Exampletown")
    healthy.folder.edit("ann@saltmarsh-reader.org", "ann@example.org", name="subscribers.csv")
    code, said = healthy.look()
    assert code == 1
    assert [each["health"] for each in said["samples"]] == ["fault", "fault", "warning"]
    assert said["domain"][0]["message"] == "example.com belongs to nobody"


def test_words_of_the_samples(healthy: Healthy, tmp_path: Path) -> None:
    """The starter's note, ad and promo are told as long as their own words are in them, also with a real address."""
    digest("init", str(tmp_path / "new"), "--yes")
    healthy.folder.edit('kind = "list"', 'kind = "note"\nfile = "note.md"\n[[blocks]]\nkind = "ad"\nslot = "top"')
    healthy.folder.edit('kind = "lead"', 'kind = "lead"\n[[blocks]]\nkind = "promo"\nname = "print"')
    for name in ("note.md", "ads.toml"):
        healthy.folder.write(name, (tmp_path / "new" / name).read_text().replace("example.com", "saltmarsh-letter.org"))
    assert healthy.only("samples", "warning").splitlines() == [
        "the editor's note is a sample",
        "the booking teahouse-first is a sample",
        "the promo print is a sample",
    ]
    healthy.due_today()
    assert healthy.folder("plan").exit_code == 0
    assert "3 of the samples of `digest init` would be sent" in healthy.folder("check").output


def test_ads(healthy: Healthy) -> None:
    """A booking that fits no slot is a fault; bookings that have all ended are a warning."""
    healthy.folder.edit('kind = "list"', 'kind = "list"\n\n[[blocks]]\nkind = "ad"\nslot = "top"')
    booking = """
[[sponsors]]
id = "a"
name = "A"
[[bookings]]
id = "b"
sponsor = "a"
slots = ["SLOT"]
first = 2020-01-01
last = 2020-02-01
[[bookings.creatives]]
headline = "Tea"
url = "https://a-teahouse.org"
"""
    healthy.folder.write("ads.toml", booking.replace("SLOT", "top"))
    assert "every booking has ended" in healthy.only("ads", "warning")
    healthy.folder.write("ads.toml", booking.replace("SLOT", "side"))
    assert "side" in healthy.only("ads")


def test_a_theme_that_is_not_there(healthy: Healthy) -> None:
    """The theme, a language without labels, a note that is missing, pictures that cannot be shown."""
    healthy.folder.edit("[schedule]", '[theme]\nname = "clasic"\n\n[schedule]')
    assert "clasic" in healthy.only("theme")
    healthy.folder.edit(
        'name = "clasic"',
        'name = "classic"\n\n[preview]\nimages = { "https://p.example/" = "gone", "https://q.example/" = "." }',
    )
    assert "gone is no folder" in healthy.only("theme", "warning")
    healthy.folder.edit('kind = "lead"', 'kind = "note"\nfile = "note.md"')
    assert "note.md" in healthy.look()[1]["theme"][-1]["message"]


def test_what_git_keeps(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is personal or secret must be in no repository, and must not get there by accident."""
    git = ("git", "-C", str(healthy.folder.root))
    subprocess.run([*git, "init", "-q"], check=True)
    healthy.folder.write("state/note", "x")
    said = healthy.only("repository", "warning")
    assert [line.split()[0] for line in said.splitlines()] == [".env", "state", "subscribers.csv"]
    healthy.folder.write(".gitignore", ".env\nstate/\noutbox/\nsubscribers.csv\n")
    assert healthy.look() == (0, {})
    subprocess.run([*git, "add", "-f", ".env", "state"], check=True)
    said = healthy.only("repository")
    assert ".env is in version control" in said
    assert "state is in version control" in said
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert healthy.look() == (0, {})


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Without a folder there is a fault, and no program error."""
    result = digest("doctor", "--offline", "-c", str(tmp_path / "gone" / "digest.toml"))
    assert result.exit_code == 1
    assert "there is no such file" in result.stdout
    assert "tell the authors" not in result.stdout
