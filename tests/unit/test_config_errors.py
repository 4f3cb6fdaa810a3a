"""What `load` says about a bad digest.toml: file, line, key, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import load
from digest.errors import ConfigError

MINIMAL = """\
[newsletter]
name = "The Lantern"
from = "The Lantern <letter@lantern.example>"

[[sources]]
name = "First"
url = "https://lantern.example/feed"
"""


def refusal(folder: Path, text: str, **environment: str) -> ConfigError:
    path = folder / "digest.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, environment=environment)
    return caught.value


CASES = {
    "top level": ('[selecton]\nwindow = "7d"', 8, 'unknown key "selecton"', 'did you mean "selection"?'),
    "key of a table": ('[selection]\n\nwindw = "7d"', 10, 'unknown key "selection.windw"', 'did you mean "window"?'),
    "second source": (
        '[[sources]]\nurl = "https://x.example"\nlimt = 3',
        10,
        'unknown key "sources.1.limt"',
        'did you mean "limit"?',
    ),
    "second block": (
        '[[blocks]]\nkind = "lead"\n[[blocks]]\nkind = "list"\ncout = 3',
        12,
        'unknown key "blocks.1.cout"',
        'did you mean "count"?',
    ),
    "section block": (
        '[[blocks]]\nkind = "section"\nsection = "World"\nmx = 3',
        11,
        'unknown key "blocks.0.mx"',
        'did you mean "max"?',
    ),
    "subtable": ("[newsletter.socal]\nx = 1", 8, 'unknown key "newsletter.socal"', 'did you mean "social"?'),
    "nothing like it": (
        "[schedule]\nxyzzy = 1",
        9,
        'unknown key "schedule.xyzzy"',
        "known keys: cadence, day, every, start, not_before, not_after, review, min_stories, if_thin, today",
    ),
    "misspelt and so missing": (
        '[[newsletter.social]]\ntitle = "M"\nulr = "https://m.example"',
        10,
        'unknown key "newsletter.social.0.ulr"',
        'did you mean "url"? (1 more after this)',
    ),
    "wrong type": ('[sending]\nconnections = "two"', 9, '"sending.connections": must be a valid integer', ""),
    **{
        f"day {day}": (
            f"[schedule]\nday = {day}",
            9,
            '"schedule.day": no such day',
            "write one of monday … sunday, or a day of the month from 1 to 31",
        )
        for day in ('"Fryday"', '"fri"', "0", "32", "true", "[1]")
    },
    **{
        f"time {time}": (
            f"[schedule]\nnot_before = {time}",
            9,
            '"schedule.not_before": no time of day',
            'write it like "07:00"',
        )
        for time in ('"seven"', '"7"', "7", '"25:00"', '"7:60"')
    },
    "unknown field in a link": (
        '[notify]\nlink = "https://lantern.example/{week}"',
        9,
        '"notify.link": {week} stands for nothing',
        "write {issue} for the issue's id",
    ),
    "out of range": ("[preview]\nport = 70000", 9, '"preview.port": must be less than or equal to 65535', ""),
    "duration": ('[selection]\nwindow = "7 weeks"', 9, '"selection.window": write a duration', ""),
    "duration without unit": ("[selection]\nwindow = 7", 9, '"selection.window": write a duration', ""),
    "duration of nothing": ('[selection]\nwindow = "0d"', 9, '"selection.window": write a duration', ""),
    "endless duration": ('[selection]\nwindow = "99999999999d"', 9, '"selection.window": write a duration', ""),
    "address": (
        '[[sources]]\nurl = "htps://x.example"',
        9,
        '"sources.1.url": write a web address in full, like "https://lantern.example/feed"',
        "",
    ),
    "two places": (
        '[[sources]]\nurl = "https://x.example"\nfile = "y.xml"',
        8,
        '"sources.1": give either url or file',
        "",
    ),
    "no place": ('[[sources]]\nname = "x"', 8, '"sources.1": give either url or file', ""),
    "min over max": (
        '[[blocks]]\nkind = "section"\nsection = "World"\nmin = 4\nmax = 3',
        8,
        '"blocks.0": min is greater than max',
        "",
    ),
    "number in a section block": (
        '[[blocks]]\nkind = "section"\nsection = "World"\nmax = "many"',
        11,
        '"blocks.0.max": must be a valid integer',
        "",
    ),
    "block without kind": ('[[blocks]]\ntitle = "x"', 8, '"blocks.0.kind" is missing', "add it"),
    "kind in capitals": ('[[blocks]]\nkind = "Lead"', 9, '"blocks.0.kind": write a name in lower case', ""),
    "slot without name": ('[[blocks]]\nkind = "ad"\nslot = ""', 10, '"blocks.0.slot": must not be empty', ""),
    "level": ('[checks]\nsize = "loud"', 9, "\"checks.size\": must be 'error', 'warning' or 'off'", ""),
    "list for a level": ("[checks]\nsize = [1]", 9, '"checks.size": must be', ""),
    "table for a level": ("[checks]\nsize = { a = 1 }", 9, '"checks.size": must be', ""),
    "theme name": ('[theme]\nname = "../x"', 9, '"theme.name": write a name in lower case', ""),
    "boost": ('[selection.boosts]\n"https://x.example/y" = "high"', 9, "must be a valid number", ""),
    "subtable of a list": (
        '[[blocks]]\nkind = "lead"\n[[blocks]]\nkind = "list"\nby = "luck"',
        12,
        '"blocks.1.by"',
        "",
    ),
    "dotted key": ('selection.windw = "7d"', None, 'unknown key "sources.0.selection"', ""),
}


@pytest.mark.parametrize(("more", "line", "message", "hint"), CASES.values(), ids=CASES.keys())
def test_where_and_what(tmp_path: Path, more: str, line: int | None, message: str, hint: str) -> None:
    """An error names file, line and key, and says what to write instead."""
    error = refusal(tmp_path, MINIMAL + more + "\n")
    path = tmp_path.resolve() / "digest.toml"
    assert error.message.startswith(message) or message in error.message
    assert error.where == (f"{path}:{line}" if line else f"{path}:8")
    if hint:
        assert error.hint == hint
    assert error.exit_code == 2
    assert len(str(error).splitlines()) <= 2


BEFORE = {
    "sender": (MINIMAL.replace(" <letter@lantern.example>", ""), 3, "newsletter.from"),
    "sender without a domain": (MINIMAL.replace("@lantern.example", "@lantern"), 3, "newsletter.from"),
    "sender with a header in it": (MINIMAL.replace("<letter", "\\nBcc: <letter"), 3, "newsletter.from"),
    "time zone": (MINIMAL.replace('name = "The', 'timezone = "Mars/Olympus"\nname = "The'), 2, "Mars/Olympus"),
    "folder as time zone": (MINIMAL.replace('name = "The', 'timezone = "Europe"\nname = "The'), 2, "Europe"),
    "language tag": (MINIMAL.replace('name = "The', 'language = "English, please"\nname = "The'), 2, "language tag"),
    "missing name": (MINIMAL.replace('name = "The Lantern"\n', ""), 1, '"newsletter.name" is missing'),
    "empty name": (MINIMAL.replace('"The Lantern"', '""'), 2, '"newsletter.name": must not be empty'),
    "table for a list": (MINIMAL.replace("[[sources]]", "[sources]"), 5, "with two brackets on each side"),
    "value for a table": ('schedule = "weekly"\n' + MINIMAL, 1, '"schedule": must be a table'),
    "value for a block": ("blocks = [1]\n" + MINIMAL, 1, '"blocks.0": must be a table'),
    "inline table": ('sources = [{ url = "https://x.example", limt = 1 }]\n' + MINIMAL.split("\n\n")[0], 1, "limt"),
    "no sources": ("sources = []\n" + MINIMAL.split("\n\n")[0], 1, '"sources": must not be empty'),
    "syntax": (MINIMAL.replace("[[sources]]", "[[sources]"), 5, "at line 5"),
    "syntax at the end": (MINIMAL + 'name = "x', 8, "not valid TOML"),
}


@pytest.mark.parametrize(("text", "line", "said"), BEFORE.values(), ids=BEFORE.keys())
def test_faults_in_the_required_part(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    """What must be there and is missing or wrong is named with its line."""
    error = refusal(tmp_path, text)
    path = tmp_path.resolve() / "digest.toml"
    assert said in str(error)
    assert error.where == (f"{path}:{line}" if line else str(path))
    assert "more after this" not in str(error)


def test_missing_sources(tmp_path: Path) -> None:
    """A newsletter without a source has no line to point at, but a key to add."""
    error = refusal(tmp_path, MINIMAL.split("\n\n")[0])
    assert error.message == '"sources" is missing'
    assert error.where == str(tmp_path.resolve() / "digest.toml")


def test_missing_file(tmp_path: Path) -> None:
    """Where there is no digest.toml, the way to make one is shown."""
    with pytest.raises(ConfigError, match="there is no such file") as caught:
        load(tmp_path / "digest.toml", environment={})
    assert "digest init" in caught.value.hint


@pytest.mark.parametrize("content", [b"name = '\xff'", None], ids=["latin-1", "folder"])
def test_unreadable_file(tmp_path: Path, content: bytes | None) -> None:
    """A file in another encoding, or a folder, is an error with a remedy."""
    path = tmp_path / "digest.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(path, environment={})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('secret = "hunter2"', "DIGEST_SECRET"),
        ('database_url = "postgresql://u:hunter2@db/x"', "DIGEST_DATABASE_URL"),
        ('server = { host = "x", password = "hunter2" }', "SMTP_URL"),
        ('paths = { state = "hunter2" }', "unknown key"),
    ],
)
def test_secrets_in_the_file_are_refused(tmp_path: Path, line: str, said: str) -> None:
    """digest.toml is committed, so a secret in it is refused, and not repeated in the message."""
    error = refusal(tmp_path, f"# a comment\n{line}\n{MINIMAL}")
    assert said in str(error)
    assert error.where == f"{tmp_path.resolve() / 'digest.toml'}:2"
    assert "hunter2" not in str(error)


def test_password_in_the_file_is_refused(tmp_path: Path) -> None:
    """A password under [sending] is an unknown key, and its value is not repeated."""
    error = refusal(tmp_path, MINIMAL + '[sending]\npassword = "hunter2"\n')
    assert 'unknown key "sending.password"' in str(error)
    assert "hunter2" not in str(error)


def test_bad_pretended_date(tmp_path: Path) -> None:
    """DIGEST_DATE is a date or an error that shows one."""
    error = refusal(tmp_path, MINIMAL, DIGEST_DATE="tomorrow")
    assert str(error) == 'DIGEST_DATE: "tomorrow" is not a date\nwrite it as 2026-11-20'


@pytest.mark.parametrize(
    "url", ["https://[::1", "https://a..b/feed", f"https://{'x' * 64}.example/feed", "https://../f"]
)
def test_no_such_host_can_be(url: str, tmp_path: Path) -> None:
    """An address whose host no DNS could have is told like any other that is none, and not met as a fault of ours."""
    error = refusal(tmp_path, MINIMAL.replace("https://lantern.example/feed", url))
    assert "write a web address in full" in error.message
