"""What a newsletter is configured with: flags, then environment, then `.env`, then `digest.toml`, then defaults."""

from digest.config.load import load
from digest.config.schema import Config
from digest.config.several import folder_of, newsletter_names

__all__ = ["Config", "folder_of", "load", "newsletter_names"]
