"""Read `digest.toml`, `.env` and the environment into one frozen Config."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from email.utils import parseaddr
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError

from digest.config.explain import explain, line_of, read_toml
from digest.config.schema import Config
from digest.config.server import server_from
from digest.errors import ConfigError


def load(path: Path, *, environment: Mapping[str, str], today: date | None = None) -> Config:
    """The configuration in the file at `path`; `today` is the `--date` flag.

    Precedence: flags, `environment`, the `.env` beside the file, the file, defaults. `.env` is read without
    touching the process's own environment. Raises ConfigError with file, key, line and a remedy.
    """
    path = path.resolve()
    text = _read(path)
    raw = read_toml(text, path)
    for reserved in sorted(Config.not_in_file & raw.keys(), key=list(raw).index):
        raise ConfigError(
            f'unknown key "{reserved}"',
            where=f"{path}:{line_of(text, (reserved,))}",
            hint="servers and secrets belong into .env: SMTP_URL, IMAP_URL, DIGEST_DATABASE_URL, DIGEST_SECRET",
        )
    # An unset secret of a CI job is an empty variable: it says nothing, and must not hide what .env says.
    environment = {name: value for name, value in environment.items() if value}
    dotenv = _dotenv(path.parent / ".env")
    settings = {**dotenv, **environment}
    if "://" not in settings.get("DIGEST_DATABASE_URL", "://"):
        hint = "write it as postgresql+psycopg://user:password@host/name"
        raise ConfigError("not a database address", where="DIGEST_DATABASE_URL", hint=hint)
    raw = {**_settled(raw, settings, path, today), "server": server_from(environment, dotenv=dotenv)}
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(**explain(error, model=Config, raw=raw, text=text, path=path)) from None
    return _with_defaults(config)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = "run `digest init DIR` to make one, or name it with --config"
        raise ConfigError("there is no such file", where=str(path), hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), hint="save it as UTF-8 text") from error


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    # As text: python-dotenv would keep a byte-order mark as part of the first name.
    return {key: value for key, value in dotenv_values(stream=StringIO(_read(path))).items() if value is not None}


def _settled(raw: dict[str, Any], settings: Mapping[str, str], path: Path, today: date | None) -> dict[str, Any]:
    """The file's content with what the flags and the environment say over it, and every path made absolute."""
    root = path.parent
    raw = dict(raw)
    raw["database_url"] = settings.get("DIGEST_DATABASE_URL") or None
    raw["secret"] = settings.get("DIGEST_SECRET") or None
    raw["mailbox"] = settings.get("IMAP_URL") or None
    raw["paths"] = {
        "config": path,
        "root": root,
        "issues": root / "issues",
        "state": root / "state",
        "outbox": root / "outbox",
        "templates": root / "templates",
    }
    if settings.get("DIGEST_TRANSPORT") and isinstance(raw.get("sending", {}), dict):
        raw["sending"] = {**raw.get("sending", {}), "transport": settings["DIGEST_TRANSPORT"]}
    pretended = today or _date(settings.get("DIGEST_DATE", ""))
    if pretended and not 1990 <= pretended.year <= 2200:
        raise ConfigError(f"{pretended} is no day for a newsletter", where="--date", hint="write it as 2026-11-20")
    if pretended and isinstance(raw.get("schedule", {}), dict):
        raw["schedule"] = {**raw.get("schedule", {}), "today": pretended}
    return raw


def _date(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ConfigError(f'"{written}" is not a date', where="DIGEST_DATE", hint="write it as 2026-11-20") from None


def _with_defaults(config: Config) -> Config:
    """Fill in what follows from other settings: the list id, absolute paths, the ads file where there is one."""
    root = config.paths.root
    newsletter = config.newsletter
    if not newsletter.list_id:
        domain = parseaddr(newsletter.sender)[1].rpartition("@")[2]
        label = "".join(c if c.isascii() and c.isalnum() else "-" for c in newsletter.name.lower()).strip("-")
        newsletter = newsletter.model_copy(update={"list_id": f"{label or 'newsletter'}.{domain}"})
    ads_file = config.ads.file or (Path("ads.toml") if (root / "ads.toml").is_file() else None)
    return config.model_copy(
        update={
            "newsletter": newsletter,
            "sources": tuple(
                source.model_copy(
                    update={
                        "file": root / source.file if source.file else None,
                        "popularity": root / source.popularity if source.popularity else None,
                        "window": source.window or config.selection.window or config.schedule.period,
                    }
                )
                for source in config.sources
            ),
            "ads": config.ads.model_copy(update={"file": root / ads_file if ads_file else None}),
            "audience": config.audience.model_copy(update={"file": root / config.audience.file}),
            "sending": config.sending.model_copy(
                update={"dkim_key": root / config.sending.dkim_key if config.sending.dkim_key else None}
            ),
            "preview": config.preview.model_copy(update={"images": _local_images(config)}),
        }
    )


def _local_images(config: Config) -> dict[str, Path]:
    """The folders that stand for pictures not yet online: the configured ones, and the issues' own copies."""
    folders = {start: config.paths.root / folder for start, folder in config.preview.images.items()}
    if config.images.hosting == "copy" and config.newsletter.archive_url:
        folders.setdefault(f"{config.newsletter.archive_url.rstrip('/')}/", config.paths.issues)
    return folders
