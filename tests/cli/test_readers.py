"""Who is mailed: mistakes in the subscribers file, and the suppression list."""

from __future__ import annotations

from tests.cli.folder import Folder

MISTAKES = "email,name\nann@example.org,Ann\nnobody at all,Nora\n ANN@Example.org ,Anna\nbo@example.net,Bo\n"


def test_mistakes_are_named_and_the_rest_is_sent(lantern: Folder) -> None:
    """A malformed address and a duplicate (other case, spaces) are warnings with their rows; the others get it."""
    lantern.write("subscribers.csv", MISTAKES)
    result = lantern("run")
    assert result.exit_code == 0, result.output
    assert 'warning: row 3: "nobody at all" is not a mail address' in result.stderr
    assert "warning: row 4: ANN@Example.org is already in row 2" in result.stderr
    assert "2 recipients = 2 accepted" in result.stdout
    assert set(lantern.mails()) == {"2026-W47--ann@example.org.eml", "2026-W47--bo@example.net.eml"}


def test_mistakes_are_seen_before_a_send(lantern: Folder) -> None:
    """`send --dry-run` warns of the same mistakes, and --json carries them."""
    lantern.write("subscribers.csv", MISTAKES)
    assert lantern("plan").exit_code == 0
    result = lantern("send", "--dry-run")
    assert result.stderr.count("warning: row ") == 2
    assert "Would submit 2026-W47 to 2 recipients" in result.stdout
    content = lantern.json("send", "--dry-run")
    assert [problem[:5] for problem in content["problems"]] == ["row 3", "row 4"]
    assert content["pending"] == 2


def test_no_subscribers_file(lantern: Folder) -> None:
    """Without the file the run ends with 2, says how to make it, and the issue is still unsent."""
    (lantern.root / "subscribers.csv").unlink()
    result = lantern("run")
    assert result.exit_code == 2
    assert "there is no subscribers file" in result.stderr
    assert lantern.issue().status == "planned"


def test_nobody_to_send_to(lantern: Folder) -> None:
    """An audience of nobody is an error that says so, not a success; once there are readers a run reaches them."""
    lantern.write("subscribers.csv", "email,name\n")
    result = lantern("run")
    assert result.exit_code == 2
    assert "there is nobody to send to" in result.stderr
    lantern.write("subscribers.csv", "email,name\nann@example.org,Ann\n")
    assert lantern("run").exit_code == 0
    assert len(lantern.mails()) == 1


def test_suppressed_readers_get_nothing(lantern: Folder) -> None:
    """A suppressed address, whatever its case, is not mailed and counts as suppressed."""
    added = lantern("suppress", "add", "BO@example.net", "gone@example.org", "--reason", "complaint")
    assert added.exit_code == 0
    assert "2 suppressed (complaint); 2 on the list." in added.stdout
    assert lantern("plan").exit_code == 0
    assert "to 2 recipients" in lantern("send", "--dry-run").stdout
    result = lantern("run")
    assert "3 recipients = 2 accepted + 1 suppressed" in result.stdout
    assert len(lantern.mails()) == 2
    assert "bo@example.net" not in "".join(lantern.mails())


def test_suppression_list(lantern: Folder) -> None:
    """The list shows address, reason and since when; taking off an address that is not on it is counted as none."""
    assert "0 suppressed" in lantern("suppress", "list").stdout
    lantern.write("gone.csv", "email,reason\nann@example.org,bounced\nbo@example.net,\nnot an address,\n")
    imported = lantern("suppress", "import", str(lantern.root / "gone.csv"), "--reason", "old list")
    assert imported.exit_code == 0
    assert "2 suppressed; 2 on the list; 1 rows left out." in imported.stdout
    shown = lantern("suppress", "list").stdout.splitlines()
    assert shown[0] == "2 suppressed"
    assert [" ".join(line.split()[:-1]) for line in shown[1:]] == [
        "Address Reason",
        "ann@example.org bounced",
        "bo@example.net old list",
    ]
    rows = lantern.json("suppress", "list")["suppressions"]
    assert [(row["address"], row["reason"]) for row in rows] == [
        ("ann@example.org", "bounced"),
        ("bo@example.net", "old list"),
    ]
    removed = lantern("suppress", "remove", "ann@example.org", "who@example.org")
    assert "1 of 2 taken off the list; 1 on it." in removed.stdout
    assert len(lantern.json("suppress", "list")["suppressions"]) == 1
    assert lantern.json("suppress", "remove", "bo@example.net") == {"changed": 1, "total": 0, "problems": []}
    assert lantern.json("suppress", "add", "bo@example.net")["total"] == 1
    assert len(lantern.json("suppress", "import", str(lantern.root / "gone.csv"))["problems"]) == 1


def test_suppressing_nonsense(lantern: Folder) -> None:
    """What is no address cannot be suppressed; the error quotes it."""
    result = lantern("suppress", "add", "nobody")
    assert result.exit_code == 2
    assert '"nobody" is not a mail address' in result.stderr
    assert lantern.json("suppress", "list") == {"suppressions": []}


def test_importing_from_another_service(lantern: Folder) -> None:
    """A list whose addresses stand in another column is imported whole, whatever `[audience] only` asks of readers."""
    lantern.write("left.csv", "Email Address,First Name\nann@example.org,Ann\nzoe@example.org,Zoë\n")
    config = (lantern.root / "digest.toml").read_text()
    lantern.write("digest.toml", config.replace("[audience]", '[audience]\nonly = { name = "Bo" }'))
    imported = lantern("suppress", "import", str(lantern.root / "left.csv"), "--column", "Email Address")
    assert "2 suppressed; 2 on the list." in imported.stdout


def test_the_list_moves_to_another_ledger(lantern: Folder) -> None:
    """What `export` writes, to a file or to stdout, `import` reads: with each reason, date and note."""
    rows = "email,reason,added_at,note\nann@example.org,complaint,2026-01-02T03:04:05+00:00,said so\n"
    lantern.write("list.csv", rows)
    lantern("suppress", "import", str(lantern.root / "list.csv"))
    assert lantern("suppress", "export").stdout == rows
    result = lantern("suppress", "export", str(lantern.root / "copy.csv"))
    assert "1 suppressed address" in result.stdout
    assert (lantern.root / "copy.csv").read_text() == rows
