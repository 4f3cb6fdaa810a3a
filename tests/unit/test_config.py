"""What `load` makes of a good digest.toml, the environment and .env."""

from __future__ import annotations

import os
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.config import Config, load
from digest.config.blocks import CustomBlock, LeadBlock, ListBlock
from digest.errors import ConfigError

MINIMAL = """\
[newsletter]
name = "The Lantern"
from = "The Lantern <letter@lantern.example>"

[[sources]]
url = "https://lantern.example/feed"
"""


def loaded(folder: Path, more: str = "", *, dotenv: str = "", today: date | None = None, **environment: str) -> Config:
    (folder / "digest.toml").write_text(MINIMAL + more, encoding="utf-8")
    if dotenv:
        (folder / ".env").write_text(dotenv, encoding="utf-8")
    return load(folder / "digest.toml", environment=environment, today=today)


def test_six_lines_are_enough(tmp_path: Path) -> None:
    """A name, a sender and a source make a newsletter: everything else has a default."""
    config = loaded(tmp_path)
    assert [block.kind for block in config.blocks] == ["lead", "ad", "list", "ad", "list"]
    assert isinstance(config.blocks[0], LeadBlock)
    assert isinstance(config.blocks[2], ListBlock)
    assert config.selection.window is None
    assert config.schedule.period == timedelta(days=7)
    assert config.theme.name == "classic"
    assert config.schedule.cadence == "weekly"
    assert config.server is None
    assert config.ads.file is None


def test_list_id_follows_from_name_and_address(tmp_path: Path) -> None:
    """The list id is made of the newsletter's name and the sender's domain, unless it is configured."""
    assert loaded(tmp_path).newsletter.list_id == "the-lantern.lantern.example"


@pytest.mark.parametrize(
    ("name", "label"), [("灯籠", "newsletter"), ("¡Día!", "d-a"), ("A & B", "a---b"), ("--", "newsletter")]
)
def test_list_id_is_ascii(tmp_path: Path, name: str, label: str) -> None:
    """A List-ID header takes ASCII only, so other letters of the name become dashes."""
    (tmp_path / "digest.toml").write_text(MINIMAL.replace('The Lantern"', f'{name}"', 1), encoding="utf-8")
    assert load(tmp_path / "digest.toml", environment={}).newsletter.list_id == f"{label}.lantern.example"


def test_written_list_id_stays(tmp_path: Path) -> None:
    """A configured list id is taken as it is."""
    text = MINIMAL.replace("[newsletter]", '[newsletter]\nlist_id = "news.lantern.example"')
    (tmp_path / "digest.toml").write_text(text)
    assert load(tmp_path / "digest.toml", environment={}).newsletter.list_id == "news.lantern.example"


def test_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a config names is found from any working folder: relative paths count from the file."""
    more = """
    [[sources]]
    kind = "table"
    file = "stories.jsonl"
    [ads]
    file = "deals/ads.toml"
    [audience]
    file = "people.csv"
    [preview.images]
    "https://lantern.example/i/" = "pictures"
    """
    (tmp_path / "digest.toml").write_text(MINIMAL + more)
    monkeypatch.chdir(tmp_path)
    config = load(Path("digest.toml"), environment={})
    root = tmp_path.resolve()
    assert config.paths.root == root
    assert config.paths.config == root / "digest.toml"
    assert config.paths.issues == root / "issues"
    assert config.sources[1].file == root / "stories.jsonl"
    assert config.sources[1].place == str(root / "stories.jsonl")
    assert config.sources[0].place == "https://lantern.example/feed"
    assert config.ads.file == root / "deals/ads.toml"
    assert config.audience.file == root / "people.csv"
    assert config.preview.images == {"https://lantern.example/i/": root / "pictures"}


def test_ads_toml_beside_the_config_is_found(tmp_path: Path) -> None:
    """`ads.toml` in the newsletter's folder needs no configuration."""
    (tmp_path / "ads.toml").write_text("")
    assert loaded(tmp_path).ads.file == tmp_path.resolve() / "ads.toml"


def test_byte_order_marks_do_no_harm(tmp_path: Path) -> None:
    """Windows editors put a mark before the first letter of digest.toml and .env."""
    (tmp_path / "digest.toml").write_text(MINIMAL, encoding="utf-8-sig")
    (tmp_path / ".env").write_text("SMTP_URL=smtp://mx.example\n", encoding="utf-8-sig")
    config = load(tmp_path / "digest.toml", environment={})
    assert config.newsletter.name == "The Lantern"
    assert config.server
    assert config.server.host == "mx.example"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("7d", timedelta(days=7)), (" 36 h ", timedelta(hours=36)), ("2w", timedelta(weeks=2)), ("1d", timedelta(days=1))],
)
def test_durations(tmp_path: Path, written: str, meant: timedelta) -> None:
    """A duration is a number and h, d or w."""
    assert loaded(tmp_path, f'[selection]\nwindow = "{written}"').selection.window == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [('"30s"', 30), ('"2m"', 120), ('"1h"', 3600), ("90", 90), ("0.5", 0.5)],
)
@pytest.mark.parametrize("key", ["timeout", "retry_after", "give_up_after"])
def test_times_of_a_send(tmp_path: Path, key: str, written: str, meant: float) -> None:
    """Each time that a send goes by is written alike: a number and s, m or h, or a number of seconds."""
    sending = loaded(tmp_path, f"[sending]\n{key} = {written}").sending
    assert getattr(sending, key) == timedelta(seconds=meant)


@pytest.mark.parametrize("written", ["0", '"0s"', '"soon"', '"1d"'])
def test_a_timeout_is_some_time(tmp_path: Path, written: str) -> None:
    """No server answers in no time at all."""
    with pytest.raises(ConfigError, match="timeout"):
        loaded(tmp_path, f"[sending]\ntimeout = {written}")


def test_custom_blocks_keep_their_keys(tmp_path: Path) -> None:
    """A kind that no theme has is the user's own, with any keys."""
    block = loaded(tmp_path, '[[blocks]]\nkind = "horoscope"\nsign = "leo"\nluck = 3').blocks[0]
    assert isinstance(block, CustomBlock)
    assert block.model_extra == {"sign": "leo", "luck": 3}


def test_config_is_frozen(tmp_path: Path) -> None:
    """No stage can change what another one reads."""
    config: Any = loaded(tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        config.newsletter.name = "Another"


def test_environment_goes_before_dotenv(tmp_path: Path) -> None:
    """The environment overrules `.env`, which holds for whatever the environment does not say."""
    dotenv = "SMTP_URL=smtp://dotenv.example\nDIGEST_SECRET=from-dotenv\n"
    config = loaded(tmp_path, dotenv=dotenv, SMTP_URL="smtp://environment.example")
    assert config.server
    assert config.server.host == "environment.example"
    assert config.secret
    assert config.secret.get_secret_value() == "from-dotenv"


def test_a_test_server_in_the_environment_wins_in_any_form(tmp_path: Path) -> None:
    """Pointing one run at a test server by SMTP_HOST never reaches the real server of `.env`'s SMTP_URL."""
    config = loaded(tmp_path, dotenv="SMTP_URL=smtps://u:p@real.example\n", SMTP_HOST="localhost", SMTP_PORT="2525")
    assert config.server
    assert (config.server.host, config.server.port) == ("localhost", 2525)


def test_password_in_dotenv_completes_a_host_in_the_environment(tmp_path: Path) -> None:
    """One server may be named in two places: host in the environment, password in `.env`."""
    config = loaded(tmp_path, dotenv="SMTP_PASSWORD=hush\n", SMTP_HOST="mx.example", SMTP_USER="me")
    assert config.server
    assert config.server.password.get_secret_value() == "hush"


def test_dotenv_leaves_the_process_alone(tmp_path: Path) -> None:
    """`.env` is read without touching the process's own environment."""
    before = dict(os.environ)
    loaded(tmp_path, dotenv="SMTP_URL=smtp://mx.example\nDIGEST_SECRET=x\nEMPTY\n")
    assert dict(os.environ) == before


def test_unreadable_dotenv_is_an_error(tmp_path: Path) -> None:
    """A `.env` in another encoding is named, not a traceback."""
    (tmp_path / ".env").write_bytes(b"SMTP_PASSWORD=\xff\xfe\n")
    with pytest.raises(ConfigError, match=r"\.env: cannot be read"):
        loaded(tmp_path)


def test_digest_date_pretends_a_day(tmp_path: Path) -> None:
    """DIGEST_DATE overrules the file, and the `--date` flag overrules DIGEST_DATE."""
    more = "[schedule]\ntoday = 2026-01-01\nday = 'friday'\n"
    assert loaded(tmp_path, more).schedule.today == date(2026, 1, 1)
    config = loaded(tmp_path, more, DIGEST_DATE="2026-11-20")
    assert config.schedule.today == date(2026, 11, 20)
    assert config.schedule.day == "friday"
    flag = loaded(tmp_path, more, DIGEST_DATE="2026-11-20", today=date(2026, 12, 1))
    assert flag.schedule.today == date(2026, 12, 1)


def test_a_day_and_an_hour_as_people_write_them(tmp_path: Path) -> None:
    """Capitals of a weekday and a missing first zero of an hour change nothing."""
    found = loaded(tmp_path, '[schedule]\nday = "Friday"\nnot_before = "7:05"\n').schedule
    assert (found.day, found.not_before) == ("friday", time(7, 5))
    assert loaded(tmp_path, "[schedule]\nnot_before = 07:05:00\n").schedule.not_before == time(7, 5)


def test_empty_variables_say_nothing(tmp_path: Path) -> None:
    """A CI job passes secrets that are not set as empty text: the same as not at all."""
    config = loaded(tmp_path, SMTP_URL="", DIGEST_DATE="", DIGEST_SECRET="", DIGEST_DATABASE_URL="")
    assert config.server is None
    assert config.secret is None
    assert config.database_url is None
    assert config.schedule.today is None


def test_secrets_do_not_show(tmp_path: Path) -> None:
    """Neither repr nor str of a config has a password, the secret or the database's address."""
    config = loaded(
        tmp_path,
        SMTP_URL="smtps://me:hunter2@mx.example",
        DIGEST_SECRET="hunter3",
        DIGEST_DATABASE_URL="postgresql://u:hunter4@db/x",
    )
    assert config.database_url
    shown = f"{config!r} {config} {config.server!r} {config.model_dump()} {config.model_dump_json()}"
    assert "hunter" not in shown


def test_blank_ad_label_is_none(tmp_path: Path) -> None:
    """A label of spaces would leave paid ads unmarked: it counts as not written."""
    assert loaded(tmp_path, '[ads]\nlabel = "  "').ads.label == ""
