"""A finished page loses what nobody misses, and nothing else."""

from __future__ import annotations

from digest.renderer.compact import compact


def test_class_names_that_no_style_knows_go() -> None:
    """Those that a style for phones, for dark mode or for Word names stay."""
    page = (
        "<style>@media (x) { .a > .b-2 { color: red } }</style><!--[if mso]><style>.w{}</style><![endif]-->"
        '<p class="a gone" id="x"><b class="gone">class="gone"</b><i class="w b-2"></i></p>'
    )
    assert compact(page).endswith('<p class="a" id="x"><b>class="gone"</b><i class="w b-2"></i></p>')
