"""The checks: what is wrong with a rendered issue, found before a reader finds it."""

from digest.checks.rendered import Rendered, addresses
from digest.checks.report import Rule, all_rules, check, names

__all__ = ["Rendered", "Rule", "addresses", "all_rules", "check", "names"]
