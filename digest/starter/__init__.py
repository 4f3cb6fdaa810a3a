"""`digest init`: a working folder that sends its first issue at once, to nobody but itself."""

from digest.starter.create import create

__all__ = ["create"]
