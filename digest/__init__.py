"""Turn a publisher's stories into a weekly email newsletter and send it."""

__version__ = "0.1.0"
