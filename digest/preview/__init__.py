"""The preview: an issue in the browser, on this machine only."""

from digest.preview.server import serve

__all__ = ["serve"]
