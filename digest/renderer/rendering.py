"""The renderer's one job: an issue and a theme → an email. Pure but for reading the theme's files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup

from digest.fields import mark_field
from digest.models import Email, Finding, Insertion, Issue, Level
from digest.renderer import notes, shortening, text, versions
from digest.renderer.compact import compact
from digest.renderer.compiled import Compiled
from digest.renderer.directions import embedded
from digest.renderer.disclosure import disclose
from digest.renderer.environment import check_sheets, make_environment, render_template, require_blocks
from digest.renderer.filters import language_filters, unfolded
from digest.renderer.inline import inline
from digest.renderer.labels import Labels, find_labels
from digest.renderer.links import safe_url
from digest.renderer.markup import find_misfits
from digest.renderer.sharing import share_links
from digest.renderer.tagging import with_utm
from digest.renderer.theme import Theme


def render(issue: Issue, *, theme: Theme, compiled: Compiled | None = None) -> Email:
    """`issue` as HTML with inlined styles, text and web version; merge fields stand as marks in html and text.

    The same issue and theme give the same bytes. `compiled` keeps templates from one call to the next. Raises
    TemplateError when a template is missing or fails, and ConfigError when there are no labels in the newsletter's
    language.
    """
    prepared = _prepare(issue, theme, compiled)
    issue, context = prepared.issue, prepared.context
    drawn = prepared.page()
    marked = compact(inline(drawn))
    page = versions.without_blocks(marked, issue.mark)
    cuts = shortening.find_cuts(versions.for_email(page, issue.mark), issue)
    plain = {**context, **_plain(issue, cuts, prepared.footnotes)}
    sizes = versions.block_sizes(versions.for_email(shortening.keep(marked, issue.mark, cuts), issue.mark), issue.mark)
    return Email(
        subject=issue.subject,
        html=versions.for_email(shortening.keep(page, issue.mark, cuts), issue.mark),
        text=text.tidy(
            render_template(prepared.environment, "layout.txt", theme=theme, context=plain),
            rtl=issue.newsletter.direction == "rtl",
        ),
        web=versions.for_web(shortening.keep(page, issue.mark), issue.mark),
        findings=(
            *find_misfits(versions.without_blocks(drawn, issue.mark)),
            *_untranslated(prepared.labels),
            *shortening.findings(cuts, web=bool(context["web_url"])),
        ),
        sizes=sizes if len(sizes) == len(issue.blocks) else (),
    )


def source(issue: Issue, *, theme: Theme) -> str:
    """The HTML of `issue`, whole, as the templates give it: before its styles are moved into its tags.

    Raises what `render` raises.
    """
    page = _prepare(issue, theme).page()
    return versions.for_email(shortening.keep(versions.without_blocks(page, issue.mark), issue.mark), issue.mark)


@dataclass(frozen=True)
class _Prepared:
    """An issue with all that its templates are given."""

    issue: Issue
    theme: Theme
    labels: Labels
    footnotes: text.Footnotes
    environment: jinja2.Environment
    context: Mapping[str, Any]

    def page(self) -> str:
        page = render_template(self.environment, "layout.html", theme=self.theme, context=self.context)
        check_sheets(self.environment, theme=self.theme, context=self.context)
        return page


def _prepare(issue: Issue, theme: Theme, compiled: Compiled | None = None) -> _Prepared:
    issue = embedded(with_utm(issue))
    labels = find_labels(issue.newsletter.language, theme.labels)
    footnotes = text.Footnotes()
    number = footnotes.number if theme.options["text_links"] == "footnotes" else None
    environment = make_environment(theme, filters=_filters(issue, labels, number), compiled=compiled)
    require_blocks(environment, {block.kind for block in issue.blocks}, theme=theme)
    return _Prepared(issue, theme, labels, footnotes, environment, _context(issue, theme, labels))


def check_kinds(kinds: set[str], *, theme: Theme) -> None:
    """Raises TemplateError unless `theme` has templates for every kind of block in `kinds`."""
    require_blocks(make_environment(theme, filters={}), kinds, theme=theme)


def _context(issue: Issue, theme: Theme, labels: Labels) -> Mapping[str, Any]:
    """What every template is given, in HTML."""
    newsletter = issue.newsletter
    rtl = newsletter.direction == "rtl"
    archive = safe_url(newsletter.archive_url).rstrip("/")

    def disclosure(insertion: Insertion) -> str:
        return disclose(insertion, newsletter=newsletter.name, t=labels)

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
        "t": labels,
        "disclosure": disclosure,
        "share": share_links,
        "email_only": versions.part("email", issue.mark),
        "web_only": versions.part("web", issue.mark),
        **shortening.parts(issue),
    }


def _plain(issue: Issue, cuts: shortening.Cuts, footnotes: text.Footnotes) -> Mapping[str, Any]:
    """What the text templates are given besides, or instead."""
    return {
        "issue": shortening.apply(issue, cuts),
        "rule": text.rule,
        "columns": text.WIDTH,
        "footnote": footnotes.number,
        "footnotes": footnotes.take,
        "unsubscribe_url": mark_field(issue.mark, "unsubscribe_url"),
        **shortening.plain_parts(cuts),
    }


def _filters(issue: Issue, labels: Labels, number: Callable[[str], int] | None) -> dict[str, Callable[..., Any]]:
    """The filters that need the newsletter's language, its time zone, the issue's mark, or to number footnotes."""

    def markdown(source: str, heading: str = "h3") -> Markup:
        return notes.to_html(source, mark=issue.mark, heading=heading)

    def markdown_text(source: str) -> str:
        return notes.to_text(source, mark=issue.mark, number=number)

    return {
        **language_filters(issue.newsletter, labels),
        "markdown": unfolded(markdown),
        "markdown_text": unfolded(markdown_text),
    }


def _untranslated(labels: Labels) -> tuple[Finding, ...]:
    if not labels.untranslated:
        return ()
    names = ", ".join(labels.untranslated)
    remedy = f"add them to templates/labels/{labels.language}.po"
    return (Finding(Level.warning, "labels", f"in English for want of words: {names}", "email.html", remedy),)
