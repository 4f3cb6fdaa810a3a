"""The selector: which stories run, where, and why. Pure: the clock and earlier issues come in as arguments."""

from digest.selector.eligible import matches, story_id
from digest.selector.select import Selection, select

__all__ = ["Selection", "matches", "select", "story_id"]
