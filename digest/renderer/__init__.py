"""Turn an issue into an email with a theme: HTML inlined once, a hand-written text part, and a web version."""

from digest.renderer.compiled import Compiled
from digest.renderer.labels import find_labels
from digest.renderer.links import safe_url, with_parameters
from digest.renderer.options import Declared
from digest.renderer.rendering import check_kinds, render, source
from digest.renderer.site import Archived, Letter, Site, read_letter, render_site
from digest.renderer.theme import Theme, bundled_themes, find_theme, new_theme, theme_names
from digest.renderer.words import writing_direction

__all__ = [
    "Archived",
    "Compiled",
    "Declared",
    "Letter",
    "Site",
    "Theme",
    "bundled_themes",
    "check_kinds",
    "find_labels",
    "find_theme",
    "new_theme",
    "read_letter",
    "render",
    "render_site",
    "safe_url",
    "source",
    "theme_names",
    "with_parameters",
    "writing_direction",
]
