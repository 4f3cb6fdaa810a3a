"""Which of a theme's fonts Word takes: one that it does not know turns the text into Times New Roman."""

from __future__ import annotations

_WINDOWS = frozenset(
    (
        "arial",
        "calibri",
        "cambria",
        "candara",
        "consolas",
        "constantia",
        "corbel",
        "courier new",
        "georgia",
        "palatino linotype",
        "segoe ui",
        "tahoma",
        "times new roman",
        "trebuchet ms",
        "verdana",
    )
)
"""The text fonts that Windows or Office brings: https://learn.microsoft.com/typography/fonts/windows_11_font_list"""


def word_fonts(fonts: str) -> str:
    """`fonts`, a CSS list, from the first that Windows has; Arial where it has none, or Georgia among serifs."""
    names = [name.strip() for name in fonts.split(",")]
    for at, name in enumerate(names):
        if name.lower() in _WINDOWS:
            return ",".join(names[at:])
    return "Georgia,serif" if names[-1].lower() == "serif" else "Arial,sans-serif"
