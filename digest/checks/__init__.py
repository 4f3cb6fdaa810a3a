"""The checks: what is wrong with a rendered issue, found before a reader finds it."""

from digest.checks.report import Rendered, check, names

__all__ = ["Rendered", "check", "names"]
