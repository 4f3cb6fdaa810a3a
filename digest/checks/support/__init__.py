"""What mail programs support, as caniemail.com has tested it: its data, and which of its features a page uses."""

from digest.checks.support.data import NAMES, Support, bundled, dump, read_support
from digest.checks.support.features import Use, picture_format, used

__all__ = ["NAMES", "Support", "Use", "bundled", "dump", "picture_format", "read_support", "used"]
