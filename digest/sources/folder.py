"""Source `folder`: Markdown files with front matter, as Hugo, Jekyll and Pelican keep stories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from digest.addresses import absolute, host_of
from digest.config.schema import SourceConfig
from digest.errors import SourceError
from digest.registry import suggestion
from digest.sources.reading.dates import doubt, moment
from digest.sources.reading.entry import Origin, Raw
from digest.sources.reading.frontmatter import parse_page_text
from digest.sources.reading.gather import gather
from digest.sources.reading.images import Picture
from digest.sources.reading.model import Document, Fetch, Reading, Unusable

OPTIONS = {"base": str, "permalink": str}
MOST = 5_000
"""Files of one folder that are read, the newest by name first."""
ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
_COVERS = ("image", "cover", "featured_image", "featuredimage", "thumbnail", "header", "images", "og_image", "hero")
_DATES = ("date", "published", "pubdate", "publishdate", "created")
_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_](.+)")
_NOT_PAGES = frozenset(("_index", "readme", "license", "contributing", "changelog"))
_SKIPPED = frozenset(("node_modules", "_site", "public", "_drafts", "_includes", "_layouts", "themes", "archetypes"))
_FOLDERS = frozenset(("content", "posts", "post", "_posts", "blog", "articles", "src"))
"""Folders that say where stories lie, not which section they are of."""


def read(source: SourceConfig, fetch: Fetch) -> Reading:
    """The stories in a folder of Markdown files and its folders, in the order of their paths, or in one file.

    Front matter is YAML (`---`), TOML (`+++`), JSON or Pelican's `Title: …`. Drafts, and stories dated after now, are
    left out. A story's address is its `url`, `permalink` or `link`, else it is made by `options.permalink`, like
    `"/:year/:month/:slug/"` (the default is `"/:path/"`), and completed by `options.base`.
    The section is the first category, else the folder that the file lies in.
    Raises SourceError when there is no Markdown file.
    """
    files = list(_documents(source, fetch))
    documents = [document for _, document in files if isinstance(document, Document)]
    if not documents:
        hint = "it needs files that end in .md"
        raise SourceError("there is no Markdown file in this folder", where=source.place, hint=hint)
    _check_pattern(source)
    base = str(source.options.get("base", "")) or documents[0].url
    origin = Origin(
        name=source.name or host_of(base) or _folder_name(source),
        now=documents[0].fetched,
        base=base,
        section=source.section,
        language=source.language,
    )
    records = ((path.as_posix(), _record(path, document, source)) for path, document in files)
    return gather(((name, raw) for name, raw in records if raw is not None), origin=origin, unit="file")


def _check_pattern(source: SourceConfig) -> None:
    for name in _PLACE.findall(str(source.options.get("permalink", ""))):
        if name not in PLACES:
            hint = suggestion(name, PLACES)
            raise SourceError(f'options.permalink has an unknown ":{name}"', where=source.place, hint=hint)


def _folder_name(source: SourceConfig) -> str:
    return (source.file.name if source.file.is_dir() else source.file.stem) if source.file else source.place


def _documents(source: SourceConfig, fetch: Fetch) -> Iterator[tuple[PurePath, Document | Unusable]]:
    """Each file's path within the folder, and its content."""
    if source.file is None or not source.file.is_dir():
        yield PurePath(source.file.name if source.file else source.url.rpartition("/")[2]), fetch(source)
        return
    for path in _files(source.file):
        try:
            yield path.relative_to(source.file), fetch(source.model_copy(update={"file": path}))
        except SourceError as error:
            yield path.relative_to(source.file), Unusable(error.message)


def _files(root: Path) -> list[Path]:
    """The Markdown files under `root`, without hidden folders, links out of it, and what generators keep beside."""
    found = [
        path
        for path in root.rglob("*")
        if path.suffix.lower() in ENDINGS
        and path.is_file()
        and _is_story(path.relative_to(root))
        and _inside(path, root)
    ]
    return sorted(found)[-MOST:]


def _is_story(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.stem.lower() not in _NOT_PAGES and not _SKIPPED & set(path.parts[:-1])


def _inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _record(path: PurePath, document: Document | Unusable, source: SourceConfig) -> Raw | Unusable | None:
    """The raw record of a file, or None when it is not to be published (yet)."""
    if isinstance(document, Unusable):
        return document
    try:
        page = parse_page_text(document.content)
    except Unusable as error:
        return error
    fields = page.fields
    when = _moment(fields, *_DATES) or _date_in_name(path)
    if _is_draft(fields) or (when is not None and when > document.fetched):
        return None
    slug = _text(fields, "slug") or _slug(path)
    link = _link(fields, path, slug, when, source)
    if not link and not source.options.get("base"):
        return Unusable('no address: say where the site is with options = { base = "https://…" }')
    return Raw(
        title=_text(fields, "title") or page.heading,
        link=link,
        guid=_text(fields, "guid") or _text(fields, "id"),
        html=page.html,
        excerpt=_text(fields, "summary", "description", "excerpt", "subtitle"),
        sections=(*_list(fields, "categories", "category", "section"), *_folder(path)),
        tags=_list(fields, "tags", "keywords"),
        author=", ".join(_list(fields, "authors", "author")),
        published=when,
        updated=_moment(fields, "lastmod", "modified", "updated", "last_modified_at"),
        cover=_cover(fields),
        language=_text(fields, "lang", "language", "locale"),
        doubt="" if when else _doubt(fields),
    )


def _is_draft(fields: Mapping[str, Any]) -> bool:
    said = {name: _text(fields, name).lower() for name in ("draft", "published", "status", "headless")}
    return said["draft"] == "true" or said["published"] == "false" or said["status"] in ("draft", "hidden", "skip")


def _link(fields: Mapping[str, Any], path: PurePath, slug: str, when: datetime | None, source: SourceConfig) -> str:
    """The address that the story has, or will have on the site `options.base`."""
    base = str(source.options.get("base", ""))
    given = _text(fields, "canonical_url", "canonical", "url", "permalink", "link", "save_as")
    if ":" in given and not re.match(r"[a-z]+:", given):
        return _filled(given, path, slug, when, base)
    if given:
        return absolute(given, base) or given
    if not base:
        return ""
    return _filled(str(source.options.get("permalink", "/:path/")), path, slug, when, base)


def _filled(pattern: str, path: PurePath, slug: str, when: datetime | None, base: str) -> str:
    """A pattern as Jekyll and Hugo write it (`:year`, `:slug`, …) with the story's own values."""
    folder = path.parent.as_posix().strip(".")
    values = {
        "path": f"{folder}/{slug}".strip("/"),
        "section": path.parts[0] if len(path.parts) > 1 else "",
        "sections": folder,
        "categories": folder,
        "slug": slug,
        "title": slug,
        "filename": path.stem,
        "contentbasename": path.stem,
        "slugorfilename": slug,
        "output_ext": ".html",
        **(_date_parts(when) if when else {}),
    }
    filled = _PLACE.sub(lambda name: values.get(name[1], ""), pattern)
    return absolute(re.sub(r"/{2,}", "/", filled), base)


def _date_parts(when: datetime) -> dict[str, str]:
    year, month, day = f"{when:%Y}", f"{when:%m}", f"{when:%d}"
    short = {"i_month": str(when.month), "i_day": str(when.day), "short_year": year[-2:]}
    return {"year": year, "month": month, "day": day, **short}


_PLACE = re.compile(r":([a-z_]+)")
PLACES = (
    *("year", "month", "day", "i_month", "i_day", "short_year", "slug", "title", "path", "filename", "contentbasename"),
    *("slugorfilename", "section", "sections", "categories", "output_ext"),
)
"""What a pattern for addresses may hold, each after a colon."""


def _slug(path: PurePath) -> str:
    """The name of the file, or of the folder of a bundle, without Jekyll's date."""
    name = path.parent.name if path.stem.lower() == "index" and path.parent.name else path.stem
    dated = _DATED.fullmatch(name)
    return dated[2] if dated else name


def _date_in_name(path: PurePath) -> datetime | None:
    dated = _DATED.match(path.stem) or _DATED.match(path.parent.name)
    return moment("-".join(part.zfill(2) for part in dated[1].split("-"))) if dated else None


def _folder(path: PurePath) -> tuple[str, ...]:
    """The nearest folder that names a section."""
    parents = path.parent.parts[:-1] if path.stem.lower() == "index" else path.parent.parts
    names = [part for part in reversed(parents) if part.lower() not in _FOLDERS and not re.match(r"\d", part)]
    return (names[0].replace("-", " ").replace("_", " ").capitalize(),) if names else ()


def _cover(fields: Mapping[str, Any]) -> tuple[Picture, ...]:
    alt = _text(fields, "image_alt", "alt", "cover_alt")
    for name in _COVERS:
        value = fields.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            alt = _text(value, "alt", "caption") or alt
            value = next(
                (value[key] for key in ("image", "url", "src", "path", "teaser", "relative") if value.get(key)), ""
            )
        if isinstance(value, str) and value:
            return (Picture(value, alt),)
    return ()


def _moment(fields: Mapping[str, Any], *names: str) -> datetime | None:
    return next((when for name in names if (when := moment(_text(fields, name)))), None)


def _doubt(fields: Mapping[str, Any]) -> str:
    written = (_text(fields, name) for name in _DATES)
    return next((doubt(text) for text in written if text not in ("", "true", "false")), "")  # Jekyll's published: true


def _text(fields: Mapping[str, Any], *names: str) -> str:
    """The first text, number or date among the fields called `names`."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value).lower() if isinstance(value, bool) else str(value).strip()
    return ""


def _list(fields: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """The first list among the fields called `names`; a text is one, its parts separated by commas."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, list) and value:
            parts = (item.get("name", "") if isinstance(item, dict) else item for item in value[:50])
            return tuple(str(part).strip() for part in parts if isinstance(part, str | int))
    return ()
