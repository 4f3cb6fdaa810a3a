"""Turn an issue into an email with a theme: HTML inlined once, a hand-written text part, and a web version."""

from digest.renderer.compiled import Compiled
from digest.renderer.labels import find_labels
from digest.renderer.links import with_parameters
from digest.renderer.options import Declared
from digest.renderer.rendering import check_kinds, render, source
from digest.renderer.theme import Theme, bundled_themes, find_theme, new_theme, theme_names
from digest.renderer.words import writing_direction

__all__ = [
    "Compiled",
    "Declared",
    "Theme",
    "bundled_themes",
    "check_kinds",
    "find_labels",
    "find_theme",
    "new_theme",
    "render",
    "source",
    "theme_names",
    "with_parameters",
    "writing_direction",
]
