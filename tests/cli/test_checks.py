"""`digest check` and `digest checks`: what they print, and where it shows."""

from __future__ import annotations

import io
import json
import re
import tarfile
from pathlib import Path

import pytest

from digest.checks import names
from digest.checks.support import bundled, dump
from tests.cli.folder import Folder, digest


@pytest.fixture
def faulty(lantern: Folder) -> Folder:
    """A newsletter whose issue has an error and a warning."""
    lantern.edit('address = "1 Harbour Street, Lampton"\n', "")
    lantern.edit("[schedule]", '[checks]\nsubject = "error"\n\n[schedule]')
    assert lantern("plan").exit_code == 0
    path = lantern.root / "issues" / "2026-W47" / "issue.json"
    issue = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(issue | {"subject": "Re: 100%\nof it"}), encoding="utf-8")
    return lantern


def test_findings_as_a_table(faulty: Folder) -> None:
    """A line a finding: level, rule, what, where, remedy; errors first, and they end it with 1."""
    result = faulty("check")
    assert result.exit_code == 1
    head, *rows = result.stdout.splitlines()
    assert head.split() == ["Level", "Check", "What", "Where", "Remedy"]
    assert [row.split()[:2] for row in rows] == [["error", "subject"], ["warning", "postal-address"]]
    assert "::" not in result.stdout + result.stderr


def test_findings_as_json(faulty: Folder) -> None:
    """The same for programs."""
    findings = json.loads(faulty("check", "--json").stdout)["findings"]
    assert [(each["level"], each["check"]) for each in findings] == [
        ("error", "subject"),
        ("warning", "postal-address"),
    ]
    assert all(each["message"] and each["where"] and each["remedy"] for each in findings)


def test_findings_as_annotations(faulty: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """In GitHub's workflows each finding is an annotation at its file, beside what was asked for on stdout."""
    monkeypatch.chdir(faulty.root)
    result = faulty("check", "--json", env={"GITHUB_ACTIONS": "true"})
    assert len(json.loads(result.stdout)["findings"]) == 2
    first, second = result.stderr.splitlines()
    assert first.startswith("::error title=digest%3A subject,file=issues/2026-W47/issue.json::the subject looks like")
    assert "%0Abegin it without Re:" in first
    assert second.startswith("::warning title=digest%3A postal-address,file=digest.toml::no postal address")
    assert "::" not in faulty("check", "--no-github", env={"GITHUB_ACTIONS": "true"}).stderr
    assert faulty("check", "--github").stderr == result.stderr


def test_annotations_have_lines(lantern: Folder) -> None:
    """What has a line in a file is shown at that line."""
    assert lantern("plan").exit_code == 0
    lantern.write("templates/classic/blocks/subscribe.html", "")
    lantern.write(
        "templates/classic/blocks/footer.html", '<tr><td><p style="font-size:9px">{{ unsubscribe_url }}</p></td></tr>'
    )
    said = lantern("check", "--github").stderr
    assert re.search(
        r"^::error title=digest%3A font-size,file=\S*email\.html,line=\d+::text of 9 pixels", said, re.MULTILINE
    )


def test_asking_addresses(lantern: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --online every address is asked, and one that fails is an error; without it none is."""
    asked: list[str] = []

    def probe(addresses: tuple[str, ...]) -> dict[str, str]:
        asked.extend(addresses)
        return dict.fromkeys(addresses, "") | {"https://lantern.example/2": "there is nothing at this address (404)"}

    monkeypatch.setattr("digest.pipeline.output.probe", probe)
    assert lantern("plan").exit_code == 0
    assert lantern("check").exit_code == 0
    assert asked == []
    result = lantern("check", "--online")
    assert result.exit_code == 1
    assert "https://lantern.example/2: there is nothing at this address (404)" in result.stdout
    assert "https://lantern.example/1" in asked


def test_the_list_of_rules() -> None:
    """`digest checks list` has every rule with its level, on the terminal and as JSON, without a newsletter."""
    rules = json.loads(digest("checks", "list", "--json").stdout)["checks"]
    assert [rule["name"].replace("-", "_") for rule in rules] == list(names())
    assert {rule["level"] for rule in rules} == {"error", "warning"}
    assert all(rule["asks"].endswith(".") and rule["why"] for rule in rules)
    assert all(rule["name"] in digest("checks", "list").stdout for rule in rules)


def packed(content: str) -> bytes:
    """An npm package with caniemail's data."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as package:
        for name, text in (("package/package.json", "{}"), ("package/data/caniemail.json", content)):
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            package.addfile(info, io.BytesIO(text.encode()))
    return file.getvalue()


@pytest.mark.parametrize("pack", [str.encode, packed], ids=["file", "package"])
def test_updating_what_programs_support(lantern: Folder, tmp_path: Path, pack: object) -> None:
    """Newer data, as JSON or as npm's package, is kept in the newsletter's folder and judged by from then on."""
    assert callable(pack)
    newer = dump(bundled()).replace(bundled().date, "2027-01-01")
    newer = re.sub(r'"[yanu]{18}"', f'"{"n" * 18}"', newer)
    place = tmp_path / "newer"
    place.write_bytes(pack(newer))
    assert lantern("plan").exit_code == 0
    assert lantern("check", "--strict").exit_code == 0
    result = lantern("checks", "update", str(place))
    assert result.exit_code == 0, result.output
    assert "features as of 2027-01-01" in result.stdout
    assert (lantern.root / "checks" / "caniemail.json").is_file()
    assert "client-support" in lantern("check").stdout


def test_updating_from_something_else(lantern: Folder, tmp_path: Path) -> None:
    """What is not the data changes nothing, and is told in two lines."""
    place = tmp_path / "page.html"
    for content in (b"<html></html>", b"[]"):
        place.write_bytes(content)
        result = lantern("checks", "update", str(place))
        assert result.exit_code == 2
        assert str(place) in result.stderr
    assert not (lantern.root / "checks").exists()
