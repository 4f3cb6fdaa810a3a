"""The renderer's one job: an issue and a theme → an email. Pure but for reading the theme's files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from digest.fields import mark_field
from digest.models import Email, Insertion, Issue
from digest.renderer import notes, text, versions
from digest.renderer.disclosure import disclose
from digest.renderer.environment import make_environment, render_template, require_blocks
from digest.renderer.inline import inline
from digest.renderer.links import safe_url
from digest.renderer.sharing import share_links
from digest.renderer.theme import Theme
from digest.renderer.words import long_date, short_date, translator


def render(issue: Issue, *, theme: Theme) -> Email:
    """`issue` as HTML with inlined styles, text and web version; merge fields stand as marks in html and text.

    The same issue and theme give the same bytes. Raises TemplateError when a template is missing or fails.
    """
    environment = make_environment(theme, filters=_filters(issue))
    require_blocks(environment, {block.kind for block in issue.blocks}, theme=theme)
    context = _context(issue, theme)
    page = inline(render_template(environment, "layout.html", theme=theme, context=context))
    plain = render_template(environment, "layout.txt", theme=theme, context={**context, **_plain(issue)})
    return Email(
        subject=issue.subject,
        html=versions.for_email(page, issue.mark),
        text=text.tidy(plain),
        web=versions.for_web(page, issue.mark),
    )


def check_kinds(kinds: set[str], *, theme: Theme) -> None:
    """Raises TemplateError unless `theme` has templates for every kind of block in `kinds`."""
    require_blocks(make_environment(theme, filters={}), kinds, theme=theme)


def _context(issue: Issue, theme: Theme) -> Mapping[str, Any]:
    """What every template is given, in HTML."""
    newsletter = issue.newsletter
    rtl = newsletter.direction == "rtl"
    archive = safe_url(newsletter.archive_url).rstrip("/")

    t = translator(newsletter.language)

    def disclosure(insertion: Insertion) -> str:
        return disclose(insertion, newsletter=newsletter.name, t=t)

    def field(name: str, fallback: str = "") -> Markup:
        return Markup(mark_field(issue.mark, name, fallback))  # noqa: S704 - a mark has no character to escape

    return {
        "issue": issue,
        "newsletter": newsletter,
        "theme": theme.options,
        # Literally, like every word that may come from a source: a title with `{{ email }}` is no merge field.
        "subject": issue.subject,
        "preheader": issue.preheader,
        "web_url": f"{archive}/{issue.id}/" if archive else "",
        "unsubscribe_url": field("unsubscribe_url"),
        "field": field,
        "start": "right" if rtl else "left",
        "end": "left" if rtl else "right",
        "t": t,
        "disclosure": disclosure,
        "share": share_links,
        "email_only": versions.part("email", issue.mark),
        "web_only": versions.part("web", issue.mark),
    }


def _plain(issue: Issue) -> Mapping[str, Any]:
    """What the text templates are given besides, or instead."""
    footnotes = text.Footnotes()
    return {
        "rule": text.rule,
        "columns": text.WIDTH,
        "footnote": footnotes.number,
        "footnotes": footnotes.take,
        "unsubscribe_url": mark_field(issue.mark, "unsubscribe_url"),
    }


def _filters(issue: Issue) -> dict[str, Any]:
    """The filters that need the newsletter's language, its time zone or the issue's mark."""
    newsletter = issue.newsletter

    def longdate(when: date | datetime) -> str:
        return long_date(when, language=newsletter.language, timezone=newsletter.timezone)

    def shortdate(when: date) -> str:
        return short_date(when, language=newsletter.language)

    def markdown(source: str, heading: str = "h3") -> Markup:
        return notes.to_html(source, mark=issue.mark, heading=heading)

    def markdown_text(source: str) -> str:
        return notes.to_text(source, mark=issue.mark)

    return {"longdate": longdate, "shortdate": shortdate, "markdown": markdown, "markdown_text": markdown_text}
