"""The pages of the web archive: an index, years, each issue with those around it. Pure but for the theme's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from digest.models import Newsletter
from digest.renderer.compiled import Compiled
from digest.renderer.environment import make_environment, render_template
from digest.renderer.filters import language_filters, unfolded
from digest.renderer.labels import Labels, find_labels
from digest.renderer.site.model import NEWEST, Site
from digest.renderer.site.syndication import FEED, RECENT, atom_feed, sitemap
from digest.renderer.theme import Theme
from digest.renderer.words import find_locale, month_name

PAGE, STYLE, MAP, MISSING, ICON = "index.html", "style.css", "sitemap.xml", "404.html", "icon.svg"


def render_site(site: Site, *, theme: Theme) -> Iterator[tuple[str, str]]:
    """Each page of `site` in `theme`, and what belongs to them, by path.

    The same site and theme give the same texts. Raises TemplateError when a template is missing or fails, and
    ConfigError when there are no labels in the newsletter's language.
    """
    draw = _Pages(site, theme)
    years = site.years
    newest = tuple(reversed(site.issues))[:NEWEST]
    for at, each in enumerate(site.issues):
        around = site.issues[at - 1] if at else None, site.issues[at + 1] if at + 1 < len(site.issues) else None
        content = Markup(each.letter.content)  # noqa: S704 - the web version, which was escaped when it was rendered
        styles = Markup(each.letter.styles)  # noqa: S704 - as above
        yield (
            each.path + PAGE,
            draw("issue.html", each.path, each=each, before=around[0], after=around[1], content=content, styles=styles),
        )
    for year, issues in years.items():
        yield f"{year}/{PAGE}", draw("year.html", f"{year}/", year=year, issues=issues, years=tuple(years))
    yield PAGE, draw("home.html", "", issues=newest, years=tuple(years))
    yield MISSING, draw("missing.html", MISSING, root=site.url)
    for name in (ICON, STYLE):
        yield name, draw(name, name)
    contents = {each.issue.id: draw("feed.html", each.path, issue=each.issue) for each in site.public[:RECENT]}
    yield FEED, atom_feed(site, contents=contents)
    yield MAP, sitemap(site)


class _Pages:
    """Draws pages of one archive; templates are compiled once."""

    def __init__(self, site: Site, theme: Theme) -> None:
        self._site = site
        self._theme = theme
        self._compiled = Compiled()
        self._labels = find_labels(site.newsletter.language, theme.labels)

    def __call__(self, template: str, path: str, **more: object) -> str:
        """The page at `path`, which leads to others by relative addresses."""
        newsletter = self._site.newsletter
        environment = make_environment(self._theme, filters=_filters(newsletter, self._labels), compiled=self._compiled)
        rtl = newsletter.direction == "rtl"
        context: dict[str, Any] = {
            "newsletter": newsletter,
            "theme": self._theme.options,
            "t": self._labels,
            "start": "right" if rtl else "left",
            "end": "left" if rtl else "right",
            "root": "../" * path.count("/") or "./",
            "home": self._site.url,
            "url": self._site.url + path,
            "territory": _territory(newsletter.language),
            **more,
        }
        return render_template(environment, f"archive/{template}", theme=self._theme, context=context)


def _filters(newsletter: Newsletter, labels: Labels) -> Mapping[str, Any]:
    month = partial(month_name, language=newsletter.language)
    return {**language_filters(newsletter, labels), "month": unfolded(month)}


def _territory(language: str) -> str:
    """`en_GB` for `en-GB`, as the Open Graph protocol wants it; "" where the language has no country."""
    locale = find_locale(language)
    return f"{locale.language}_{locale.territory}" if locale and locale.territory else ""
