"""Look up a theme's labels in message catalogues: gettext .po files, one a language, the user's over those of digest.

A label is known by its `msgctxt`; its `msgid` is the English text that a translator sees. They are read as they are:
parsing a catalogue of 80 labels takes 1.5 ms, so that nothing is compiled.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.errors import ConfigError, TemplateError
from digest.registry import suggestion
from digest.renderer.words import digits, embed

SOURCE = "en"
"""The language that stands in where a catalogue of the user's own lacks a label."""

_PLACE = re.compile(r"\{(\w+)\}")


class LabelError(LookupError):
    """A template asks for a label that no catalogue has, or without a value that it needs; `hint` is the remedy."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Label:
    """The words for one label: one text, or one for each plural form, chosen by `form` from a count."""

    texts: tuple[str, ...]
    form: Callable[[int], int]

    def text(self, count: object) -> str:
        """The text for `count`; a label without plural forms has the same for every count."""
        return self.texts[self.form(count) if isinstance(count, int) else 0] if len(self.texts) > 1 else self.texts[0]


class Labels:
    """The function `t(name, **values)` of the templates, for one language.

    `count` chooses the plural form. Numbers get the language's digits, and a name in the other direction of writing is
    kept from moving what stands around it. Raises LabelError for what there is not.
    """

    def __init__(self, language: str, *, own: dict[str, Label], source: dict[str, Label]) -> None:
        self.language = language
        self._own = own
        self._source = source
        self._untranslated: dict[str, None] = {}

    def __call__(self, name: str, /, **values: object) -> str:
        label = self._own.get(name)
        if label is None:
            label = self._source.get(name)
            self._untranslated[name] = None
        if label is None:
            raise LabelError(f'there is no label "{name}"', suggestion(name, sorted(self._source)))

        def value(place: re.Match[str]) -> str:
            if place[1] not in values:
                hint = f"call it as t({name!r}, {place[1]}=…)"
                raise LabelError(f'the label "{name}" needs a value for {place[0]}', hint)
            given = values[place[1]]
            if isinstance(given, int):
                return digits(given, language=self.language)
            return embed(str(given), language=self.language)

        return _PLACE.sub(value, label.text(values.get("count")))

    @property
    def untranslated(self) -> tuple[str, ...]:
        """The labels asked for so far that stood in English because the language's catalogue lacks them."""
        return tuple(self._untranslated)


def find_labels(language: str, folders: Sequence[Path]) -> Labels:
    """The labels for `language` (a BCP 47 tag) from the catalogues in `folders`, the user's own first.

    `pt-BR` looks into `pt-BR.po`, then `pt.po` (RFC 4647, section 3.4), label by label. Raises ConfigError when there
    is neither, and TemplateError for a catalogue that cannot be read.
    """
    found: dict[str, Label] = {}
    files = [path for tag in _tags(language) for folder in folders for path in _catalogues(folder, tag)]
    if not files:
        raise _missing(language, folders)
    for path in files:
        found = {**_read(path), **found}
    source: dict[str, Label] = {}
    for folder in folders:
        for path in _catalogues(folder, SOURCE):
            source = {**_read(path), **source}
    return Labels(language, own=found, source=source)


def languages(folders: Sequence[Path]) -> tuple[str, ...]:
    """The languages that there are catalogues for."""
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.po")}))


def _tags(language: str) -> Iterator[str]:
    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length]).lower()


def _catalogues(folder: Path, tag: str) -> list[Path]:
    return [path for path in sorted(folder.glob("*.po")) if path.stem.replace("_", "-").lower() == tag]


def _missing(language: str, folders: Sequence[Path]) -> ConfigError:
    example = next(path for folder in reversed(folders) for path in _catalogues(folder, SOURCE))
    return ConfigError(
        f'there are no labels in "{language}"',
        where="[newsletter] language",
        hint=f"there are: {', '.join(languages(folders))}; to add one, translate {example} as "
        f"templates/labels/{language.split('-')[0]}.po beside digest.toml",
    )


def _read(path: Path) -> dict[str, Label]:
    """What a catalogue translates; fuzzy and empty entries count as absent, as gettext has it."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        # It takes arithmetic on n and nothing else.
        form: Callable[[int], int] = gettext.c2py(catalogue.plural_expr)
        labels: dict[str, Label] = {}
        for message in catalogue:
            texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if message.context and texts and all(texts) and not message.fuzzy:
                labels[message.context] = Label(texts, form)
                if len(texts) > 1 and not all(0 <= form(count) < len(texts) for count in range(200)):
                    raise ValueError(f'"{message.context}" has too few plural forms for its Plural-Forms')
    except (OSError, ValueError, PoFileError) as error:
        hint = "open it in a catalogue editor such as Poedit, or compare it with one that comes with digest"
        raise TemplateError(f"not a message catalogue: {error}", where=str(path), hint=hint) from error
    return labels
