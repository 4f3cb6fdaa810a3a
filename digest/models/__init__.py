"""The values that the stages hand to each other; what is frozen into `issue.json` is a pydantic model.

Flow: `Entry` (sources) → `Story`, `Block`, `Decision` (selector) → `Insertion` (ads) → `Issue` (archive) →
`Email` (renderer) → `Finding` (checks), `Recipient` and `Submission` (sender).
"""

from digest.models.ads import Candidate, Creative, Insertion, SlotDecision
from digest.models.base import Image, Link, Model
from digest.models.issue import SCHEMA, Block, Event, Failure, Issue, Newsletter, Status, Utm
from digest.models.mail import Email, Finding, Level, Recipient, State, Submission
from digest.models.stories import Decision, Entry, Outcome, Sensitive, Story

__all__ = [
    "SCHEMA",
    "Block",
    "Candidate",
    "Creative",
    "Decision",
    "Email",
    "Entry",
    "Event",
    "Failure",
    "Finding",
    "Image",
    "Insertion",
    "Issue",
    "Level",
    "Link",
    "Model",
    "Newsletter",
    "Outcome",
    "Recipient",
    "Sensitive",
    "SlotDecision",
    "State",
    "Status",
    "Story",
    "Submission",
    "Utm",
]
