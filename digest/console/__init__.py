"""What people see: tables and colour on a terminal, plain text off it, JSON on request."""

from digest.console.screen import Screen

__all__ = ["Screen"]
