"""Issue files: written whole or not at all, read back as they were."""

from __future__ import annotations

import errno
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from digest.archive import (
    carried,
    failing_for,
    first_day,
    issue_ids,
    open_ones,
    read_issue,
    sent_before,
    to_json,
    write_file,
    write_issue,
)
from digest.errors import ConfigError, MachineError
from digest.models import SCHEMA, Block, Decision, Failure, Issue, Outcome, Status
from tests.build import insertion, issue, stories_block, story


def test_write_makes_folders_and_replaces(tmp_path: Path) -> None:
    """A file's folder is made, and a second write replaces the first, leaving nothing else behind."""
    path = tmp_path / "a" / "b" / "x.txt"
    write_file(path, "ü\n")
    write_file(path, b"second")
    assert path.read_bytes() == b"second"
    assert [each.name for each in path.parent.iterdir()] == ["x.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    """Whatever fails while writing, the old content stays and no temporary file is left."""
    path = tmp_path / "x.txt"
    write_file(path, "old")

    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(step, fail)
    with pytest.raises(MachineError if isinstance(failure, OSError) else KeyboardInterrupt):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_issue_file_is_called_that(tmp_path: Path, content: str) -> None:
    """A file that a crash or a slip left empty is not explained in words about JSON."""
    (tmp_path / "issue.json").write_text(content)
    with pytest.raises(ConfigError, match="not a readable issue file: it is empty"):
        read_issue(tmp_path / "issue.json")


@pytest.mark.parametrize(
    ("number", "remedy"),
    [(errno.ENOSPC, "make room"), (errno.EROFS, "can only be read"), (errno.EIO, "check the path")],
)
def test_what_the_machine_will_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    """What cannot be written is named by its path, of which the system says nothing, with what to do about it."""

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(MachineError) as said:
        write_file(tmp_path / "x.txt", "new")
    assert (said.value.message, said.value.where) == (os.strerror(number), str(tmp_path / "x.txt"))
    assert remedy in said.value.hint


def test_failure_after_the_replacement_is_the_failure_that_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interruption once the file is in place is not covered up by one about the temporary file, which is gone."""
    replace = Path.replace

    def replace_and_stop(self: Path, target: Path) -> None:
        replace(self, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replace_and_stop)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "x.txt", "new")
    assert (tmp_path / "x.txt").read_text() == "new"


def full_issue() -> object:
    decision = Decision(
        story="one", title="T", url="https://x.example", source="S", outcome=Outcome.placed, reason="r",
        block=1, score=0.5, parts={"freshness": 0.5},
    )  # fmt: skip
    return issue(
        "2026-W47",
        Block(kind="lead", stories=(story("one", points=("a", "b"), title="Ünïcode “quotes” 日本"),)),
        Block(kind="ad", insertion=insertion()),
        Block(kind="horoscope", options={"sign": "leo", "until": date(2026, 1, 1), "luck": [1, {"a": None}]}),
        decisions=(decision,),
        status=Status.sent,
        remarks=("a remark",),
    )


def test_round_trip_is_byte_identical(tmp_path: Path) -> None:
    """Reading an issue and writing it again gives the same bytes."""
    path = write_issue(tmp_path, full_issue())
    assert path == tmp_path / "2026-W47" / "issue.json"
    first = path.read_bytes()
    write_issue(tmp_path, read_issue(path))
    assert path.read_bytes() == first
    assert "日本" in first.decode()
    assert json.loads(first)["schema_version"] == SCHEMA
    assert next(iter(json.loads(first))) == "schema_version"


def test_round_trip_keeps_every_value(tmp_path: Path) -> None:
    """An issue is read back equal, also where values are defaults."""
    plain = issue("2026-W01", stories_block("one"))
    assert read_issue(write_issue(tmp_path, plain)) == plain


def refusal(path: Path, content: str | bytes) -> ConfigError:
    write_file(path, content)
    with pytest.raises(ConfigError) as caught:
        read_issue(path)
    assert caught.value.where == str(path)
    return caught.value


def test_missing_issue(tmp_path: Path) -> None:
    """A missing issue says how to make one."""
    with pytest.raises(ConfigError, match="there is no such issue") as caught:
        read_issue(tmp_path / "issue.json")
    assert "digest plan" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b'{"id": ', b"\xff\xfe", b"<<<<<<< HEAD\n{}", b"[" * 100_000])
def test_damaged_issue(tmp_path: Path, content: bytes) -> None:
    """A file cut short, in another encoding or with a merge conflict is named as not readable."""
    error = refusal(tmp_path / "issue.json", content)
    assert error.message.startswith("not a readable issue file")
    assert "restore it" in error.hint


def test_newer_format_is_refused(tmp_path: Path) -> None:
    """An issue of a later version is not guessed at, even where its fields are unknown."""
    error = refusal(tmp_path / "issue.json", json.dumps({"schema_version": SCHEMA + 1, "novelty": 1}))
    assert "made by a newer digest" in error.message
    assert "pip install -U" in error.hint


@pytest.mark.parametrize(
    ("version", "told"), [(SCHEMA - 1, f"(format {SCHEMA - 1}, this"), (-3, "(format -3,"), (None, "names no format")]
)
def test_older_format_is_refused(tmp_path: Path, version: int | None, told: str) -> None:
    """An issue of an earlier version, or of none, is not guessed at either."""
    raw = {**json.loads(to_json(issue("2026-W47"))), "schema_version": version}
    error = refusal(tmp_path / "issue.json", json.dumps(raw))
    assert "made by an older digest" in error.message
    assert told in error.message
    assert "digest plan" in error.hint


def test_edited_issue_names_the_key(tmp_path: Path) -> None:
    """A wrong value in an edited issue is named by its key."""
    raw = json.loads(to_json(issue("2026-W47", stories_block("one"))))
    raw["blocks"][0]["stories"][0]["words"] = "many"
    assert refusal(tmp_path / "issue.json", json.dumps(raw)).message.startswith("blocks.0.stories.0.words: ")


def test_issue_that_is_no_object(tmp_path: Path) -> None:
    """JSON of another shape is a named error, too."""
    assert not refusal(tmp_path / "issue.json", "[]").message.startswith(":")


def test_ids_in_order(tmp_path: Path) -> None:
    """Issues come oldest first; folders without an issue, and a missing archive, are none."""
    for name in ("2026-W10", "2025-W52", "2026-W09"):
        write_issue(tmp_path, issue(name))
    (tmp_path / "2026-W11").mkdir()
    shutil.copytree(tmp_path / "2026-W10", tmp_path / "2026-W10-old")
    assert issue_ids(tmp_path) == ("2025-W52", "2026-W09", "2026-W10")
    assert issue_ids(tmp_path / "none") == ()


def test_ids_of_several_cadences_in_order() -> None:
    """When a newsletter changes its cadence, its issues stay in the order of their days."""
    names = ["2026-12", "2026-W47", "2026-11-30", "2026-W53", "2026-10"]
    days = {name: first_day(name) for name in names}
    assert sorted(names, key=lambda name: str(days[name])) == [
        "2026-10",
        "2026-W47",
        "2026-11-30",
        "2026-12",
        "2026-W53",
    ]
    assert [first_day(name) for name in ("2026-W54", "2026-13", "notes", "2026-W47-old")] == [None] * 4


def test_sent_log(tmp_path: Path) -> None:
    """Only issues that have gone out, or begun to, have carried anything: earlier ones, and on one day those of another
    cadence."""
    for name, status, day in (
        ("2026-W44", Status.sent, date(2026, 10, 30)),
        ("2026-W45", Status.planned, date(2026, 11, 6)),
        ("2026-W46", Status.sending, date(2026, 11, 13)),
        ("2026-W47", Status.sent, date(2026, 11, 20)),
    ):
        write_issue(tmp_path, issue(name).model_copy(update={"status": status, "date": day}))
    sent = ["2026-W44", "2026-W46"]
    assert [each.id for each in sent_before(tmp_path, day=date(2026, 11, 20), name="2026-W47")] == sent
    assert [each.id for each in sent_before(tmp_path, day=date(2026, 11, 20), name="2026-11-20")] == [*sent, "2026-W47"]
    assert sent_before(tmp_path / "none", day=date(2026, 11, 20)) == ()


def test_open_ones(tmp_path: Path) -> None:
    """Of the last issues those that have no end yet, newest first: also where a file was written by hand, and never a
    copied folder that passes for an issue with an end."""
    folder = tmp_path / "issues"
    states = (Status.planned, Status.sending, Status.sent, Status.skipped, Status.tried, Status.planned)
    for week, status in enumerate(states, start=44):
        write_issue(folder, issue(id=f"2026-W{week}", status=status))
    by_hand = folder / "2026-W46" / "issue.json"
    by_hand.write_text(json.dumps(json.loads(by_hand.read_text())))
    assert [each.id for each in open_ones(folder, most=5)] == ["2026-W49", "2026-W48", "2026-W45"]
    shutil.copytree(folder / "2026-W46", folder / "2026-W50")
    with pytest.raises(ConfigError, match="holds the issue 2026-W46"):
        next(open_ones(folder, most=5))


@pytest.mark.parametrize("name", ["2026-W47-2", "20261120", "2026W471", "2026-W47-backup", "\u0662026-W47"])
def test_only_an_id_names_an_issue(tmp_path: Path, name: str) -> None:
    """What Python reads as a day need not be an issue's id: a backup of a folder may have such a name."""
    write_issue(tmp_path, issue("2026-W47"))
    shutil.copytree(tmp_path / "2026-W47", tmp_path / name)
    assert first_day(name) is None
    assert issue_ids(tmp_path) == ("2026-W47",)


def test_carried_by_identity_and_guid() -> None:
    """A story is known by its address and, where it has one, by its source's own id; the latest issue counts."""
    first = issue("2026-W46", Block(kind="lead", stories=(story("one", guid="7"), story("two"))))
    second = issue("2026-W47", stories_block("two"))
    assert carried([first, second]) == {
        "https://paper.example/one": "2026-W46",
        "Paper 7": "2026-W46",
        "https://paper.example/two": "2026-W47",
    }


def failing(name: str, *sources: str, partial: str = "") -> Issue:
    """An issue in which `sources` failed, and `partial` in part."""
    failures = [Failure(source=source, error="down") for source in sources]
    return issue(name, failures=[*failures, Failure(source=partial, error="row 3: no url", partial=True)])


def test_sources_that_fail_in_a_row_are_counted() -> None:
    """Up to the last issue; one that answered, or failed in part only, starts anew."""
    issues = [
        failing("2026-W41", "A", "B"),
        failing("2026-W42", "B", partial="A"),
        failing("2026-W43", "A", "B"),
        failing("2026-W44", "A", "B", "C"),
    ]
    assert failing_for(issues) == {"A": 2, "B": 4, "C": 1}
    assert failing_for(issues[:2]) == {"B": 2}
    assert failing_for([*issues, failing("2026-W45")]) == {}
    assert failing_for([]) == {}
