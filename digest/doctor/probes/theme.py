"""The look: the theme with its options and templates, the labels of the language, pictures that are to be copied."""

from __future__ import annotations

from collections.abc import Iterator

from digest.counting import counted
from digest.doctor.diagnosis import Patient, Sign, fine, warning
from digest.layout import complete, read_files
from digest.pipeline.output import theme_of
from digest.pipeline.pictures import check_settings
from digest.renderer import check_kinds, find_labels

RANK = 30


def look(patient: Patient) -> Iterator[Sign]:
    """Every block can be shown, in the newsletter's language, and what it reads from files is there."""
    config = patient.config
    theme = theme_of(config)
    layout = read_files(complete(config.blocks), root=config.paths.root)
    check_kinds({block.kind for block in layout}, theme=theme)
    find_labels(config.newsletter.language, theme.labels)
    check_settings(config)
    for start, folder in config.preview.images.items():
        if not folder.is_dir() and folder != config.paths.issues:
            yield warning(f"{folder} is no folder: pictures at {start} cannot be shown", "see to [preview] images")
    own = sum(path.is_file() for path in config.paths.templates.rglob("*")) if config.paths.templates.is_dir() else 0
    more = f", with {counted(own, 'file')} of your own" if own else ""
    yield fine(f"{config.theme.name}, in {config.newsletter.language}{more}")
