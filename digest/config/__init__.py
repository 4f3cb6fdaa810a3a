"""What a newsletter is configured with: flags, then environment, then `.env`, then `digest.toml`, then defaults."""

from digest.config.load import load
from digest.config.origin import DEFAULT, Setting, settings_of
from digest.config.schema import Config
from digest.config.several import folder_of, newsletter_names

__all__ = ["DEFAULT", "Config", "Setting", "folder_of", "load", "newsletter_names", "settings_of"]
