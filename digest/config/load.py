"""Read `digest.toml`, `.env` and the environment into one frozen Config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from digest.config.apart import ADS, OUTBOX, STATE, issues_folder, list_id_of, refuse_mixing
from digest.config.document import Document, Part, read_dotenv
from digest.config.explain import explain
from digest.config.schema import Config
from digest.config.server import server_from
from digest.config.several import choose
from digest.errors import ConfigError


@dataclass(frozen=True)
class Given:
    """What a person and the machine say: the newsletter's tables, and the settings by where they come from, the most
    important first."""

    main: Part
    document: Document
    layers: Mapping[str, Mapping[str, str]]

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that count."""
        return {name: value for layer in reversed(list(self.layers.values())) for name, value in layer.items()}


def read(path: Path, *, environment: Mapping[str, str], newsletter: str = "") -> Given:
    """What is said for the newsletter in the file at `path`, before it is understood. Raises ConfigError."""
    main = Part.read(path.resolve())
    # An unset secret of a CI job is an empty variable: it says nothing, and must not hide what .env says.
    environment = {name: value for name, value in environment.items() if value}
    beside = main.path.parent / ".env"
    shared = read_dotenv(beside)
    document = choose(main, newsletter or {**shared, **environment}.get("DIGEST_NEWSLETTER", ""))
    own = document.own.path.parent / ".env"
    return Given(main, document, {"environment": environment, str(own): read_dotenv(own), str(beside): shared})


def load(path: Path, *, environment: Mapping[str, str], today: date | None = None, newsletter: str = "") -> Config:
    """The configuration in the file at `path`; `today` is the `--date` flag, `newsletter` the `--newsletter` flag.

    Precedence: flags, `environment`, the `.env` beside the file, the file, defaults; of a newsletter with a file of its
    own, what lies beside that goes before what lies beside `path`. `.env` is read without touching the process's own
    environment. Raises ConfigError with file, key, line and a remedy.
    """
    given = read(path, environment=environment, newsletter=newsletter)
    document, settings = given.document, given.settings
    _refuse_reserved(document)
    if "://" not in settings.get("DIGEST_DATABASE_URL", "://"):
        hint = "write it as postgresql+psycopg://user:password@host/name"
        raise ConfigError("not a database address", where="DIGEST_DATABASE_URL", hint=hint)
    raw = _settled(document, settings, today) | {"server": server_from(*given.layers.values())}
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise explain(error, model=Config, raw=raw, document=document) from None
    refuse_mixing(document, given.main)
    return _with_defaults(config)


def _refuse_reserved(document: Document) -> None:
    """Servers and secrets do not belong into a file that is committed."""
    for part in filter(None, (document.own, document.defaults)):
        for reserved in (name for name in part.tables if name in Config.not_in_file):
            raise ConfigError(
                f'unknown key "{".".join((*part.at, reserved))}"',
                where=part.where(reserved),
                hint="servers and secrets belong into .env: SMTP_URL, IMAP_URL, DIGEST_DATABASE_URL, DIGEST_SECRET",
            )


def _settled(document: Document, settings: Mapping[str, str], today: date | None) -> dict[str, Any]:
    """The newsletter's tables with what the flags and the environment say over it, and its folders."""
    root = document.own.path.parent
    folder = document.name if document.is_inline else ""
    raw = document.tables
    raw["database_url"] = settings.get("DIGEST_DATABASE_URL") or None
    raw["secret"] = settings.get("DIGEST_SECRET") or None
    raw["mailbox"] = settings.get("IMAP_URL") or None
    raw["paths"] = {
        "config": document.main,
        "newsletter": document.name,
        "files": document.files,
        "root": root,
        "issues": issues_folder(document),
        "records": root / STATE,
        "state": root / STATE / folder,
        "outbox": root / OUTBOX / folder,
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
    list_id = list_id_of(newsletter.model_dump(by_alias=True), fallback=config.paths.newsletter)
    newsletter = newsletter.model_copy(update={"list_id": list_id})
    ads_file = config.ads.file or (Path(ADS) if (root / ADS).is_file() else None)
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
