"""What a command may write: looking, trying and testing change nothing."""

from __future__ import annotations

import pytest

from tests.cli.folder import Folder, digest
from tests.smtp.servers import ScriptedServer

STATE = ("issues", "state", "digest.toml", "subscribers.csv")
LOOKING = (
    ("collect",),
    ("explain",),
    ("check",),
    ("status",),
    ("send", "--dry-run"),
    ("send", "--dry-run", "--json"),
    ("plan",),
    ("suppress", "list"),
)


def state(folder: Folder) -> dict[str, bytes]:
    """Every file but the mails: what a send, a plan or an editor would change."""
    return {name: content for name, content in folder.tree().items() if not name.startswith("outbox")}


@pytest.mark.parametrize("sent", [False, True], ids=["planned", "sent"])
def test_looking_changes_nothing(sent: bool, lantern: Folder) -> None:
    """These commands leave every file as it was, before a send and after it."""
    assert lantern("run" if sent else "plan").exit_code == 0
    for command in LOOKING:
        before = lantern.tree()
        assert lantern(*command).exit_code == 0
        assert lantern.tree() == before, command


@pytest.mark.parametrize("sent", [False, True], ids=["planned", "sent"])
def test_a_test_mail_changes_nothing(sent: bool, lantern: Folder) -> None:
    """`test` files or submits its mail and leaves everything else as it was."""
    assert lantern("run" if sent else "plan").exit_code == 0
    before = state(lantern)
    assert lantern("test", "ed@lantern.example").exit_code == 0
    assert "test-2026-W47--ed@lantern.example.eml" in lantern.mails()
    with ScriptedServer() as server:
        url = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        assert lantern("test", "ed@lantern.example", env=url).exit_code == 0
    assert len(server.taken) == 1
    assert state(lantern) == before


def test_render_writes_the_four_files(lantern: Folder) -> None:
    """`render` writes email.html, email.txt, index.html and message.eml, the same each time, and nothing else."""
    assert lantern("plan").exit_code == 0
    before = lantern.tree()
    result = lantern("render")
    assert result.exit_code == 0
    names = {f"issues/2026-W47/{name}" for name in ("email.html", "email.txt", "index.html", "message.eml")}
    assert set(lantern.tree()) - set(before) == names
    assert all(name.rpartition("/")[2] in result.stdout for name in names)
    first = lantern.tree()
    assert first.items() >= before.items()
    assert lantern("render", "2026-W47").exit_code == 0
    assert lantern.tree() == first


def test_published_files_hold_no_reader(lantern: Folder) -> None:
    """What `issues/` holds can be published: no address of a reader, and no name."""
    assert lantern("run").exit_code == 0
    published = b"".join(lantern.tree("issues").values())
    for word in (b"ann@", b"bo@example", b"cy@example", b"Ann"):
        assert word not in published


def test_init_makes_what_runs(lantern: Folder) -> None:
    """`init` makes a folder that runs as it is; it never touches a file that is there."""
    root = lantern.root.parent / "mine"
    made = digest("init", str(root))
    assert made.exit_code == 0
    assert f"cd {root}\ndigest run" in made.stdout
    mine = Folder(root)
    assert {".env.example", ".gitignore", "digest.toml", "ads.toml", "subscribers.csv"} <= set(mine.tree())
    assert not (root / ".env").exists()
    before = mine.tree()
    refused = digest("init", str(root))
    assert refused.exit_code == 6
    assert "is there already" in refused.stderr
    assert mine.tree() == before
    result = mine("run")
    assert result.exit_code == 0, result.output
    assert "recipients = " in result.stdout
    assert result.stderr.count("warning: ") == result.stderr.count("warning: samples: ") == 1
    assert mine("check").exit_code == 0


def test_template_error(magazine: Folder) -> None:
    """A mistake in a template of one's own ends with 4, names the template and the line, and mails nobody."""
    magazine.write("templates/classic/blocks/lead.html", "<p>fine</p>\n<p>{{ block.title | nonsense }}</p>\n")
    result = magazine("run")
    assert result.exit_code == 4
    assert "templates/classic/blocks/lead.html:2" in result.stderr.replace("\\", "/")
    assert "nonsense" in result.stderr
    assert "Traceback" not in result.output
    assert not magazine.mails()
    magazine.write("templates/classic/blocks/lead.html", "<p>{{ block.stories[0].title.nothing.at_all }}</p>\n")
    assert magazine("render").exit_code == 4
    magazine.write("templates/classic/blocks/lead.html", "<h2>My own lead: {{ block.stories[0].title }}</h2>\n")
    assert magazine("render").exit_code == 0
    assert b"My own lead: " in magazine.tree("issues")["issues/2026-W47/email.html"]


def test_unknown_theme(lantern: Folder) -> None:
    """A theme that is not there is an error of the config: 2, and what was probably meant."""
    lantern.edit("[audience]", '[theme]\nname = "clasic"\n\n[audience]')
    result = lantern("run")
    assert result.exit_code == 2
    assert 'did you mean "classic"?' in result.stderr


def test_damaged_issue_file(lantern: Folder) -> None:
    """A damaged issue file ends with 2 and names the file."""
    lantern.write("issues/2026-W47/issue.json", '{"schema_version": 1, "id": ')
    result = lantern("status")
    assert result.exit_code == 2
    assert "issues/2026-W47/issue.json" in result.stderr
