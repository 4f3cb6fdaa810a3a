"""The checks: what is wrong with a rendered issue, found before a reader finds it."""

from digest.checks.rendered import Rendered, addresses
from digest.checks.report import Rule, check, names, rules

__all__ = ["Rendered", "Rule", "addresses", "check", "names", "rules"]
