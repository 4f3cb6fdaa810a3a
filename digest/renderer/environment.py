"""The sandbox that templates run in, and the errors that tell their authors the file, the line and the remedy."""

from __future__ import annotations

import collections
import difflib
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from pydantic import BaseModel

from digest.errors import DigestError, TemplateError
from digest.registry import suggestion
from digest.renderer import text, versions
from digest.renderer.colors import readable_on
from digest.renderer.compiled import Compiled
from digest.renderer.fonts import word_fonts
from digest.renderer.labels import LabelError
from digest.renderer.links import safe_url
from digest.renderer.meter import Endless
from digest.renderer.pictures import fit
from digest.renderer.sandbox import Sandbox
from digest.renderer.stylesheets import SHEETS, find_fault
from digest.renderer.theme import Theme, bundled_themes
from digest.renderer.words import minutes


class Missing(jinja2.StrictUndefined):
    """What a template asks for and there is not. Its message has a second line: the names that there are."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        said: str = super()._undefined_message
        obj, name = self._undefined_obj, self._undefined_name
        if self._undefined_hint or not isinstance(name, str) or not isinstance(obj, (BaseModel, Mapping)):
            return said
        if isinstance(obj, Mapping):
            return f'there is no "{name}" here\n{suggestion(name, sorted(map(str, obj)))}'
        own = type(obj)
        known = [each for each in dir(own) if each[0] != "_" and not hasattr(BaseModel, each)] + [*own.model_fields]
        return f'a {own.__name__.lower()} has no "{name}"\n{suggestion(name, sorted(known))}'


class _Marking(jinja2.FileSystemLoader):
    """Finds a theme's files, with a mark before and after each block, by which its bytes are counted."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, is_fresh = super().get_source(environment, template)
        if template.startswith("blocks/") and template.endswith(".html"):
            source = versions.BLOCK_BEGIN + source + versions.BLOCK_END
        return source, name, is_fresh


def make_environment(
    theme: Theme, *, filters: Mapping[str, Callable[..., Any]], compiled: Compiled | None = None
) -> jinja2.Environment:
    """The environment of `theme`: sandboxed, strict about undefined names, escaping everything in `.html`.

    `filters` are those that depend on the issue; they join the ones that do not. `compiled` are the templates that an
    earlier environment has compiled.
    """
    return Sandbox(
        bytecode_cache=compiled,
        loader=_Marking(theme.folders),
        undefined=Missing,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        filters={
            "columns": text.columns,
            "fit": fit,
            "indent": text.indent,
            "minutes": minutes,
            "readable_on": readable_on,
            "safe_url": safe_url,
            "word_fonts": word_fonts,
            "wrap": text.wrap,
            **filters,
        },
    )


def render_template(environment: jinja2.Environment, name: str, *, theme: Theme, context: Mapping[str, Any]) -> str:
    """The template `name` with `context`. Raises TemplateError with file, line and hint when it fails."""
    try:
        return environment.get_template(name).render(context)
    except DigestError:
        raise
    except Exception as error:
        raise _explained(error, theme, names=tuple(context), filters=tuple(environment.filters)) from error


def check_sheets(environment: jinja2.Environment, *, theme: Theme, context: Mapping[str, Any]) -> None:
    """Raise TemplateError for the first fault in a style sheet of the user's own, all templates of which render.

    Those that come with digest are read by its tests: it takes 0.05 s.
    """
    for name in SHEETS:
        file = next((folder / name for folder in theme.folders if (folder / name).is_file()), bundled_themes())
        if file.is_relative_to(bundled_themes()):
            continue
        if fault := find_fault(environment, name, context=context):
            hint = "mail programs drop it, or what follows: mend the line, or remove your file to use the theme's own"
            raise TemplateError(fault.message, where=f"{_place(str(file), theme)}:{fault.line}", hint=hint)


def require_blocks(environment: jinja2.Environment, kinds: set[str], *, theme: Theme) -> None:
    """Raise TemplateError for the first of `kinds` that lacks its template in HTML or text, naming the file to add."""
    there = set(environment.list_templates())
    known = {name.removeprefix("blocks/").rpartition(".")[0] for name in there if name.startswith("blocks/")}
    for kind in sorted(kinds):
        for suffix in ("html", "txt"):
            if f"blocks/{kind}.{suffix}" in there:
                continue
            close = difflib.get_close_matches(kind, known - {kind}, n=1)
            wish = f', or did you mean the kind "{close[0]}"?' if close else f"; there are: {', '.join(sorted(known))}"
            raise TemplateError(
                f'the theme "{theme.name}" cannot show a block of the kind "{kind}" in {suffix}',
                where=f"templates/{theme.name}/blocks/{kind}.{suffix}",
                hint=f"add this file{wish}",
            )


def _explained(error: Exception, theme: Theme, *, names: Sequence[str], filters: Sequence[str]) -> TemplateError:
    """`error` for a person. `names` are those that every template is given."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        # Where a comment or a raw part has no end, Jinja has the file's path for the template's name.
        where = f"{_place(error.filename or error.name or '', theme)}:{error.lineno}"
        unknown = re.fullmatch(r"No filter named '(\w+)'\.", error.message or "")
        hint = suggestion(unknown[1], filters) if unknown else "see https://jinja.palletsprojects.com"
        return TemplateError(error.message or "not valid", where=where, hint=hint)
    where = _raised_at(error, theme)
    if isinstance(error, jinja2.TemplateNotFound):
        hint = f'add the file templates/{theme.name}/{error.name}, or let theme.toml say extends = "classic"'
        return TemplateError(f'there is no template "{error.name}"', where=where, hint=hint)
    if isinstance(error, LabelError):
        return TemplateError(str(error), where=where, hint=error.hint)
    if isinstance(error, jinja2.UndefinedError):
        said, _, hint = str(error).partition("\n")
        if unknown := re.fullmatch(r"'(\w+)' is undefined", said):
            hint = suggestion(unknown[1], sorted(names))
        return TemplateError(said, where=where, hint=hint or "docs/themes.md lists what a template is given")
    if isinstance(error, RecursionError):
        hint = "a macro or an include comes back to itself: give it an end"
        return TemplateError("calls itself without end", where=_most_raised_at(error, theme), hint=hint)
    if isinstance(error, Endless):
        return TemplateError(
            str(error),
            where=where,
            hint="go through the issue's own blocks and stories once, and make nothing larger than a page",
        )
    hint = "mend the expression there, or remove your file to use the theme's own"
    return TemplateError(f"{type(error).__name__}: {error}", where=where, hint=hint)


def _raised_at(error: Exception, theme: Theme) -> str:
    """The innermost line of a template that the error came through (Jinja rewrites tracebacks to say so)."""
    return next(_through(error, theme), f"templates/{theme.name}")


def _most_raised_at(error: Exception, theme: Theme) -> str:
    """The line that what goes round came through most often: where it ends is chance. The outermost of several."""
    lines = collections.Counter(reversed(list(_through(error, theme))))
    return max(lines, key=lambda line: lines[line], default=f"templates/{theme.name}")


def _through(error: Exception, theme: Theme) -> Iterator[str]:
    """The lines of templates that the error came through, innermost first."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if any(Path(frame.filename).is_relative_to(folder) for folder in theme.folders):
            yield f"{_place(frame.filename, theme)}:{frame.lineno}"


def _place(filename: str, theme: Theme) -> str:
    """The file as a theme's author knows it, whichever folder it is in."""
    path = Path(filename)
    for folder in theme.folders:
        if path.is_relative_to(folder):
            return f"templates/{folder.name}/{path.relative_to(folder).as_posix()}"
    return f"templates/{theme.name}"
