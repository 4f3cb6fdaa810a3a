"""Some read the plain-text part, and filters compare it with the HTML: it must say the same and lead to the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from digest.checks.looks import texts
from digest.checks.rendered import HTML, TEXT, Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
MIN_WORDS = 30
COVERED = 0.9
"""The share of the HTML part's words that the text part has at least."""
_END = r"(?![\w/?&=%#~+-]|[.:,;]\w)"
"""What must not follow: `https://a.example` is not there because `https://a.example/story` is."""


def check(rendered: Rendered) -> Iterator[Found]:
    """The text part has at least 30 words, every address that the HTML part links to, and 90 % of its words."""
    text = rendered.email.text
    if (count := len(text.split())) < MIN_WORDS and len(_words(text)) < MIN_WORDS:
        yield Found(f"only {count} words", TEXT, "write the theme's .txt templates")
    for href in sorted({link.get("href") for link in rendered.document.iter("a") if link.get("href")}):
        if not re.search(re.escape(href) + _END, text):
            yield Found(f"a link of the HTML part is missing: {href[:80]}", TEXT, "add it to the block's .txt template")
    yield from _coverage(rendered)


def _coverage(rendered: Rendered) -> Iterator[Found]:
    shown = Counter(word for _, _, said in texts(rendered.light) for word in _words(said))
    missing = shown - Counter(_words(rendered.email.text))
    if missing.total() > (1 - COVERED) * shown.total():
        share = 1 - missing.total() / shown.total()
        few = ", ".join(f"“{word}”" for word, _ in missing.most_common(5))
        yield Found(
            f"has only {share:.0%} of the words of {HTML}: {few} are missing", TEXT, "complete the .txt templates"
        )


def _words(text: str) -> list[str]:
    """The words of `text` without case, so that a label in capitals counts; a sign of Chinese or Japanese is one."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{2,}", normal)
