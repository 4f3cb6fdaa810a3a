"""The DNS records of the domain that an issue comes from."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr

from digest.config import Config
from digest.models import Finding, Issue
from digest.sender import check_domain, normalise, resolver


def check_sending_domain(config: Config, issue: Issue, selectors: Sequence[str]) -> tuple[Finding, ...]:
    """Ask the DNS about the domain that `issue` comes from; what the big receivers' rules would miss."""
    return check_sender(config, issue.newsletter.sender, selectors)


def check_sender(config: Config, sender: str, selectors: Sequence[str]) -> tuple[Finding, ...]:
    """The same for mail from the mailbox `sender`, before there is an issue."""
    author = normalise(parseaddr(sender)[1]).rpartition("@")[2]
    bounces = normalise(parseaddr(config.sending.bounces)[1]).rpartition("@")[2]
    configured = (config.sending.dkim_selector,) if config.sending.dkim_selector else ()
    domain = config.sending.dkim_domain or author
    return check_domain(domain, envelope=bounces or author, selectors=(*configured, *selectors), ask=resolver())
