"""The subject decides whether the rest is read; phones show 40 characters of it, desktops 70."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.rendered import Rendered
from digest.checks.report import Found
from digest.models import Level

LEVEL = Level.error
LONGEST = 70
"""Characters."""
_WHERE = "issue.json: subject"
_REPLY = re.compile(r"(re|fw|fwd|aw|wg|tr|rv|sv)\s*:", re.IGNORECASE)


def check(rendered: Rendered) -> Iterator[Found]:
    """There is a subject, and it is not made to look like an answer; a warning says when it is over 70 characters."""
    subject = " ".join(rendered.email.subject.split())
    if not subject:
        yield Found("the subject is empty", _WHERE, "write one in issue.json, or plan the issue anew")
    elif len(subject) > LONGEST:
        remedy = f"shorten it to {LONGEST}: the rest is cut off in most inboxes"
        yield Found(f"the subject has {len(subject)} characters", _WHERE, remedy, Level.warning)
    if _REPLY.match(subject):
        yield Found("the subject looks like an answer", _WHERE, "begin it without Re: or Fwd:, which filters punish")
