"""The selector: which stories run, where, and why. Pure: the clock and earlier issues come in as arguments."""

from digest.selector.select import Selection, select

__all__ = ["Selection", "select"]
