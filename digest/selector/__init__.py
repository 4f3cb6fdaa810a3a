"""The selector: which stories run, where, and why. Pure: the clock and earlier issues come in as arguments."""

from digest.selector.carry import hand_on
from digest.selector.eligible import matches, story_id
from digest.selector.select import Selection, as_story, select
from digest.selector.subject import propose

__all__ = ["Selection", "as_story", "hand_on", "matches", "propose", "select", "story_id"]
