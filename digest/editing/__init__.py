"""The editor's hand: changes of an issue's stories and words, applied to its layout. Pure."""

from digest.editing.changes import MOST, change
from digest.editing.decisions import decide
from digest.editing.emptied import parted, whole
from digest.editing.names import STORIES, block_names

__all__ = ["MOST", "STORIES", "block_names", "change", "decide", "parted", "whole"]
