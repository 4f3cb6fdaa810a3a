"""The values that the stages hand to each other; what is frozen into `issue.json` is a pydantic model.

Flow: `Entry` (sources) → `Story`, `Block`, `Decision` (selector) → `Insertion` (ads) → `Issue` (archive) →
`Email` (renderer) → `Finding` (checks), `Recipient` and `Submission` (sender).
"""

from digest.models.ads import Candidate, Creative, Insertion, SlotDecision
from digest.models.base import Image, Link, Model
from digest.models.edits import (
    Clear,
    Drop,
    Edit,
    Fill,
    Free,
    Move,
    Note,
    Picture,
    Retell,
    Word,
    about,
    one_line,
    with_edit,
)
from digest.models.issue import (
    SCHEMA,
    Block,
    Claim,
    Emptied,
    Event,
    Failure,
    Issue,
    Newsletter,
    Review,
    Skip,
    Status,
    Utm,
)
from digest.models.mail import Email, Finding, Level, Recipient, State, Submission
from digest.models.stories import Decision, Entry, Outcome, Sensitive, Story

__all__ = [
    "SCHEMA",
    "Block",
    "Candidate",
    "Claim",
    "Clear",
    "Creative",
    "Decision",
    "Drop",
    "Edit",
    "Email",
    "Emptied",
    "Entry",
    "Event",
    "Failure",
    "Fill",
    "Finding",
    "Free",
    "Image",
    "Insertion",
    "Issue",
    "Level",
    "Link",
    "Model",
    "Move",
    "Newsletter",
    "Note",
    "Outcome",
    "Picture",
    "Recipient",
    "Retell",
    "Review",
    "Sensitive",
    "Skip",
    "SlotDecision",
    "State",
    "Status",
    "Story",
    "Submission",
    "Utm",
    "Word",
    "about",
    "one_line",
    "with_edit",
]
