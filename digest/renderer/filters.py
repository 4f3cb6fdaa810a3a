"""The filters of templates that go by a newsletter's language and time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import jinja2
from jinja2.runtime import Context

from digest.models import Newsletter
from digest.renderer.labels import Labels
from digest.renderer.words import Form, digits, long_date, short_date, upper


def language_filters(newsletter: Newsletter, labels: Labels) -> dict[str, Callable[..., Any]]:
    """The filters for templates in the language of `newsletter`, with its `labels`."""

    def longdate(when: date | datetime, form: Form = "full") -> str:
        return long_date(when, language=newsletter.language, timezone=newsletter.timezone, form=form)

    own: dict[str, Callable[..., Any]] = {
        "colon": lambda words: labels("colon", words=words),
        "digits": partial(digits, language=newsletter.language),
        "longdate": longdate,
        "shortdate": partial(short_date, language=newsletter.language),
        "upper": partial(upper, language=newsletter.language),
    }
    return {name: unfolded(function) for name, function in own.items()}


def unfolded(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` as a filter that Jinja does not apply while it compiles: what it gives differs from issue to issue."""

    @jinja2.pass_context
    def applied(_context: Context, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return applied
