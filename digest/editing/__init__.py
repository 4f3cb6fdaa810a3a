"""The editor's hand: changes of an issue's stories and words, applied to its layout. Pure."""

from digest.editing.changes import change
from digest.editing.decisions import decide
from digest.editing.names import block_names

__all__ = ["block_names", "change", "decide"]
