"""What templates may make: little enough for an email, however they ask for more."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from digest.errors import TemplateError
from digest.renderer import find_theme
from digest.renderer.environment import make_environment, render_template
from digest.renderer.sharing import share_links
from digest.renderer.text import rule
from tests.build import newsletter

MEGABYTES = 2**20
HOSTILE = [
    "{{ '%0900000000d' % 1 }}",
    "{{ '%.900000000f' % 1 }}",
    "{{ '%*d' % (10 ** 9, 1) }}",
    "{{ '%0900000000d' | format(1) }}",
    "{{ '%(a)900000000s' | format(a=1) }}",
    "{{ ('%(a)s' * 50000) % {'a': 'x' * 100000} }}",
    "{{ '{:>900000000}'.format(1) }}",
    "{{ '{a:>900000000}'.format_map({'a': 1}) }}",
    "{{ 'x' | center(10 ** 9) }}",
    "{{ 'x' | center(900000000) }}",
    "{{ 'x'.center(10 ** 9) }}",
    "{{ 'x'.ljust(10 ** 9) }}",
    "{{ 'x'.rjust(10 ** 9) }}",
    "{{ 'x'.zfill(10 ** 9) }}",
    "{{ ['x'] | map('center', 10 ** 9) | join }}",
    "{{ '\\t'.expandtabs(10 ** 9) }}",
    "{{ 'x'.translate({120: 'y'}) }}",
    "{{ 'x'.encode() }}",
    "{{ (1).to_bytes(10 ** 9, 'big') }}",
    "{{ 'a' * 10 ** 9 }}",
    "{{ -(10 ** 9) * 'a' }}{{ 10 ** 9 * ['a'] }}",
    "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
    "{{ (10 ** 99) * 'a' }}",
    "{{ ('a' * 100000) | replace('a', 'b' * 100000) }}",
    "{{ ('a' * 100000) | indent('b' * 100000) }}",
    "{{ ('a ' * 100000) | wrap(2, 'b' * 100000, 'b' * 100000) }}",
    "{{ ('a ' * 100000) | wordwrap(1, wrapstring='b' * 100000) }}",
    "{{ ('b' * 100000).join('a' * 100000) }}",
    "{{ (['a'] * 100000) | join('b' * 100000) }}",
    "{{ [1] | batch(10 ** 9, 'x') | list }}",
    "{{ [1] | slice(10 ** 9) | list }}",
    "{{ 5 | round(-(10 ** 9)) }}",
    "{{ ([[1] * 99] * 99) | sum(start=[]) }}",
    "{{ (range(1000) | list) * 10 ** 9 }}",
    "{{ 7 ** (10 ** 9) }}",
    "{{ {'a': 1} | tojson(indent=10 ** 9) }}",
    "{{ newsletter.model_dump_json(indent=10 ** 9) }}",
    "{{ lipsum(10 ** 6) }}",
    "{{ rule('x' * 100000, 100000) }}",
    "{{ share(['x'] * 100000, 'https://a.example', 'x' * 100000) }}",
    "{% set n = namespace(x='a' * 1000) %}{% for _ in range(9999) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x='a' * 1000) %}{% for _ in range(9999) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    *(
        pytest.param(source, marks=pytest.mark.uncounted)  # a million parts are weighed before it is refused
        for source in (
            "{% set n = namespace(x=['a']) %}{% for _ in range(9999) %}{% set n.x = [n.x, n.x] %}{% endfor %}",
            "{% set n = namespace(x=('a',)) %}{% for _ in range(9999) %}{% set n.x = (n.x, n.x) %}{% endfor %}",
            "{% set n = namespace(x={}) %}{% for _ in range(9999) %}{% set n.x = {1: n.x, 2: n.x} %}{% endfor %}",
        )
    ),
    "{% set n = namespace(x=3) %}{% for _ in range(9999) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "{% set n = namespace(x='a') %}{% for _ in range(9999) %}{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",
    "{% set x = 'a' * 100000 %}{% for _ in range(9999) %}{{ x }}{% endfor %}",
    "{% macro m() %}{% for _ in range(9999) %}{{ 'a' * 99999 }}{% endfor %}{% endmacro %}{{ m() }}",
    f"{{% for _ in range(9999) %}}{'a' * 99999}{{% endfor %}}",
]
"""Each stands for hundreds of megabytes, or for hours."""


def made(source: str, folder: Path, name: str = "own.txt") -> str:
    """What a template of a user's own makes of `source`, on its third line."""
    file = folder / "classic" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"\n\n{source}", encoding="utf-8")
    theme = find_theme("classic", overrides=folder, options={})
    context: dict[str, Any] = {"newsletter": newsletter(), "rule": rule, "share": share_links}
    return render_template(make_environment(theme, filters={}), name, theme=theme, context=context)


@pytest.mark.parametrize("name", ["own.txt", "own.html"])
@pytest.mark.parametrize("source", HOSTILE)
def test_what_is_too_large_is_refused_before_it_is_made(source: str, name: str, tmp_path: Path) -> None:
    """A template that asks for hundreds of megabytes is an error with file and line, and they are never allocated."""
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError) as caught:
            made(source, tmp_path, name)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.where == f"templates/classic/{name}:3"
    assert caught.value.hint
    assert peak < 130 * MEGABYTES


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ '%05.1f|%s|%(a)s' | format(1, 2) if 0 else '%05.1f|%s' % (3.14, 'x') }}", "003.1|x"),
        ("{{ '%(a)s' % {'a': 3000000} }} {{ '%*d' % (4, 30) }}", "3000000   30"),
        ("{{ 'ab'.center(6) }}{{ 'a' | center(3) }}{{ 'x'.zfill(3) }}", "  ab   a 00x"),
        ("{{ ', '.join(['a', 'b']) }} {{ ['a', 'b'] | join('-') }} {{ [1, 2] | sum }}", "a, b a-b 3"),
        ("{{ [1, 2, 3] | batch(2, 0) | list }} {{ 3.14159 | round(2) }}", "[[1, 2], [3, 0]] 3.14"),
        ("{{ 'a' ~ 1 ~ 'b' }} {{ 1 + 1 }} {{ [1] + [2] }} {{ 7 % 4 }} {{ 1.5 * 2 }}", "a1b 2 [1, 2] 3 3.0"),
        ("{% set a, b = 1, (2, 3) %}{{ a }}{{ b }}{{ {'k': [1]} }}", "1(2, 3){'k': [1]}"),
        ("{{ [[3, 'c'], [1, 'a']] | sort | map('last') | join }}{{ newsletter.name }}", "acThe Lantern"),
        ("{{ 'a-b'.split('-') }}{{ 'aXa'.replace('X', '--') }}{{ 'a' | replace('a', 'b') }}", "['a', 'b']a--ab"),
        ("{% macro m(x) %}<{{ x }}{{ caller() }}>{% endmacro %}{% call m(1) %}in{% endcall %}", "<1in>"),
    ],
)
def test_what_an_email_needs_is_as_jinja_has_it(source: str, said: str, tmp_path: Path) -> None:
    """Nothing of Jinja that stays small is changed."""
    assert made(source, tmp_path) == f"\n\n{said}"


def test_what_is_safe_stays_safe(tmp_path: Path) -> None:
    """Texts put together keep what is escaped and escape what is not, once."""
    source = "{% set b = '<b>' | safe %}{{ b ~ '<i>' }}{{ '<u>' ~ '&' }}{{ '%s' | safe | format('<s>') }}"
    assert made(source, tmp_path, "own.html") == "\n\n<b>&lt;i&gt;&lt;u&gt;&amp;&lt;s&gt;"


@pytest.mark.parametrize("name", ["random", "tojson", "urlize", "pprint"])
def test_filters_that_no_email_needs_are_not_there(name: str, tmp_path: Path) -> None:
    """Nothing of chance gets into an issue, so that the same issue gives the same bytes; nothing for scripts."""
    with pytest.raises(TemplateError, match=f"No filter named '{name}'"):
        made(f"{{{{ [1] | {name} }}}}", tmp_path)
