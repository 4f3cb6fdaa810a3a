"""Tell the publisher's own analytics where readers come from: UTM parameters on the links of stories."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from digest.models import Block, Issue, Link, Story, Utm
from digest.renderer.links import with_parameters


def with_utm(issue: Issue) -> Issue:
    """`issue` with tagged addresses of stories and related stories, where it says `utm`; pure.

    `utm_campaign` is the issue's id, `utm_content` the block's section or title, else its kind. Done on the issue and
    not in templates, so that HTML, text and every theme have the same addresses; no other link is touched.
    """
    if issue.utm is None:
        return issue
    blocks = tuple(_tagged(block, issue.utm, issue.id) if block.stories else block for block in issue.blocks)
    return issue.model_copy(update={"blocks": blocks})


def _tagged(block: Block, utm: Utm, campaign: str) -> Block:
    content = _slug(str(block.options.get("section", ""))) or _slug(block.title) or block.kind
    shared = {"utm_source": utm.source, "utm_medium": utm.medium, "utm_campaign": campaign}

    def address(url: str, part: str) -> str:
        return with_parameters(url, {**shared, "utm_content": part}) if _is_own(url, utm.hosts) else url

    def links(given: tuple[Link, ...], part: str) -> tuple[Link, ...]:
        return tuple(link.model_copy(update={"url": address(link.url, part)}) for link in given)

    def story(given: Story) -> Story:
        return given.model_copy(
            update={"url": address(given.url, content), "related": links(given.related, f"{content}-related")}
        )

    return block.model_copy(update={"stories": tuple(story(each) for each in block.stories)})


def _is_own(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return any(own == "*" or host == own or host.endswith(f".{own}") for own in hosts)


def _slug(words: str) -> str:
    """`words` in small Latin letters and digits with hyphens between; "" where nothing of them is Latin."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
