"""What a newsletter is configured with: flags, then environment, then `.env`, then `digest.toml`, then defaults."""

from digest.config.load import load
from digest.config.schema import Config

__all__ = ["Config", "load"]
