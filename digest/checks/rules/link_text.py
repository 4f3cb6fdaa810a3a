"""Who goes from link to link with a screen reader hears only its words: “here” says nothing (WCAG 2.2 §2.4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.warning
VAGUE = frozenset(
    [
        "here",
        "click here",
        "click",
        "this",
        "this link",
        "link",
        "more",
        "read",
        "go",
        "hier",
        "hier klicken",
        "klicken sie hier",
        "ici",
        "cliquez ici",
        "aquí",
        "haga clic aquí",
        "qui",
        "clicca qui",
        "aqui",
        "clique aqui",
        "klik hier",
        "tutaj",
        "kliknij tutaj",
        "buraya tıklayın",
        "こちら",
    ]
)


def check(rendered: Rendered) -> Iterator[Found]:
    """No link is called “here”, “more” or the like, and none shows a bare web address."""
    for link in rendered.document.iter("a"):
        said = " ".join(link.text_content().split()).casefold().strip(" .…»→>:")
        if link.get("href") and not link.get("aria-label"):
            if said in VAGUE:
                yield Found(f"a link called “{said}”", rendered.at(link), "say where it leads")
            elif said.startswith(("http://", "https://")):
                yield Found("a link that shows its address", rendered.at(link), "give it words")
